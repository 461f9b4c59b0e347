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
    const line = countUpTo(starts, offset);
    return { line, column: offset - (starts[line - 1] ?? 0) + 1 };
  };
}

/** How many of the sorted numbers are at most the limit. */
function countUpTo(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
