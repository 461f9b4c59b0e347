import { globSync, readFileSync } from 'node:fs';
import { faults as rows } from '../test/faults/table.ts';
import { runE2eOnly } from './e2e.ts';
import { runIntegration } from './integration.ts';
import { runNodeTests, testFiles } from './lib/node-tests.ts';
import { argument, inProject } from './lib/project.ts';
import { report, runSuite, type SuiteResult, type Tally, type TestResult } from './lib/tally.ts';

const rowOfName = /^fault (\d+): /;

/** Whether a folder may have tests of these rows: a host takes long to start. */
function mayHaveTests(folder: string, row: string): boolean {
  const title = new RegExp(`['"\`]fault (${row}: |\\$\\{)`);
  return globSync(`test/${folder}/**/*.test.ts`, { cwd: inProject() }).some((file) =>
    title.test(readFileSync(inProject(file), 'utf8')),
  );
}

interface Row {
  readonly line: string;
  readonly state: TestResult['state'];
}

function rowOf(number: number, fault: string, tests: readonly TestResult[]): Row {
  const states = tests.map((test) => test.state);
  const worst = (['failed', 'passed', 'skipped'] as const).find((each) => states.includes(each));
  const state = worst ?? 'failed';
  const skips = tests.filter((test) => test.state === 'skipped');
  const reasons = new Set(skips.map(({ reason }) => reason ?? 'no reason given'));
  const skipped = reasons.size > 0 ? `, skipped: ${[...reasons].join('; ')}` : '';
  const outcome = tests.length === 0 ? 'no test' : `${state} (${tests.length})${skipped}`;
  return { line: `${String(number).padStart(2)}  ${fault.padEnd(68)}  ${outcome}`, state };
}

/**
 * Runs every test of the table of faults, prints the table, and counts its rows; a row without a test has
 * failed. With a row's number, runs only that row.
 */
export async function faults(only?: string): Promise<SuiteResult> {
  const row = only ?? '\\d+';
  const pattern = `^fault ${row}: `;
  const tests: TestResult[] = [];
  const keep = (test: TestResult) => tests.push(test);
  // Most rows have tests in one or two of the suites.
  const part = (name: string, run: () => Promise<Tally>) =>
    runSuite(`faults ${name}`, async () => {
      const tally = await run();
      const isEmpty = tally.passed + tally.failed + tally.skipped === 0;
      return isEmpty && only !== undefined ? { ...tally, skipped: 1 } : tally;
    });
  const suites = [
    await part('in plain Node', () =>
      runNodeTests({
        files: testFiles('test/faults/**/*.test.ts'),
        concurrency: 1,
        timeoutMs: 120_000,
        only: pattern,
        onTest: keep,
      }),
    ),
  ];
  if (mayHaveTests('integration', row)) {
    // Mocha matches the pattern with the titles of suites and test together.
    const inTitles = pattern.replace('^', '(^| )');
    suites.push(await part('in VS Code', () => runIntegration('newest', inTitles, keep)));
  }
  if (mayHaveTests('e2e', row)) {
    suites.push(await part('with the packaged extension', () => runE2eOnly(pattern, keep)));
  }

  return runSuite('faults', () => {
    const wanted = rows.filter(([number]) => only === undefined || String(number) === only);
    const testsOf = (row: number) =>
      tests.filter(({ name }) => Number(rowOfName.exec(name)?.[1]) === row);
    const table = wanted.map(([number, fault]) => rowOf(number, fault, testsOf(number)));
    console.log(table.map(({ line }) => line).join('\n'));
    const count = (state: Row['state']) => table.filter((row) => row.state === state).length;
    const failedTests = tests.filter(
      ({ name, state }) => state === 'failed' && rowOfName.test(name),
    );
    // A crashed file belongs to no row.
    const elsewhere = suites.reduce((sum, { failed }) => sum + failed, 0) - failedTests.length;
    const failed = count('failed') + Math.max(elsewhere, 0);
    return Promise.resolve({ passed: count('passed'), failed, skipped: count('skipped') });
  });
}

if (import.meta.main) report([await faults(argument('only'))]);
