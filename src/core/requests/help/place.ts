import type { PlatformAddresses } from '../../platform/endpoints.ts';
import { comment } from '../file/lines.ts';
import {
  placedAt,
  sectionAt,
  sectionIndexAt,
  type PlacedSection,
  type RequestDocument,
} from '../file/requestDocument.ts';
import type { Steps } from '../file/steps.ts';
import { isInHead } from '../file/section.ts';
import { basesOf, targetOf, type Base, type WrittenTarget } from './target.ts';

/** The kind of text at a place of a request file, if the request goes to an Isogeo platform. */
export type Place =
  | (RequestTarget & { readonly is: 'target' })
  /** `isOwn`: the request goes to the application's platform. */
  | { readonly is: 'header'; readonly isOwn: boolean };

export interface RequestTarget {
  readonly method: string;
  /** The target as written, with its continuation lines. */
  readonly target: string;
  /** The place's offset in the target. */
  readonly offset: number;
  readonly bases: readonly Base[];
}

/** A request to an Isogeo platform, and where its target begins. */
export interface PlacedTarget extends RequestTarget, WrittenTarget {
  readonly start: number;
}

/** The lines on which requests to the application's platform begin, in these sections. */
export function* startsToPlatform(
  document: RequestDocument,
  addresses: PlatformAddresses,
  indexes?: Iterable<number>,
): Steps<readonly number[]> {
  const targets = yield* targetsIn(document, addresses, indexes);
  return targets.filter(({ bases }) => bases.some((base) => base.isOwn)).map(({ start }) => start);
}

export function* targetsIn(
  document: RequestDocument,
  addresses: PlatformAddresses,
  indexes: Iterable<number> = document.sections.keys(),
): Steps<readonly PlacedTarget[]> {
  const targets: PlacedTarget[] = [];
  for (const index of indexes) {
    const bases = basesOf(document, index, addresses);
    yield;
    if (bases.length === 0) continue;
    const at = placedAt(document, index);
    targets.push({ ...targetOf(document, at), start: at.start ?? at.from, bases, offset: 0 });
  }
  return targets;
}

/** The place at a position; `undefined` also if the request goes to another server than Isogeo's. */
export function placeAt(
  document: RequestDocument,
  line: number,
  character: number,
  addresses: PlatformAddresses,
): Place | undefined {
  const { lines } = document;
  const index = sectionIndexAt(document, line);
  const at = placedAt(document, index);
  const { from, start = from } = at;
  if (line < start || comment.test(lines[line] ?? '')) return undefined;
  const { method, target, texts } = targetOf(document, at);
  const text = texts.find((each) => each.line === line);
  const inText = text ? character - text.inLine : 0;
  // The place is before the target.
  if (inText < 0) return undefined;
  const bases = basesOf(document, index, addresses);
  if (bases.length === 0) return undefined;
  if (text) {
    // After the last character of the query, only blanks and then another word of `q` can be typed.
    const blanks = ' '.repeat(Math.max(inText - text.length, 0));
    const isBehind = (lines[line] ?? '').startsWith(blanks, text.inLine + text.length);
    const isLast = text.inTarget + text.length === target.length && target.includes('?');
    if (blanks !== '' && !(isBehind && isLast)) return undefined;
    const offset = text.inTarget + inText;
    return { is: 'target', method, target: target + blanks, offset, bases };
  }
  return isHeaderPlace(at, line)
    ? { is: 'header', isOwn: bases.some(({ isOwn }) => isOwn) }
    : undefined;
}

/** Whether the line is below the request line, without an empty line between. */
function isHeaderPlace({ from, start = from, section }: PlacedSection, line: number): boolean {
  return section.roles.slice(start - from, line - from).every(isInHead);
}

/** Whether the place is in a request to an Isogeo platform, or in the definition of one of its variables. */
export function* isOfPlatform(
  document: RequestDocument,
  line: number,
  character: number,
  addresses: PlatformAddresses,
): Steps<boolean> {
  const { from, section } = sectionAt(document, line);
  const definition = section.definitions.find((each) => each.line === line - from);
  if (!definition) return placeAt(document, line, character, addresses) !== undefined;
  const names = yield* usersOf(definition.name, document);
  for (const index of document.sections.keys()) {
    yield;
    const isUser = headOf(document, placedAt(document, index)).some((text) =>
      usesOneOf(names, text),
    );
    if (isUser && basesOf(document, index, addresses).length > 0) return true;
  }
  return false;
}

/** The lines with the address and the headers. */
function headOf({ lines }: RequestDocument, at: PlacedSection): readonly string[] {
  const { from, start = from, section } = at;
  const end = section.roles.findIndex((role, index) => index > start - from && !isInHead(role));
  return lines.slice(start, end < 0 ? at.to : from + end);
}

/** The variable and all variables whose values use it, directly or through up to two others. */
function* usersOf(name: string, { sections }: RequestDocument): Steps<ReadonlySet<string>> {
  const names = new Set([name]);
  for (let step = 0; step < 3; step += 1) {
    for (const { definitions } of sections) {
      for (const { name: user, value } of definitions) {
        if (usesOneOf(names, value)) names.add(user);
        yield;
      }
    }
  }
  return names;
}

function usesOneOf(names: ReadonlySet<string>, text: string): boolean {
  if (!text.includes('{{')) return false;
  return [...text.matchAll(/\{\{([^{}]*)\}\}/g)].some(([, name = '']) => names.has(name.trim()));
}
