import { availableParallelism } from 'node:os';
import { ensureInterpreters } from './lib/interpreters.ts';
import { inProcesses, runNodeTests, testFiles } from './lib/node-tests.ts';
import { argument } from './lib/project.ts';
import { report, runSuite, type SuiteResult } from './lib/tally.ts';

/** These never touch the process around them, so a few processes run them all. */
const together = 'test/unit/{core,session,sandbox,vscode}/**/*.test.ts';
const apart = ['test/unit/*.test.ts', 'test/unit/node/**/*.test.ts'];
const others = 'test/{independent,differential,faults,fuzz}/**/*.test.ts';

export function unit(only?: string): Promise<SuiteResult> {
  return runSuite('unit', async () => {
    await ensureInterpreters();
    const concurrency = availableParallelism();
    // `npm run faults` kills at every step, and at twenty moments.
    process.env['ISOGEO_TEST_KILL_STRIDE'] ??= '20';
    process.env['ISOGEO_TEST_KILLS'] ??= '2';
    const shares = inProcesses(concurrency + 1, 'unit', testFiles(together));
    const files = [...testFiles(others), ...testFiles(...apart), ...shares];
    return runNodeTests({ files, concurrency, timeoutMs: 180_000, only });
  });
}

if (import.meta.main) report([await unit(argument('only'))]);
