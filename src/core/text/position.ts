/** 1-based, as editors count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Lines as editors and RFC 9112 count them: U+2028 and U+0085 don't end a line. */
export function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/);
}

export type Locate = (offset: number) => Position;

/** Finds line and column, both 1-based, of offsets in UTF-16 units; the text is scanned once. */
export function locatorOf(text: string): Locate {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)];
  return (offset) => {
    const line = countWhile(starts, (start) => start <= offset);
    return { line, column: offset - (starts[line - 1] ?? 0) + 1 };
  };
}

/** How many items at the start of a sorted list meet a condition that no item after them meets. */
export function countWhile<Item>(
  sorted: readonly Item[],
  condition: (item: Item) => boolean,
): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (condition(sorted[middle] as Item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
