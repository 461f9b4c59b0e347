const longestName = 80;
const longestLine = 200;

/** Characters that a reader can't see: control, format and tag characters, line and paragraph separators. */
const unseen = String.raw`\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}`;
const unseenRuns = new RegExp(`[${unseen}]+`, 'gu');
const unseenAndBlankRuns = new RegExp(`[${unseen}\\s]+`, 'gu');

/**
 * A name from a file or a server, cleaned for one line: no control or format characters, single spaces, at
 * most 80 characters. `undefined` if nothing remains.
 */
export function plainName(name: string): string | undefined {
  const plain = name.replace(unseenAndBlankRuns, ' ').trim();
  if (plain === '') return undefined;
  return Array.from(plain).slice(0, longestName).join('').trimEnd();
}

/** Removes the characters that a reader can't see. */
export function visible(text: string): string {
  return text.toWellFormed().replace(unseenRuns, ' ');
}

/** One visible line of at most 200 characters; a longer one is cut and ends with `…`. */
export function oneLine(text: string, most = longestLine): string {
  const line = visible(text).trim();
  // No character takes more than two units, so a short line needs no counting.
  if (line.length <= most) return line;
  const characters = Array.from(line);
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}

/** JSON that escapes every character that a reader can't see. */
export function quoted(value: unknown): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(unseenRuns, (run) => run.split('').map(escaped).join(''));
}
