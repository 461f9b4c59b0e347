import { baseAddressOf, type PlatformAddresses } from '../../platform/endpoints.ts';
import { serversAt, type KnownServer } from '../../platform/isogeoAddress.ts';
import { withoutVersion } from '../file/lines.ts';
import { placedAt, type PlacedSection, type RequestDocument } from '../file/requestDocument.ts';
import { hostIn } from '../file/resolve.ts';
import { Scope } from '../file/scope.ts';
import { isInHead } from '../file/section.ts';
import { apiVariable } from '../template.ts';

/** A base address at the beginning of a target. */
export interface Base extends KnownServer {
  /** The offset in the target where the path begins. */
  readonly end: number;
}

/** A line's part of a target: its offset in the line and in the whole target. */
interface Text {
  readonly line: number;
  readonly inLine: number;
  readonly inTarget: number;
  readonly length: number;
}

/** The target of a request, with its continuation lines. */
export interface WrittenTarget {
  readonly method: string;
  readonly target: string;
  readonly texts: readonly Text[];
}

export function targetOf({ lines }: RequestDocument, at: PlacedSection): WrittenTarget {
  const { from, start = from, section } = at;
  const first = lines[start] ?? '';
  const [head = '', method = 'GET'] = /^\s*(?:([a-z-]+)\s+)?/i.exec(first) ?? [];
  let target = withoutVersion(first.slice(head.length));
  const texts: Text[] = [{ line: start, inTarget: 0, inLine: head.length, length: target.length }];
  for (let line = start + 1; isInHead(section.roles[line - from]); line += 1) {
    if (section.roles[line - from] !== 'target') continue;
    const text = lines[line] ?? '';
    const written = withoutVersion(text.trim());
    const inLine = text.length - text.trimStart().length;
    texts.push({ line, inTarget: target.length, inLine, length: written.length });
    target += written;
  }
  return { method: method.toUpperCase(), target, texts };
}

/**
 * Converts an offset in the target to a position in the file. An offset at a line break is at the end of the
 * line, not at the start of the next.
 */
export function positionIn(
  { texts }: Pick<WrittenTarget, 'texts'>,
  offset: number,
): { readonly line: number; readonly character: number } {
  const text = texts.find(({ inTarget, length }) => offset <= inTarget + length) ?? texts.at(-1);
  const { line = 0, inLine = 0, inTarget = 0 } = text ?? {};
  return { line, character: inLine + offset - inTarget };
}

/** The result for a section, valid until the definitions or addresses change. */
interface Found {
  readonly definitions: object;
  readonly addresses: string;
  readonly bases: readonly Base[];
}

const found = new WeakMap<PlacedSection['section'], Found>();

/**
 * The base addresses at the beginning of a section's target, literal or from variables. A path alone follows
 * the `Host` header or the variable `host`.
 */
export function basesOf(
  document: RequestDocument,
  index: number,
  addresses: PlatformAddresses,
): readonly Base[] {
  const { definitions, sections } = document;
  const section = sections[index];
  if (section?.start === undefined) return [];
  const key = keyOf(addresses);
  const known = found.get(section);
  if (known?.definitions === definitions && known.addresses === key) return known.bases;
  const bases = readBases(document, placedAt(document, index), addresses);
  found.set(section, { definitions, addresses: key, bases });
  return bases;
}

function keyOf({ api, identity }: PlatformAddresses): string {
  return `${api} ${identity}`;
}

const nothingGiven = { answers: new Map<string, string>(), environment: new Map<string, string>() };
/** A base address never has more parts or characters. */
const mostParts = 20;
const longest = 300;

/** Beginnings of targets, shared by sections without definitions of their own. */
const shared = new WeakMap<object, Map<string, Beginning>>();

/** The beginning of a target with its variables replaced, and the servers that this address names. */
interface Beginning {
  readonly text: string;
  readonly servers: readonly KnownServer[];
}

function readBases(
  document: RequestDocument,
  at: PlacedSection,
  addresses: PlatformAddresses,
): readonly Base[] {
  const { request } = at.section;
  const path = request?.ok ? request.value.url : targetOf(document, at).target;
  let scope: Scope | undefined;
  const valueOf = (part: string) => {
    if (!part.includes('{{')) return part;
    scope ??= new Scope(document, at, nothingGiven, 20_000);
    return expanded(part, scope, addresses.api);
  };
  const known = beginningsFor(document, at, addresses);
  const host = path.startsWith('/')
    ? hostIn(request?.ok ? request.value.headers : [], valueOf)
    : '';
  const target = host + path;
  const bases: Base[] = [];
  /** Continues with the part of the target before `end`. */
  const goOn = (before: string, part: string, end: number): string => {
    const key = target.slice(0, end);
    const beginning = known.get(key) ?? beginningOf(before + valueOf(part), addresses);
    known.set(key, beginning);
    bases.push(...beginning.servers.map((server) => ({ ...server, end: end - host.length })));
    return beginning.text;
  };
  let [start, end] = ['', 0];
  for (const part of target.split(/(?=[/?])/, mostParts)) {
    if (end === host.length) start = start.replace(/\/$/, '');
    end += part.length;
    if (start.length + part.length > longest && !part.includes('{{')) break;
    start = goOn(start, part, end);
    if (start.length > lengthOf(addresses)) break;
  }
  return bases;
}

function beginningsFor(
  { definitions }: RequestDocument,
  { section }: PlacedSection,
  addresses: PlatformAddresses,
): Map<string, Beginning> {
  if (section.definitions.length > 0 || section.prompts.length > 0) return new Map();
  const known = shared.get(definitions);
  if (known?.has(keyOf(addresses))) return known;
  const fresh = new Map([[keyOf(addresses), { text: '', servers: [] }]]);
  shared.set(definitions, fresh);
  return fresh;
}

function beginningOf(text: string, addresses: PlatformAddresses): Beginning {
  // A quick check that rules out most addresses, and those that contain a query.
  const mayBeBase = text.length <= lengthOf(addresses) && /^\s*https?:\/\/[^/?][^?]*$/i.test(text);
  const address = mayBeBase ? baseAddressOf(text) : undefined;
  return { text, servers: address === undefined ? [] : serversAt(address, addresses) };
}

/** The length of the longest base address. */
function lengthOf({ api, identity }: PlatformAddresses): number {
  return Math.max(api.length, identity.length, 40) + 2;
}

/** Replaces the variables that have a value, including the API's address, and keeps the text around them. */
function expanded(text: string, scope: Scope, api: string): string {
  return scope
    .partsOf(text)
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('why' in part) return `{{${part.name}}}`;
      return part.env === apiVariable ? api : `{{$processEnv ${part.env}}}`;
    })
    .join('');
}
