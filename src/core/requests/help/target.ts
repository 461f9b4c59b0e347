import { baseAddressOf, type PlatformAddresses } from '../../platform/endpoints.ts';
import { serversAt, type Server } from '../../platform/isogeoAddress.ts';
import { withoutVersion } from '../file/lines.ts';
import type { PlacedSection, RequestDocument } from '../file/requestDocument.ts';
import { Scope } from '../file/scope.ts';
import type { Role } from '../file/section.ts';
import { apiVariable } from '../template.ts';

/** A base address that a target starts with. */
export interface Base extends Server {
  /** Where its path begins, in the target. */
  readonly end: number;
}

/** A line's part of a target: where it is in the line, and in the whole. */
interface Text {
  readonly line: number;
  readonly inLine: number;
  readonly inTarget: number;
  readonly length: number;
}

/** What a request goes to, with its continuation lines. */
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

/** A line that is being written may be refused still. */
export function isInHead(role: Role | undefined): boolean {
  return role !== undefined && /^(target|comment|header|refused)$/.test(role);
}

/** Where a character of the target is in the file: at the end of a line rather than before the next. */
export function positionIn(
  { texts }: Pick<WrittenTarget, 'texts'>,
  offset: number,
): { readonly line: number; readonly character: number } {
  const text = texts.find(({ inTarget, length }) => offset <= inTarget + length) ?? texts.at(-1);
  const { line = 0, inLine = 0, inTarget = 0 } = text ?? {};
  return { line, character: inLine + offset - inTarget };
}

/** What was found for a section, which holds while the definitions and the addresses do. */
interface Found {
  readonly definitions: object;
  readonly addresses: string;
  readonly bases: readonly Base[];
}

const found = new WeakMap<PlacedSection['section'], Found>();

/**
 * The base addresses that the target of a section starts with, literally or by its variables. A path
 * alone follows the variable `host`.
 */
export function basesOf(
  document: RequestDocument,
  at: PlacedSection,
  addresses: PlatformAddresses,
): readonly Base[] {
  const { definitions } = document;
  const key = `${addresses.api} ${addresses.identity}`;
  const known = found.get(at.section);
  if (known?.definitions === definitions && known.addresses === key) return known.bases;
  const bases = readBases(document, at, addresses);
  found.set(at.section, { definitions, addresses: key, bases });
  return bases;
}

const nothingGiven = { answers: new Map<string, string>(), environment: new Map<string, string>() };
/** No base address has more parts, or is longer. */
const mostParts = 20;
const longest = 300;

function readBases(
  document: RequestDocument,
  at: PlacedSection,
  addresses: PlatformAddresses,
): readonly Base[] {
  const { target } = targetOf(document, at);
  const scope = new Scope(document, at, nothingGiven, { characters: 20_000 });
  const bases: Base[] = [];
  const add = (start: string, end: number) => {
    const address = mayBeBase(start, addresses) ? baseAddressOf(start) : undefined;
    if (address === undefined) return;
    bases.push(...serversAt(address, addresses).map((server) => ({ ...server, end })));
  };
  let [start, end] = ['', 0];
  if (target.startsWith('/')) {
    start = expanded('{{host}}', scope, addresses.api).replace(/\/$/, '');
    add(start, end);
  }
  for (const part of target.split(/(?=[/?])/, mostParts)) {
    start += expanded(part, scope, addresses.api);
    end += part.length;
    if (start.length > longest) break;
    add(start, end);
  }
  return bases;
}

/** Most addresses need no look. */
function mayBeBase(start: string, { api, identity }: PlatformAddresses): boolean {
  const length = Math.max(api.length, identity.length, 40) + 2;
  return start.length <= length && /^\s*https?:\/\/[^/]/i.test(start);
}

/** The text with the values of what has one, `api` being the API's; the rest is as it was. */
function expanded(text: string, scope: Scope, api: string): string {
  if (!text.includes('{{')) return text;
  return scope
    .partsOf(text)
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('why' in part) return `{{${part.name}}}`;
      return part.env === apiVariable ? api : `{{$processEnv ${part.env}}}`;
    })
    .join('');
}
