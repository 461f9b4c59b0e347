import { globSync, readFileSync } from 'node:fs';
import { faults as rows } from '../test/faults/table.ts';
import { e2e } from './e2e.ts';
import { integration } from './integration.ts';
import { runNodeTests, testFiles } from './lib/node-tests.ts';
import { argument, inProject } from './lib/project.ts';
import { report, runSuite, type SuiteResult, type TestResult } from './lib/tally.ts';

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
