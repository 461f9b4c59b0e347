/** Formats a table like prettier: every column is as wide as its widest cell. The first row is the header. */
export function table(rows: readonly (readonly string[])[]): string {
  const [heads = [], ...rest] = rows;
  const widths = heads.map((_, column) =>
    Math.max(3, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - cell.length)).join(' | ')} |`;
  return [line(heads), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line)].join(
    '\n',
  );
}

/** Replaces the text between the marks of that name. */
export function withPart(text: string, name: string, make: (old: string) => string): string {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(start) + start.length, text.indexOf(end)];
  if (from < start.length || to < from) throw new Error(`There are no marks ${start} … ${end}.`);
  return `${text.slice(0, from)}\n\n${make(text.slice(from, to))}\n\n${text.slice(to)}`;
}

/** Removes pictures and links that only work in the repository, and keeps the text of links. */
export function withoutRelativeLinks(markdown: string): string {
  const isRelative = (address: string): boolean => !/^(\w+:|#)/.test(address);
  return markdown
    .replace(/^!?\[[^\]]*\]\(([^)]+)\)\n\n/gm, (line, address: string) =>
      isRelative(address) ? '' : line,
    )
    .replace(/\[([^\]]*)\]\(([^)]+)\)/g, (link, text: string, address: string) =>
      isRelative(address) ? text : link,
    );
}
