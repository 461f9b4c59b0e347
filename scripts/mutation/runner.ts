/**
 * Runs mutants for Stryker in one process: tests are loaded once, and each mutant runs the tests that reach
 * it. A mutant in code that runs while a module loads needs fresh modules, and only the test files that
 * import its module.
 */
import { globSync, readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { basename, dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { format } from 'node:util';
import type { InstrumenterContext } from '@stryker-mutator/api/core';
import { declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  MutantRunStatus,
  TestStatus,
  type DryRunResult,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
} from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import { runTests, testsIn, type Collected } from './collect.ts';

declare global {
  var __stryker__: InstrumenterContext | undefined;
}

/** In place of `node:child_process`: each program seems to be there, and starting one takes too long. */
const startsProgram = 'This test starts a program.';
const childProcess = `
  export const spawnSync = () => ({ status: 0 });
  export const execFileSync = () => { throw new Error('${startsProgram}'); };
  export const spawn = execFileSync;
`;

/** Files of tests that measure time, which a busy machine fails, on texts that take seconds for each mutant. */
const measuring = 'growth.test.ts';

/** The modules that the project's files get in place of Node's. */
const replaced: Readonly<Record<string, string>> = {
  'node:test': new URL('collect.ts', import.meta.url).href,
  'node:child_process': `data:text/javascript,${encodeURIComponent(childProcess)}`,
};

/** The modules of one sandbox, reloaded as needed. */
class Modules {
  readonly #root = pathToFileURL(`${process.cwd()}/`).href;
  readonly #sources = new Map<string, string>();
  readonly #importers = new Map<string, Set<string>>();
  #generation = 0;
  /** The modules that are reloaded in this generation. */
  #changed: ReadonlySet<string> = new Set();

  constructor() {
    registerHooks({
      resolve: (specifier, context, next) => {
        const parent = context.parentURL ?? '';
        const url = this.#isOurs(parent) ? replaced[specifier] : undefined;
        if (url !== undefined) return { url, format: 'module', shortCircuit: true };
        const resolved = next(specifier, context);
        if (!this.#isOurs(resolved.url)) return resolved;
        const plain = resolved.url.replace(/\?.*$/, '');
        const importers = this.#importers.get(plain) ?? new Set();
        this.#importers.set(plain, importers.add(parent.replace(/\?.*$/, '')));
        return { ...resolved, url: `${plain}?${this.#changed.has(plain) ? this.#generation : 0}` };
      },
      load: (url, context, next) => {
        if (!this.#isOurs(url) || !url.includes('.ts?')) return next(url, context);
        const file = fileURLToPath(url);
        const source = this.#sources.get(file) ?? stripTypeScriptTypes(readFileSync(file, 'utf8'));
        this.#sources.set(file, source);
        return { format: 'module', source, shortCircuit: true };
      },
    });
  }

  #isOurs(url: string): boolean {
    return url.startsWith(this.#root) && !url.includes('/node_modules/');
  }

  /** The tests of a file, with the modules of this generation. */
  testsIn(file: string): Promise<Collected[]> {
    return testsIn(file, () => import(pathToFileURL(`${process.cwd()}/${file}`).href));
  }

  /** Reloads a module and the modules that import it. Returns the files among them. */
  refresh(module: string, files: readonly string[]): string[] {
    const reached = new Set([pathToFileURL(module).href]);
    for (const url of reached) for (const each of this.#importers.get(url) ?? []) reached.add(each);
    this.#changed = reached;
    this.#generation += 1;
    return files.filter((file) => reached.has(`${this.#root}${file}`));
  }
}

/** The tests with the name of a module come first, then those of its folder. */
function ownFirst<T>(tests: readonly T[], module: string, nameOf: (test: T) => string): T[] {
  const own = `/${basename(module, '.ts')}.`;
  const folder = dirname(module).replace(/^.*\/src\//, 'test/unit/');
  const rank = (test: T) => {
    const name = nameOf(test);
    return Number(name.includes(own)) * 2 + Number(name.startsWith(`${folder}/`));
  };
  return tests.toSorted((a, b) => rank(b) - rank(a));
}

function killed(killedBy: string[], failureMessage: string, nrOfTests: number): MutantRunResult {
  return { status: MutantRunStatus.Killed, killedBy, failureMessage, nrOfTests };
}

class InOneProcess implements TestRunner {
  static readonly inject = tokens();
  readonly #modules = new Modules();
  readonly #files = globSync('test/unit/{core,session}/**/*.test.ts')
    .filter((file) => basename(file) !== measuring)
    .sort();
  /** How long each test took when it last ran. */
  readonly #tookMs = new Map<string, number>();
  #loaded: ReadonlyMap<string, Collected> | undefined;

  init() {
    // Most mutants die of the first cases; the others need not take all of them.
    fc.configureGlobal({ numRuns: 20 });
    fc.installGlobalPlugin(fc.interruptAfterTimeLimit(300));
    return Promise.resolve();
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun(): Promise<DryRunResult> {
    const tests: TestResult[] = [];
    const context = (globalThis.__stryker__ ??= {});
    context.mutantCoverage ??= { static: {}, perTest: {} };
    const all = await this.#all();
    for (const test of all.values()) {
      const startedAt = performance.now();
      context.currentTestId = test.id;
      await runTests([test], ({ id }, error) => {
        const result = { id, name: id, timeSpentMs: performance.now() - startedAt };
        if (error === undefined) tests.push({ ...result, status: TestStatus.Success });
        else if (!error.includes(startsProgram)) {
          tests.push({ ...result, status: TestStatus.Failed, failureMessage: error });
        }
        return true;
      });
      delete context.currentTestId;
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: context.mutantCoverage };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, hitLimit, reloadEnvironment, sandboxFileName, testFilter } = options;
    const all = await this.#all();
    const context = (globalThis.__stryker__ ??= {});
    context.activeMutant = activeMutant.id;
    if (hitLimit !== undefined) Object.assign(context, { hitCount: 0, hitLimit });
    try {
      if (!reloadEnvironment && testFilter) {
        const reaching = testFilter.flatMap((id) => all.get(id) ?? []);
        return await this.#run(this.#quickestFirst(reaching, sandboxFileName));
      }
      return await this.#runFresh(sandboxFileName);
    } finally {
      delete context.activeMutant;
      delete context.hitCount;
      delete context.hitLimit;
    }
  }

  async #all(): Promise<ReadonlyMap<string, Collected>> {
    if (this.#loaded) return this.#loaded;
    const all = new Map<string, Collected>();
    for (const file of this.#files) {
      for (const test of await this.#modules.testsIn(file)) all.set(test.id, test);
    }
    this.#loaded = all;
    return all;
  }

  async #runFresh(module: string): Promise<MutantRunResult> {
    const files = ownFirst(this.#modules.refresh(module, this.#files), module, (file) => file);
    let nrOfTests = 0;
    for (const file of files) {
      let result: MutantRunResult;
      try {
        result = await this.#run(await this.#modules.testsIn(file));
      } catch (error) {
        return killed([], format(error), nrOfTests);
      }
      if (result.status !== MutantRunStatus.Survived) return result;
      nrOfTests += result.nrOfTests;
    }
    return { status: MutantRunStatus.Survived, nrOfTests };
  }

  #quickestFirst(tests: readonly Collected[], module: string): Collected[] {
    const took = ({ id }: Collected) => this.#tookMs.get(id) ?? 0;
    const quickest = tests.toSorted((a, b) => took(a) - took(b));
    return ownFirst(quickest, module, ({ id }) => id);
  }

  async #run(tests: readonly Collected[]): Promise<MutantRunResult> {
    let nrOfTests = 0;
    let failed: MutantRunResult | undefined;
    let startedAt = performance.now();
    await runTests(tests, ({ id }, error) => {
      const endedAt = performance.now();
      this.#tookMs.set(id, endedAt - startedAt);
      startedAt = endedAt;
      nrOfTests += 1;
      if (error === undefined || error.includes(startsProgram)) return true;
      failed = killed([id], error, nrOfTests);
      return false;
    });
    return failed ?? { status: MutantRunStatus.Survived, nrOfTests };
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'in-one-process', InOneProcess),
];
