import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { dirname, relative } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import listed from '../docs/mutants.json' with { type: 'json' };
import { projectRoot } from './bootstrap.mjs';
import { argument, inBuild, inProject } from './lib/project.ts';
import { report, runSuite, type SuiteResult } from './lib/tally.ts';

/** The share of the mutants of src/core that must die, without equivalent ones. */
const leastScore = 0.9;

type Mutant = Awaited<ReturnType<Stryker['runMutationTest']>>[number];

/** In docs/mutants.json: the survivors of such lines, or one of them, and why no test fails. */
interface Survivor {
  /** `*` stands for any text, here and in `code`. */
  readonly file: string;
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
    timeoutMS: 20_000,
    dryRunTimeoutMinutes: 30,
    timeoutFactor: 2,
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

/** A survivor, with its line as it was during the run. */
interface Place {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly to: string;
}

/** The result of a pattern, kept so that an interrupted run can go on. */
interface Run {
  /** A digest of the files that the result depends on. */
  readonly sources: string;
  readonly dead: number;
  readonly survivors: readonly Place[];
}

function placeOf({ fileName, location, replacement }: Mutant): Place {
  const { line } = location.start;
  const code = readFileSync(fileName, 'utf8').split('\n')[line - 1] ?? '';
  return {
    file: relative(projectRoot, fileName),
    line,
    code: code.trim(),
    to: replacement.replace(/\s+/g, ' ').slice(0, 80),
  };
}

function matches(code: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(code);
}

function listedAs({ file, code, to }: Place): Survivor | undefined {
  return (listed as readonly Survivor[]).find(
    (each) => matches(file, each.file) && matches(code, each.code) && (each.to ?? to) === to,
  );
}

function sourcesNow(): string {
  const hash = createHash('sha256');
  const files = globSync(['src/{core,session}/**/*.ts', 'test/unit/{core,session}/**/*']);
  for (const file of files.filter((each) => /\.\w+$/.test(each)).sort()) {
    hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex');
}

const recordOf = (pattern: string) =>
  inBuild('mutation', `${pattern.replaceAll('/', '.').replaceAll('*', '+')}.json`);

function recorded(pattern: string, sources: string): Run | undefined {
  if (!existsSync(recordOf(pattern))) return undefined;
  const run = JSON.parse(readFileSync(recordOf(pattern), 'utf8')) as Run;
  return run.sources === sources ? run : undefined;
}

async function runMutants(pattern: string, sources: string): Promise<Run> {
  const mutants = await mutantsOf([`src/core/${pattern}.ts`]);
  if (sourcesNow() !== sources) {
    throw new Error(`A source changed while the mutants of ${pattern} ran.`);
  }
  const of = (...statuses: readonly Mutant['status'][]) =>
    mutants.filter(({ status }) => statuses.includes(status));
  const [broken] = of('RuntimeError');
  if (broken) throw new Error(`A test can't be run: ${broken.statusReason ?? ''}`);
  const dead = of('Killed', 'Timeout').length;
  const run = { sources, dead, survivors: of('Survived', 'NoCoverage').map(placeOf) };
  mkdirSync(inBuild('mutation'), { recursive: true });
  writeFileSync(recordOf(pattern), JSON.stringify(run));
  return run;
}

/** Each folder of src/core, unless its result is known. */
async function runFolders(sources: string): Promise<Run[]> {
  const folders = new Set(globSync('src/core/**/*.ts').map((file) => dirname(file)));
  const patterns = [...folders].sort().map((folder) => `${folder}/*`.slice('src/core/'.length));
  const runs: Run[] = [];
  for (const pattern of patterns) {
    const run = recorded(pattern, sources) ?? (await runMutants(pattern, sources));
    console.log(`  src/core/${pattern}: ${scoreOf(run)}`);
    runs.push(run);
  }
  return runs;
}

const notEquivalent = ({ survivors }: Pick<Run, 'survivors'>) =>
  survivors.filter((place) => !listedAs(place)?.equivalent).length;

function scoreOf(run: Pick<Run, 'dead' | 'survivors'>): string {
  const { dead, survivors } = run;
  const counting = notEquivalent(run);
  const unlisted = survivors.filter((place) => !listedAs(place)).length;
  return (
    `${dead} of ${dead + survivors.length} mutants died; of the ${survivors.length} survivors ` +
    `${survivors.length - counting} change nothing and ${unlisted} aren't listed. ` +
    `${((100 * dead) / (dead + counting)).toFixed(1)} % of those that change something died.`
  );
}

/**
 * Changes src/core in every small way, one change at a time, and runs the tests that reach it: a mutant that
 * no test notices survives. docs/mutation.md explains the result.
 */
export function mutate(only?: string): Promise<SuiteResult> {
  return runSuite('mutate', async () => {
    process.env['ISOGEO_FUZZ_RUNS'] = '25';
    const sources = sourcesNow();
    const runs = only === undefined ? await runFolders(sources) : [await runMutants(only, sources)];
    const dead = runs.reduce((sum, run) => sum + run.dead, 0);
    const survivors = runs.flatMap((run) => run.survivors);
    for (const { file, line, code, to } of survivors.filter((place) => !listedAs(place))) {
      console.log(`  ${file}:${line} ${code}\n    survived as: ${to || 'nothing'}`);
    }
    console.log(scoreOf({ dead, survivors }));
    return dead < leastScore * (dead + notEquivalent({ survivors }))
      ? { passed: dead, failed: survivors.length, skipped: 0 }
      : { passed: dead, failed: 0, skipped: survivors.length };
  });
}

if (import.meta.main) {
  setPriority(15);
  process.chdir(projectRoot);
  report([await mutate(argument('only'))]);
}
