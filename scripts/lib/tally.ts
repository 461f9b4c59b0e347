export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** One test by its own name, without the names of its suites. */
export interface TestResult {
  readonly name: string;
  readonly state: keyof Tally;
  /** The reason if it was skipped. */
  readonly reason?: string;
}

export type OnTest = (test: TestResult) => void;

export interface SuiteResult extends Tally {
  readonly name: string;
  readonly durationMs: number;
}

const crashed: Tally = { passed: 0, failed: 1, skipped: 0 };

/** Runs one suite. A crash, or no test at all, counts as one failure. */
export async function runSuite(name: string, suite: () => Promise<Tally>): Promise<SuiteResult> {
  console.log(`\n── ${name} ──`);
  const startedAt = performance.now();
  let tally: Tally;
  try {
    tally = await suite();
    if (tally.passed + tally.failed + tally.skipped === 0) throw new Error('Nothing ran.');
  } catch (error) {
    console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    tally = crashed;
  }
  return { ...tally, name, durationMs: performance.now() - startedAt };
}

/** Prints what each check has found, and counts it as one test. An empty text means that it has passed. */
export function tallyOf(findings: Readonly<Record<string, string>>): Tally {
  const all = Object.entries(findings);
  for (const [name, fault] of all) {
    console.log(fault === '' ? `✔ ${name}` : `✖ ${name}: ${fault}`);
  }
  const failed = all.filter(([, fault]) => fault !== '').length;
  return { passed: all.length - failed, failed, skipped: 0 };
}

function inWords({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** Prints each suite's results, then the totals as the last line, and sets the exit code. */
export function report(results: readonly SuiteResult[]): void {
  const width = Math.max(...results.map(({ name }) => name.length));
  const lines = results.map(
    ({ name, durationMs, ...tally }) =>
      `${name.padEnd(width)}  ${(durationMs / 1000).toFixed(1).padStart(6)} s  ${inWords(tally)}`,
  );
  const sumOf = (state: keyof Tally) => results.reduce((sum, each) => sum + each[state], 0);
  const all = { passed: sumOf('passed'), failed: sumOf('failed'), skipped: sumOf('skipped') };
  console.log(`\n${lines.join('\n')}\n\n${inWords(all)}`);
  process.exitCode = all.failed === 0 && all.passed + all.skipped > 0 ? 0 : 1;
}

/** The totals in the last line of `report`. */
export function totalsIn(output: string): Tally {
  const [, passed, failed, skipped = 0] =
    /\n(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/.exec(output) ?? [];
  if (failed === undefined) return crashed;
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
}
