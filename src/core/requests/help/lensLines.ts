import type { LineRange } from '../file/requestDocument.ts';

/** VS Code needs 40 µs for each lens, so a longer file gets them only near its visible lines. */
const mostLines = 1000;
/** How many lines above and below the visible ones get lenses. */
const margin = 100;

/** The lines that get lenses. `visible` has a range for each editor that shows the file. */
export function linesWithLenses(
  visible: readonly LineRange[],
  lineCount: number,
): readonly LineRange[] {
  // An extension can ask for the lenses of a file that isn't shown.
  if (lineCount <= mostLines || visible.length === 0) return [{ start: 0, end: lineCount }];
  return visible.map((each) => widened(each, margin, lineCount));
}

/** Whether the lines with lenses still reach beyond the visible ones on both sides. */
export function reachBeyond(
  withLenses: readonly LineRange[],
  visible: readonly LineRange[],
  lineCount: number,
): boolean {
  return visible.every((each) => {
    const { start, end } = widened(each, margin / 2, lineCount);
    return withLenses.some((given) => given.start <= start && given.end >= end);
  });
}

function widened({ start, end }: LineRange, by: number, lineCount: number): LineRange {
  return { start: Math.max(0, start - by), end: Math.min(lineCount, end + by) };
}
