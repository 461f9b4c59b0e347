/**
 * Requests as REST Client and httpYac read them from an `.http` or `.rest` file: blocks between
 * lines of `###`, comments, `@name = value`, a request line with its query on further lines, headers,
 * an empty line, the body. Variables stay as they are written: `{{name}}`.
 */

export interface WrittenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

/** What stands at a place in such a file. */
export type Found =
  | { readonly is: 'request'; readonly request: WrittenRequest }
  /** Its body is to be read from a file, with `< path`. */
  | { readonly is: 'file-body' }
  | { readonly is: 'nothing' };

export const separator = /^#{3,}/;
export const comment = /^\s*(#|\/\/)/;
const definition = /^\s*@([^\s=:]+)\s*:?=(.*)$/;
/** What somebody keeps beside its request. */
const response = /^\s*HTTP\/[\d.]+\s+\d{3}\b/i;
/** Of JetBrains' and httpYac's clients: where an answer goes, what it is compared with or read by. */
const answerFile = /^(>>!?|<>)\s+\S|^>\s+\S+\.[cm]?js\s*$/;
const requestLine =
  /^(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|CONNECT|TRACE|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|REPORT)\s+(\S.*)/i;

export function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/);
}

/** The request of the block that the line is in; a separator belongs to the block that it opens. */
export function requestAt(lines: readonly string[], line: number): Found {
  return parseRequest(blockAt(lines, line).block);
}

/** The first request in these lines, which may be those of several. */
export function firstRequest(lines: readonly string[]): Found {
  const found = blocksOf(lines).map(({ block }) => parseRequest(block));
  return found.find(({ is }) => is !== 'nothing') ?? { is: 'nothing' };
}

/** The line that the request of that line's block starts on. */
export function startAt(lines: readonly string[], line: number): number | undefined {
  return startOf(blockAt(lines, line));
}

/** The lines that requests start on, in order. */
export function startsIn(lines: readonly string[]): readonly number[] {
  return blocksOf(lines).flatMap((block) => startOf(block) ?? []);
}

/** The lines from one separator to the next, and where the first of them is. */
interface Block {
  readonly start: number;
  readonly block: readonly string[];
}

function blockAt(lines: readonly string[], line: number): Block {
  return blocksOf(lines).findLast(({ start }) => start <= line + 1) ?? { start: 0, block: lines };
}

function blocksOf(lines: readonly string[]): readonly Block[] {
  const openings = lines.flatMap((text, index) => (separator.test(text) ? [index + 1] : []));
  return [0, ...openings].map((start, index) => {
    const end = openings[index];
    return { start, block: lines.slice(start, end === undefined ? undefined : end - 1) };
  });
}

function startOf({ start, block }: Block): number | undefined {
  const first = contentOf(block).find((index) => isRequestStart(block[index] ?? ''));
  return first === undefined || response.test(block[first] ?? '') ? undefined : start + first;
}

/** Of a line `@name = value`. */
export function definitionIn(text: string): [name: string, value: string] | undefined {
  const [, name = '', value] = definition.exec(text) ?? [];
  return value === undefined ? undefined : [name, value.trim()];
}

/**
 * The definitions that count at that line: the last one of a name up to it, else the first one
 * after it.
 */
export function variablesAt(lines: readonly string[], line: number): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  lines.forEach((text, index) => {
    const found = definitionIn(text);
    if (found && (index <= line || !variables.has(found[0]))) variables.set(...found);
  });
  return variables;
}

/** The request of a block's lines. */
export function parseRequest(block: readonly string[]): Found {
  const content = trimmed(contentOf(block).map((index) => block[index] ?? ''));
  const start = content.findIndex(isRequestStart);
  const kept = content.findIndex((_, at) => at > start && isResponse(content, at));
  const lines = trimmed(content.slice(0, kept < 0 ? undefined : kept));
  const first = lines[start]?.trim();
  if (first === undefined || response.test(first)) return { is: 'nothing' };

  let index = start + 1;
  let target = withoutVersion(first);
  while (/^\s*[?&]/.test(lines[index] ?? '')) target += lines[index++]?.trim() ?? '';
  const [, method = 'GET', url = target] = requestLine.exec(withoutVersion(target)) ?? [];

  const end = lines.findIndex((text, at) => at >= index && text.trim() === '');
  const headers = headersOf(lines.slice(index, end < 0 ? undefined : end));
  const bodyLines = end < 0 ? [] : lines.slice(end + 1);
  if (bodyLines.some((text) => /^<(@\w*)?\s+\S/.test(text))) return { is: 'file-body' };
  const body = bodyOf(bodyLines, headers);
  return {
    is: 'request',
    request: {
      method: method.toUpperCase(),
      url: absolute(url, headers),
      headers: [...headers.values()],
      ...(body !== '' && { body }),
    },
  };
}

export function withoutVersion(line: string): string {
  return line.replace(/\sHTTP\/\S*$/i, '').trimEnd();
}

function isRequestStart(text: string): boolean {
  return text.trim() !== '' && !definition.test(text);
}

/** The lines that count: without comments, and httpYac's scripts and checks. */
function contentOf(block: readonly string[]): readonly number[] {
  let end: RegExp | undefined;
  return block.flatMap((text, index) => {
    if (end) {
      if (end.test(text)) end = undefined;
      return [];
    }
    if (/^\s*\{\{[@+]?\s*(\w+\s*)?$/.test(text)) end = /^\s*\}\}\s*$/;
    else if (/^\s*[<>]\s*\{%(?!.*%\})/.test(text)) end = /%\}\s*$/;
    else if (!/^\s*(\?\?\s|[<>]\s*\{%)/.test(text) && !comment.test(text)) return [index];
    return [];
  });
}

type Headers = ReadonlyMap<string, readonly [name: string, value: string]>;

/** By their names in lower case; one that comes twice is one list (RFC 9110 §5.3). */
function headersOf(lines: readonly string[]): Headers {
  const headers = new Map<string, readonly [string, string]>();
  for (const line of lines) {
    const [, name = '', value] = /^\s*([^\s:]+)\s*:(.*)$/.exec(line.trim()) ?? [];
    // Whoever sends the request counts for himself.
    if (value === undefined || /^content-length$/i.test(name)) continue;
    const key = name.toLowerCase();
    const [first, ...earlier] = headers.get(key) ?? [name];
    headers.set(key, [first, [...earlier, value.trim()].join(key === 'cookie' ? '; ' : ', ')]);
  }
  return headers;
}

/** Without what is to be done with the answer, which stands behind all else. */
function trimmed(lines: readonly string[]): readonly string[] {
  const isKept = (text: string) => text.trim() !== '' && !answerFile.test(text);
  return lines.slice(0, lines.findLastIndex(isKept) + 1);
}

/** A body may quote the first line of one. */
function isResponse(lines: readonly string[], at: number): boolean {
  const [before = '', text = '', next = 'end:'] = lines.slice(at - 1, at + 2);
  return response.test(text) && before.trim() === '' && /^[\w-]+:/.test(next);
}

function bodyOf(lines: readonly string[], headers: Headers): string {
  const type = headers.get('content-type')?.[1] ?? '';
  const text = lines.join(/^multipart\//i.test(type) ? '\r\n' : '\n');
  // A form's fields may stand on a line each.
  return /^application\/x-www-form-urlencoded/i.test(type) ? text.replaceAll('\n&', '&') : text;
}

/** A path alone is on the `Host`. */
function absolute(url: string, headers: Headers): string {
  const host = headers.get('host')?.[1];
  if (!url.startsWith('/') || host === undefined) return url;
  return `${/:8?443$/.test(host) ? 'https' : 'http'}://${host}${url}`;
}
