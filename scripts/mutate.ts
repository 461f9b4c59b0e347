import { existsSync, globSync } from 'node:fs';
import { setPriority } from 'node:os';
import { dirname, relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { projectRoot } from './bootstrap.mjs';
import { argument, inProject } from './lib/project.ts';
import { report, runSuite, type SuiteResult } from './lib/tally.ts';

/** Of the mutants of src/core; what is left is looked at in docs/mutation.md. */
const leastScore = 0.9;

/** Tables of what is documented elsewhere: a test of them could only hold the same table. */
const tables = ['requests/api/routes'];

/** They are tested by running what they write, which takes ten seconds and more: by name alone. */
const programs = /^requests\/(languages\/.*|request|file\/requestFile|template)$/;

/** Modules whose tests stand with what leads to them. */
const testsOf: Readonly<Record<string, readonly string[]>> = {
  'credentials/file': ['file', 'json', 'ini', 'environment'].map((name) => `credentials/${name}`),
  'requests/address': ['requests/file/resolve'],
  'requests/file/resolve': ['requests/file/resolve', 'requests/help/place'],
};

type Mutant = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

/** A module of src/core against its own tests alone: one process a mutant and file. */
async function mutantsOf(module: string): Promise<readonly Mutant[]> {
  const tests = (testsOf[module] ?? [module]).map((name) => `test/unit/core/${name}.test.ts`);
  // What has only types, or is tested through its neighbours, is tried with all tests of its folder.
  const testFiles = tests.every((file) => existsSync(inProject(file)))
    ? tests
    : [`test/unit/core/${dirname(module)}/*.test.ts`];
  const options: Readonly<Record<string, unknown>> = {
    mutate: [`src/core/${module}.ts`],
    testRunner: 'tap',
    tap: {
      testFiles,
      nodeArgs: [
        '--test-reporter=./scripts/lib/plain-tap.ts',
        '-r',
        '{{hookFile}}',
        '{{testFile}}',
      ],
    },
    plugins: ['@stryker-mutator/tap-runner'],
    coverageAnalysis: 'perTest',
    concurrency: Number(argument('concurrency') ?? 1),
    // A change that never ends is told from a machine that is busy.
    timeoutMS: 20_000,
    timeoutFactor: 4,
    reporters: [],
    logLevel: 'error',
    disableTypeChecks: false,
    tempDirName: '.build/mutation',
    ignorePatterns: ['.build', 'dist', 'media', 'test/e2e', 'test/integration', 'test/independent'],
  };
  return new Stryker(options).runMutationTest();
}

function survived({ status }: Mutant): boolean {
  return status === 'Survived' || status === 'NoCoverage';
}

function died({ status }: Mutant): boolean {
  return status === 'Killed' || status === 'Timeout';
}

function inOneLine({ fileName, location, mutatorName, replacement }: Mutant): string {
  const { line, column } = location.start;
  const text = replacement.replace(/\s+/g, ' ').slice(0, 80);
  return `  ${relative(projectRoot, fileName)}:${line}:${column} ${mutatorName}: ${text}`;
}

/**
 * Changes src/core in every small way, one at a time, and runs the tests: a change that no test
 * notices is a mutant that survived. Those that died count as passed, the others as skipped, or as
 * failed where fewer than nine of ten died.
 */
export function mutate(only?: string): Promise<SuiteResult> {
  return runSuite('mutate', async () => {
    setPriority(10);
    process.chdir(projectRoot);
    process.env['ISOGEO_FUZZ_RUNS'] = '25';
    process.env['NODE_COMPILE_CACHE'] = inProject('.build', 'compile-cache');
    const modules = globSync('**/*.ts', { cwd: inProject('src', 'core') })
      .map((file) => file.replace(/\.ts$/, ''))
      .filter((module) => !tables.includes(module))
      .filter((module) => (only ? new RegExp(only).test(module) : !programs.test(module)))
      .sort();
    let [dead, alive] = [0, 0];
    for (const module of modules) {
      const mutants = await mutantsOf(module);
      const broken = mutants.find(({ status }) => status === 'RuntimeError');
      if (broken) throw new Error(`A test could not be run: ${broken.statusReason ?? ''}`);
      const survivors = mutants.filter(survived);
      const killed = mutants.filter(died).length;
      const late = mutants.filter(({ status }) => status === 'Timeout').length;
      console.log(
        `${module}: ${killed} of ${killed + survivors.length} died, ${late} of them late`,
      );
      for (const mutant of survivors) console.log(inOneLine(mutant));
      dead += killed;
      alive += survivors.length;
    }
    return dead / (dead + alive) < leastScore
      ? { passed: dead, failed: alive, skipped: 0 }
      : { passed: dead, failed: 0, skipped: alive };
  });
}

if (import.meta.main) report([await mutate(argument('only'))]);
