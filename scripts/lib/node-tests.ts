import { globSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../bootstrap.mjs';
import { inBuild, inProject, keepCompiledCode } from './project.ts';
import type { OnTest, Tally } from './tally.ts';

export interface NodeTestsOptions {
  /** Relative to the project. Each runs in a process of its own. */
  readonly files: readonly string[];
  readonly concurrency: number;
  /** For one file. */
  readonly timeoutMs: number;
  /** Runs only the tests whose name matches. */
  readonly only?: string | undefined;
  /** Called for every counted test. */
  readonly onTest?: OnTest | undefined;
}

interface Outcome {
  readonly name: string;
  readonly file?: string | undefined;
  readonly nesting: number;
  readonly skip?: string | boolean | undefined;
  readonly todo?: string | boolean | undefined;
  readonly details: { readonly type?: string | undefined; readonly error?: unknown };
}

/** Why the runner reports a test as failed; `subtestsFailed` means that others were counted already. */
function failureType(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'failureType' in error
    ? String(error.failureType)
    : undefined;
}

/** Counts tests, but not suites, or tests and files that only contain others. */
function counter(onTest: OnTest): {
  readonly count: (outcome: Outcome, passed: boolean) => void;
  readonly tally: () => Tally;
} {
  let [passedCount, failed, skipped] = [0, 0, 0];
  let previousNesting = 0;
  return {
    count: (outcome, passed) => {
      // The results of subtests come right before their parent's.
      const holdsOthers = previousNesting > outcome.nesting;
      previousNesting = outcome.nesting;
      if (!passed) {
        if (failureType(outcome.details.error) === 'subtestsFailed') return;
        failed += 1;
        onTest({ name: outcome.name, state: 'failed' });
      } else if (
        outcome.details.type !== 'suite' &&
        !holdsOthers &&
        outcome.name !== outcome.file
      ) {
        // (A file without a test is reported as a test with the file's name.)
        const { name, skip, todo } = outcome;
        const why = skip ?? todo;
        if (why === undefined) {
          passedCount += 1;
          onTest({ name, state: 'passed' });
        } else {
          skipped += 1;
          onTest({ name, state: 'skipped', ...(typeof why === 'string' && { reason: why }) });
        }
      }
    },
    tally: () => ({ passed: passedCount, failed, skipped }),
  };
}

/** The files of that pattern, relative to the project. */
export function testFiles(...patterns: readonly string[]): string[] {
  const files = globSync([...patterns], { cwd: projectRoot }).sort();
  if (files.length === 0) throw new Error(`There are no test files ${patterns.join(' ')}.`);
  return files;
}

/**
 * Distributes files to so many processes, and returns one file for each process. It imports its share
 * one after the other, after the file `first`.
 */
export function inProcesses(
  count: number,
  name: string,
  files: readonly string[],
  first?: string,
): string[] {
  const shares = Array.from({ length: count }, () => ({ bytes: 0, files: [] as string[] }));
  const sized = files.map((file) => ({ file, bytes: statSync(inProject(file)).size }));
  for (const { file, bytes } of sized.sort((a, b) => b.bytes - a.bytes)) {
    const least = shares.reduce((one, other) => (other.bytes < one.bytes ? other : one));
    least.bytes += bytes;
    least.files.push(file);
  }
  return shares
    .filter((share) => share.files.length > 0)
    .map((share, index) => {
      const imports = [...(first === undefined ? [] : [first]), ...share.files.sort()].map(
        (file) => `await import(${JSON.stringify(pathToFileURL(inProject(file)).href)});\n`,
      );
      const path = inBuild('tests', `${name}-${index + 1}.mjs`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, imports.join(''));
      return relative(projectRoot, path);
    });
}

/** Runs test files of node:test, and prints their results file by file. */
export async function runNodeTests(options: NodeTestsOptions): Promise<Tally> {
  keepCompiledCode();
  const stream = run({
    files: options.files.map((file) => inProject(file)),
    concurrency: options.concurrency,
    timeout: options.timeoutMs,
    ...(options.only === undefined ? {} : { testNamePatterns: [new RegExp(options.only)] }),
  });
  const { count, tally } = counter(options.onTest ?? (() => undefined));
  stream.on('test:pass', (event) => {
    count(event, true);
  });
  stream.on('test:fail', (event) => {
    count(event, false);
  });
  for await (const line of stream.compose(new spec())) process.stdout.write(String(line));
  return tally();
}
