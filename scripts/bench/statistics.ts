/** Of what was measured, in the order it came; never empty. */
export interface Summary {
  readonly runs: number;
  readonly median: number;
  readonly p99: number;
  /** Half of all values lie between these two. */
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
}

/** By the nearest rank. */
function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

export function summarise(values: readonly number[]): Summary {
  if (values.length === 0 || values.some(Number.isNaN)) throw new Error('Nothing was measured.');
  const sorted = values.toSorted((a, b) => a - b);
  return {
    runs: sorted.length,
    median: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    lowerQuartile: percentile(sorted, 0.25),
    upperQuartile: percentile(sorted, 0.75),
  };
}

export function differences(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((value, index) => value - (b[index] ?? NaN));
}

/** What two measurements of the same thing, one after the other, usually differ by. */
export function noiseOf(...series: readonly (readonly number[])[]): number {
  const steps = series.flatMap((values) => differences(values.slice(1), values.slice(0, -1)));
  return summarise(steps.map(Math.abs)).median;
}
