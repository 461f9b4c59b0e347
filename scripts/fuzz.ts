import { availableParallelism } from 'node:os';
import { ensureInterpreters } from './lib/interpreters.ts';
import { runNodeTests, testFiles } from './lib/node-tests.ts';
import { argument } from './lib/project.ts';
import { report, runSuite, type SuiteResult } from './lib/tally.ts';

/** Runs the properties of test/fuzz, each with so many cases. */
export function fuzz(runs: number): Promise<SuiteResult> {
  return runSuite(`fuzz (${runs} cases)`, () => {
    process.env['ISOGEO_FUZZ_RUNS'] = String(runs);
    const files = testFiles('test/fuzz/**/*.test.ts');
    const timeoutMs = 60_000 + runs * 20;
    return runNodeTests({ files, concurrency: availableParallelism(), timeoutMs });
  });
}

/** Reads so many INI texts with this extension and with Python's configparser. */
export function iniTexts(count: number): Promise<SuiteResult> {
  return differential(`INI texts (${count})`, 'ini', { ISOGEO_INI_TEXTS: String(count) });
}

/** Sends so many random requests with the copied programs and with httpYac. */
export function randomRequests(count: number): Promise<SuiteResult> {
  const env = { ISOGEO_RANDOM_REQUESTS: String(count) };
  return differential(`random requests (${count})`, 'random', env);
}

function differential(title: string, name: string, env: NodeJS.ProcessEnv): Promise<SuiteResult> {
  return runSuite(title, async () => {
    await ensureInterpreters();
    Object.assign(process.env, env);
    const files = testFiles(`test/differential/${name}.test.ts`);
    return runNodeTests({ files, concurrency: 1, timeoutMs: 600_000 });
  });
}

if (import.meta.main) report([await fuzz(Number(argument('runs') ?? 100_000))]);
