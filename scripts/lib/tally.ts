export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One test by its own name, without the names of its suites. */
export interface TestResult {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** The reason if it was skipped. */
  readonly reason?: string;
}

export type OnTest = (test: TestResult) => void;

export interface SuiteResult extends Tally {
  readonly name: string;
  readonly durationMs: number;
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Runs one suite. A crash, or no test at all, counts as one failure. */
export async function runSuite(name: string, suite: () => Promise<Tally>): Promise<SuiteResult> {
  console.log(`\n── ${name} ──`);
  const startedAt = performance.now();
  let tally: Tally;
  try {
    tally = await suite();
    if (tally.passed + tally.failed + tally.skipped === 0) throw new Error('Nothing ran.');
  } catch (error) {
    console.error(`${name}: ${message(error)}`);
    tally = { passed: 0, failed: 1, skipped: 0 };
  }
  return { ...tally, name, durationMs: performance.now() - startedAt };
}

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

function table(results: readonly SuiteResult[]): string {
  const rows = [
    ['suite', 'passed', 'failed', 'skipped', 'time'],
    ...results.map(({ name, passed, failed, skipped, durationMs }) => [
      name,
      ...[passed, failed, skipped].map(String),
      `${(durationMs / 1000).toFixed(1)} s`,
    ]),
  ];
  const width = Math.max(...rows.map(([name = '']) => name.length));
  return rows
    .map(
      ([name = '', ...cells]) =>
        name.padEnd(width) + cells.map((cell) => cell.padStart(10)).join(''),
    )
    .join('\n');
}

/** The opposite of `report`: what was printed before the table, and the totals. */
export function readTotals(output: string): { readonly printed: string; readonly tally: Tally } {
  const [, passed, failed, skipped] =
    /\n(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/.exec(output) ?? [];
  if (failed === undefined) return { printed: output, tally: { passed: 0, failed: 1, skipped: 0 } };
  const tally = { passed: Number(passed), failed: Number(failed), skipped: Number(skipped ?? 0) };
  return { printed: output.slice(0, output.lastIndexOf('\nsuite ')).trimEnd(), tally };
}

/** Prints the table, then the totals as the last line, and sets the exit code. */
export function report(results: readonly SuiteResult[]): void {
  const { passed, failed, skipped } = sum(results);
  console.log(`\n${table(results)}\n`);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed === 0 && passed + skipped > 0 ? 0 : 1;
}
