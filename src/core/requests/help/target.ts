import { baseAddressOf, type PlatformAddresses } from '../../platform/endpoints.ts';
import { serversAt, type Server } from '../../platform/isogeoAddress.ts';
import { comment, separator, withoutVersion } from '../file/httpFile.ts';
import { expanded, type Room } from '../file/resolve.ts';

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

/** What a request goes to, with its continuation lines, and the first line behind it. */
export function targetFrom(lines: readonly string[], start: number) {
  const first = lines[start] ?? '';
  const [head = '', method = 'GET'] = /^\s*(?:([a-z]+)\s+)?/i.exec(first) ?? [];
  let target = withoutVersion(first.slice(head.length));
  const texts: Text[] = [{ line: start, inTarget: 0, inLine: head.length, length: target.length }];
  let next = start + 1;
  for (; isContinuation(lines[next] ?? '', target); next += 1) {
    const text = lines[next] ?? '';
    if (comment.test(text)) continue;
    const { length } = text.trim();
    const inLine = text.length - text.trimStart().length;
    texts.push({ line: next, inTarget: target.length, inLine, length });
    target += text.trim();
  }
  return { method: method.toUpperCase(), target, next, texts };
}

/** Where a character of the target is in the file: at the end of a line rather than before the next. */
export function positionIn(
  { texts }: { readonly texts: readonly Text[] },
  offset: number,
): { readonly line: number; readonly character: number } {
  const text = texts.find(({ inTarget, length }) => offset <= inTarget + length) ?? texts.at(-1);
  const { line = 0, inLine = 0, inTarget = 0 } = text ?? {};
  return { line, character: inLine + offset - inTarget };
}

/** A line with a part of the path or query, or a comment among such lines. */
function isContinuation(text: string, target: string): boolean {
  if (separator.test(text)) return false;
  return /^\s*(#|\/\/|[?&])|^\s+\//.test(text) || (/[?&]$/.test(target) && /^\s+\S/.test(text));
}

/**
 * The base addresses that the target starts with, literally or by its variables. A path alone
 * follows the variable `host`.
 */
export function basesOf(
  target: string,
  variables: ReadonlyMap<string, string>,
  addresses: PlatformAddresses,
  room: Room,
): readonly Base[] {
  const bases: Base[] = [];
  const add = (start: string, end: number) => {
    const address = baseAddressOf(start);
    if (address === undefined) return;
    bases.push(...serversAt(address, addresses).map((server) => ({ ...server, end })));
  };
  let [start, end] = ['', 0];
  if (target.startsWith('/')) {
    start = expanded('{{host}}', variables, addresses.api, room).replace(/\/$/, '');
    add(start, end);
  }
  // No base address has more parts.
  for (const part of target.split(/(?=[/?])/, 20)) {
    start += expanded(part, variables, addresses.api, room);
    end += part.length;
    add(start, end);
  }
  return bases;
}
