import { globSync, readFileSync } from 'node:fs';
import { faults as rows } from '../test/faults/table.ts';
import { e2e } from './e2e.ts';
import { integration } from './integration.ts';
import { runNodeTests, testFiles } from './lib/node-tests.ts';
import { argument, inProject } from './lib/project.ts';
import { report, runSuite, type SuiteResult, type Tally, type TestResult } from './lib/tally.ts';

const rowOfName = /^fault (\d+): /;

/** Whether a folder has tests of the table: a host takes long to start. */
function hasFaults(folder: string): boolean {
  return globSync(`test/${folder}/**/*.test.ts`, { cwd: inProject() }).some((file) =>
    /['"`]fault [\d$]/.test(readFileSync(inProject(file), 'utf8')),
  );
}

interface Row {
  readonly line: string;
  readonly state: TestResult['state'];
}

function rowOf(number: number, fault: string, tests: readonly TestResult[]): Row {
  const of = (state: TestResult['state']) => tests.filter((test) => test.state === state);
  const state =
    of('failed').length > 0 || tests.length === 0
      ? 'failed'
      : of('passed').length > 0
        ? 'passed'
        : 'skipped';
  const reasons = [...new Set(of('skipped').map(({ reason }) => reason ?? 'no reason given'))];
  const skipped = reasons.length > 0 ? `, skipped: ${reasons.join('; ')}` : '';
  const outcome = tests.length === 0 ? 'no test' : `${state} (${tests.length})${skipped}`;
  return { line: `${String(number).padStart(2)}  ${fault.padEnd(68)}  ${outcome}`, state };
}

/**
 * Runs every test of the table of faults, prints the table, and counts its rows; a row without a test has
 * failed. With a row's number, runs only that row.
 */
export async function faults(only?: string): Promise<SuiteResult> {
  const pattern = `^fault ${only ?? '\\d+'}: `;
  const tests: TestResult[] = [];
  const keep = (test: TestResult) => tests.push(test);
  const suites = [
    await runSuite('faults, in plain Node', () =>
      runNodeTests({
        files: testFiles('test/faults/**/*.test.ts'),
        concurrency: 1,
        timeoutMs: 120_000,
        only: pattern,
        onTest: keep,
      }),
    ),
  ];
  // Mocha matches the pattern with the titles of suites and test together.
  if (hasFaults('integration')) {
    suites.push(await integration('newest', pattern.replace('^', '(^| )'), keep));
  }
  if (hasFaults('e2e')) suites.push(await e2e(pattern, keep));

  return runSuite('faults', () => {
    const wanted = rows.filter(([number]) => only === undefined || String(number) === only);
    const table = wanted.map(([number, fault]) =>
      rowOf(
        number,
        fault,
        tests.filter(({ name }) => Number(rowOfName.exec(name)?.[1]) === number),
      ),
    );
    console.log(table.map(({ line }) => line).join('\n'));
    const count = (state: Row['state']) => table.filter((row) => row.state === state).length;
    const failedTests = tests.filter(
      ({ name, state }) => state === 'failed' && rowOfName.test(name),
    );
    // A crashed file belongs to no row.
    const elsewhere = suites.reduce((sum, { failed }) => sum + failed, 0) - failedTests.length;
    const tally: Tally = {
      passed: count('passed'),
      failed: count('failed') + Math.max(elsewhere, 0),
      skipped: count('skipped'),
    };
    return Promise.resolve(tally);
  });
}

if (import.meta.main) report([await faults(argument('only'))]);
