const longestName = 80;

/**
 * A name from a file or a server, fit to be shown in one line: no control or format characters,
 * no runs of white space, no more than 80 characters. `undefined` where nothing is left.
 */
export function plainName(name: string): string | undefined {
  const plain = name.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  if (plain === '') return undefined;
  return Array.from(plain).slice(0, longestName).join('').trimEnd();
}

/** A label of VS Code shows `$(name)` as an icon, which no name means. */
export function withoutIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}
