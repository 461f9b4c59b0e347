import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import listed from '../docs/mutants.json' with { type: 'json' };
import { projectRoot } from './bootstrap.mjs';
import { argument, inProject } from './lib/project.ts';
import { report, runSuite, type SuiteResult } from './lib/tally.ts';

/** The share of the mutants of src/core that must die, without equivalent ones. */
const leastScore = 0.9;

type Mutant = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

/** In docs/mutants.json: the survivors of such lines, or one of them, and why no test fails. */
interface Survivor {
  readonly file: string;
  /** `*` stands for any text. */
  readonly code: string;
  readonly to?: string;
  readonly reason: string;
  /** The changed program behaves the same. */
  readonly equivalent?: boolean;
}

function mutantsOf(mutate: readonly string[]): Promise<readonly Mutant[]> {
  const options: Readonly<Record<string, unknown>> = {
    mutate,
    testRunner: 'in-one-process',
    plugins: [inProject('scripts', 'mutation', 'runner.ts')],
    coverageAnalysis: 'perTest',
    concurrency: Number(argument('concurrency') ?? 1),
    // The runner counts the rounds of a loop; only a waiting test needs the time limit.
    timeoutMS: 60_000,
    dryRunTimeoutMinutes: 30,
    timeoutFactor: 4,
    // Each reloaded module stays in memory.
    maxTestRunnerReuse: 300,
    reporters: ['progress-append-only'],
    logLevel: 'error',
    disableTypeChecks: false,
    tempDirName: '.build/mutation',
    ignorePatterns: ['.build', 'dist', 'media', 'docs/screenshots', 'test/e2e', 'test/integration'],
  };
  return new Stryker(options).runMutationTest();
}

const shortened = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 80);

interface Place {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly to: string;
}

function placeOf({ fileName, location, replacement }: Mutant): Place {
  const { line } = location.start;
  const code = readFileSync(fileName, 'utf8').split('\n')[line - 1] ?? '';
  return {
    file: relative(projectRoot, fileName),
    line,
    code: code.trim(),
    to: shortened(replacement),
  };
}

function matches(code: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(code);
}

function listedAs({ file, code, to }: Place): Survivor | undefined {
  return (listed as readonly Survivor[]).find(
    (each) => each.file === file && matches(code, each.code) && (each.to ?? to) === to,
  );
}

/**
 * Changes src/core in every small way, one change at a time, and runs the tests that reach it: a mutant that
 * no test notices survives. docs/mutation.md explains the result.
 */
export function mutate(only = '**/*'): Promise<SuiteResult> {
  return runSuite('mutate', async () => {
    setPriority(15);
    process.chdir(projectRoot);
    process.env['ISOGEO_FUZZ_RUNS'] = '25';
    const mutants = await mutantsOf([`src/core/${only}.ts`]);
    const of = (...statuses: readonly Mutant['status'][]) =>
      mutants.filter(({ status }) => statuses.includes(status));
    const [broken] = of('RuntimeError');
    if (broken) throw new Error(`A test can't be run: ${broken.statusReason ?? ''}`);
    const dead = of('Killed', 'Timeout').length;
    const survivors = of('Survived', 'NoCoverage').map(placeOf);
    const unlisted = survivors.filter((place) => !listedAs(place));
    for (const { file, line, code, to } of unlisted) {
      console.log(`  ${file}:${line} ${code}\n    survived as: ${to || 'nothing'}`);
    }
    const equivalent = survivors.filter((place) => listedAs(place)?.equivalent).length;
    const score = dead / (dead + survivors.length - equivalent);
    console.log(
      `${dead} of ${dead + survivors.length} mutants died; of the ${survivors.length} survivors ` +
        `${equivalent} change nothing and ${unlisted.length} aren't listed. ` +
        `${(score * 100).toFixed(1)} % of those that change something died.`,
    );
    return score < leastScore
      ? { passed: dead, failed: survivors.length, skipped: 0 }
      : { passed: dead, failed: 0, skipped: survivors.length };
  });
}

if (import.meta.main) report([await mutate(argument('only'))]);
