import type { PlatformAddresses } from '../../platform/endpoints.ts';
import {
  comment,
  definitionIn,
  separator,
  startAt,
  startsIn,
  variablesAt,
} from '../file/httpFile.ts';
import { basesOf, targetFrom, type Base } from './target.ts';

/** What somebody is writing at a place of a request file, where that goes to a platform of Isogeo. */
export type Place =
  | (Target & { readonly is: 'target' })
  /** `isOwn`: of a request to the application's platform. */
  | { readonly is: 'header'; readonly isOwn: boolean };

export interface Target {
  readonly method: string;
  /** As it is written, its continuation lines included. */
  readonly target: string;
  /** Of the place, in the target. */
  readonly offset: number;
  readonly bases: readonly Base[];
}

/** The lines that requests to the application's platform start on. */
export function startsToPlatform(
  lines: readonly string[],
  addresses: PlatformAddresses,
): readonly number[] {
  return targetsIn(lines, addresses).flatMap(({ start, bases }) =>
    bases.some(({ isOwn }) => isOwn) ? [start] : [],
  );
}

/** Every request to a platform of Isogeo, with the first character of its target. */
export function targetsIn(lines: readonly string[], addresses: PlatformAddresses) {
  const variables = new Map(variablesAt(lines, -1));
  // In all, for a file of any length.
  const room = { characters: 2_000_000 };
  let read = 0;
  return startsIn(lines).flatMap((start) => {
    for (; read < start; read += 1) {
      const found = definitionIn(lines[read] ?? '');
      if (found) variables.set(...found);
    }
    const written = targetFrom(lines, start);
    const bases = basesOf(written.target, variables, addresses, room);
    return bases.length > 0 ? [{ ...written, start, bases, offset: 0 }] : [];
  });
}

/** `undefined` too where the request goes elsewhere. */
export function placeAt(
  lines: readonly string[],
  line: number,
  character: number,
  addresses: PlatformAddresses,
): Place | undefined {
  const start = startAt(lines, line);
  if (start === undefined || line < start || comment.test(lines[line] ?? '')) return undefined;
  const { method, target, next, texts } = targetFrom(lines, start);
  const text = texts.find((each) => each.line === line);
  const inText = text ? character - text.inLine : 0;
  // In the white space or the method before it.
  if (inText < 0) return undefined;
  const bases = basesOf(target, variablesAt(lines, start), addresses, { characters: 100_000 });
  if (bases.length === 0) return undefined;
  if (text) {
    // Behind it only another word of a query can begin.
    const blanks = ' '.repeat(Math.max(inText - text.length, 0));
    const isBehind = (lines[line] ?? '').startsWith(blanks, text.inLine + text.length);
    const isLast = text.inTarget + text.length === target.length && target.includes('?');
    if (blanks !== '' && !(isBehind && isLast)) return undefined;
    const offset = text.inTarget + inText;
    return { is: 'target', method, target: target + blanks, offset, bases };
  }
  const isHeader = line >= next && lines.slice(next, line).every((text) => text.trim() !== '');
  return isHeader ? { is: 'header', isOwn: bases.some(({ isOwn }) => isOwn) } : undefined;
}

/** The place is in a request to a platform of Isogeo, or where a variable of one is defined. */
export function isOfPlatform(
  lines: readonly string[],
  line: number,
  character: number,
  addresses: PlatformAddresses,
): boolean {
  const [name] = definitionIn(lines[line] ?? '') ?? [];
  if (name === undefined) return placeAt(lines, line, character, addresses) !== undefined;
  const names = usersOf(name, lines);
  return targetsIn(lines, addresses).some(({ start }) => {
    // No request is looked at twice, however long the file is.
    for (let at = start; (lines[at] ?? '').trim() !== ''; at += 1) {
      if (separator.test(lines[at] ?? '')) return false;
      if (usesOneOf(names, lines[at] ?? '')) return true;
    }
    return false;
  });
}

/** A variable, and those that are defined by it, in a few steps. */
function usersOf(name: string, lines: readonly string[]): ReadonlySet<string> {
  const names = new Set([name]);
  for (let step = 0; step < 3; step += 1) {
    for (const text of lines) {
      const [user, value] = definitionIn(text) ?? [];
      if (user !== undefined && usesOneOf(names, value ?? '')) names.add(user);
    }
  }
  return names;
}

function usesOneOf(names: ReadonlySet<string>, text: string): boolean {
  return [...text.matchAll(/\{\{([^{}]*)\}\}/g)].some(([, name = '']) => names.has(name.trim()));
}
