import { faultOfText } from './fields.ts';

/** The parts of the text that Isogeo's web application copies. */
export interface Pasted {
  readonly name?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
}

/** Texts that only a whole credentials file contains, even without its line ends. */
const marks =
  /"(?:web|installed|client_id|client_secret)"\s*:|(?:client|app)_(?:id|secret)\s*[=:]|ISOGEO_\w{1,60}'?\s*=/i;

/** Texts at the start of lines in INI and `.env` files. */
const starts =
  /(\[(?:auth|isogeo|DEFAULT)\]|(?:(?:client|app)_(?:type|id|secret|prot|lang)|ur[il]_(?:auth|token|redirect)|csw_share_(?:id|token)|(?:export[ \t]{1,20})?ISOGEO_\w{1,60})(?=\s*[=:]))/i;

/** Whether a text contains a credentials file, or parts of one. */
export function isPastedFile(text: string): boolean {
  return marks.test(text);
}

/**
 * The text of a whole credentials file (JSON, INI or `.env`), with its line ends; `undefined` for other text.
 * An input box removes line ends or replaces them with spaces. They are taken from the clipboard if it contains
 * the same text. Otherwise they are restored, or the result is `undefined` if a value could be followed by a
 * comment, a section or an unknown key.
 */
export function pastedFile(text: string, copied = ''): string | undefined {
  if (!isPastedFile(text)) return undefined;
  const content = text.trim();
  if (content.startsWith('{') || lineEnd.test(content)) return content;
  const isCopied = [' ', ''].some(
    (end) => inOneLine(copied.split(lineEnd).join(end)) === inOneLine(content),
  );
  return isCopied ? copied.trim() : withLineEnds(content);
}

function inOneLine(text: string): string {
  return text.trim().split(/\s+/).join(' ');
}

function withLineEnds(content: string): string | undefined {
  // `split` includes its group: text, start, text, start, text…
  const [before = '', ...parts] = content.split(starts);
  const lines = Array.from({ length: parts.length / 2 }, (_, index) => {
    const start = parts[2 * index] ?? '';
    const rest = parts[2 * index + 1] ?? '';
    return { start, rest, isHead: start.startsWith('[') };
  });
  const isComment =
    /^[#;][^=:[]*$/.test(before) &&
    lines[0]?.isHead &&
    lines.filter(({ isHead }) => isHead).length === 1;
  const isClear =
    // The only section of an INI file can't be a part of the comment before it.
    (before === '' || isComment) &&
    lines.every(({ start, rest, isHead }) =>
      isHead ? rest.trim() === '' : isValue(start, rest),
    ) &&
    // In a longer key, such as AZURE_CLIENT_SECRET, no space precedes the known key.
    new Set(lines.slice(0, -1).map(({ rest }) => /\s$/.test(rest))).size < 2 &&
    new Set(lines.map(({ start }) => start.toLowerCase())).size === lines.length;
  return isClear
    ? before +
        lines.map(({ start, rest, isHead }) => `\n${start}${isHead ? '\n' : ''}${rest}`).join('')
    : undefined;
}

/** A value in which no other line can begin: without an equals sign, and with a colon only in addresses. */
const plainValue =
  /^(?:https?:\/\/[^=:/]+(?::\d+)?(?:\/[^=:]*)?|urn:ietf:wg:oauth:2\.0:oob|[^=:]*)$/;

/** Whether the text between two known keys can only be the separator and the value of the first key. */
function isValue(key: string, text: string): boolean {
  // After an empty value, the text would be another line of a `.env` file.
  if (/ISOGEO_/i.test(key) && /^\s*=\s+\S/.test(text)) return false;
  const value = /^(["']?)([^\s"'#;[\]]*)\1$/.exec(text.trim().slice(1).trim())?.[2];
  if (value === undefined || /[_.$@-]$/.test(value)) return false;
  if (plainValue.test(value)) return true;
  // A secret can contain an equals sign, and a secret with another line would be longer.
  return !/^[\w.-]+[=:]/.test(value) && value.replaceAll('%%', '%').length === 64;
}

/**
 * Reads the three lines that Isogeo's web application copies: `Name`, `Client ID: …` and `Client Secret: …`.
 * They may come in any order, and the first line without a label is the name. An input box replaces line ends
 * with spaces or removes them, so a label or a space also ends the value before it. The first of two equal
 * labels counts. Values with control characters and other text are ignored. Never throws.
 */
export function parsePasted(text: string): Pasted {
  // `split` includes its groups: text, label, text, label, text…
  const [before = '', ...labelled] = text.split(/(client[^\S\r\n]?(?:id|secret))\s?:/i);
  // IDs and secrets contain no spaces.
  const end = lineEnd.test(text) ? lineEnd : /(?<=\S) /;
  const names = before.split(lineEnd);
  const values: { id?: string; secret?: string } = {};
  for (let index = 0; index < labelled.length; index += 2) {
    const [value = '', ...rest] = (labelled[index + 1] ?? '').split(end);
    const key = /id/i.test(labelled[index] ?? '') ? 'id' : 'secret';
    if (!faultOfText(value.trim())) values[key] ??= value.trim();
    for (const line of rest) names.push(line);
  }
  const name = names.map((line) => line.trim()).find((line) => line !== '');
  return {
    ...(name !== undefined && { name }),
    ...(values.id !== undefined && { clientId: values.id }),
    ...(values.secret !== undefined && { clientSecret: values.secret }),
  };
}

const lineEnd = /\r\n|\r|\n/;
