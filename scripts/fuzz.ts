import { availableParallelism } from 'node:os';
import { runNodeTests, testFiles } from './lib/node-tests.ts';
import { argument } from './lib/project.ts';
import { report, runSuite, type SuiteResult } from './lib/tally.ts';

/** Runs the properties of test/fuzz, each with so many cases. */
export function fuzz(runs: number): Promise<SuiteResult> {
  return runSuite(`fuzz (${runs} cases)`, () => {
    process.env['ISOGEO_FUZZ_RUNS'] = String(runs);
    return runNodeTests({
      files: testFiles('test/fuzz/**/*.test.ts'),
      concurrency: availableParallelism(),
      timeoutMs: 60_000 + runs * 20,
    });
  });
}

if (import.meta.main) report([await fuzz(Number(argument('runs') ?? 100_000))]);
