import { availableParallelism } from 'node:os';
import { ensureInterpreters } from './lib/interpreters.ts';
import { runNodeTests } from './lib/node-tests.ts';
import { argument } from './lib/project.ts';
import { report, runSuite, type SuiteResult } from './lib/tally.ts';

export function unit(only?: string): Promise<SuiteResult> {
  return runSuite('unit', async () => {
    await ensureInterpreters();
    return runNodeTests({
      glob: 'test/{unit,independent,differential,faults,fuzz}/**/*.test.ts',
      concurrency: availableParallelism(),
      timeoutMs: 120_000,
      only,
    });
  });
}

if (import.meta.main) report([await unit(argument('only'))]);
