import { globSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { run, type EventData as TestEvent } from 'node:test';
import { spec } from 'node:test/reporters';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../bootstrap.mjs';
import { inBuild, inProject, keepCompiledCode } from './project.ts';
import type { OnTest, Tally, TestResult } from './tally.ts';

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

type Outcome = TestEvent.TestPass | TestEvent.TestFail;

/**
 * Whether a test has failed. `undefined` for what only contains counted tests: suites, and files, which
 * Node reports as a test if they have none.
 */
function stateOf({ name, file, skip, details }: Outcome): TestResult['state'] | undefined {
  if ('error' in details) {
    const { failureType } = details.error as { readonly failureType?: string };
    return failureType === 'subtestsFailed' ? undefined : 'failed';
  }
  if (details.type === 'suite' || name === file) return undefined;
  return skip === undefined ? 'passed' : 'skipped';
}

/** The files of that pattern, relative to the project. */
export function testFiles(...patterns: readonly string[]): string[] {
  const files = globSync([...patterns], { cwd: projectRoot }).sort();
  if (files.length === 0) throw new Error(`There are no test files ${patterns.join(' ')}.`);
  return files;
}

/**
 * Distributes files to so many processes by their sizes, and returns one file for each process. It imports
 * its share one after the other, after the file `first`.
 */
export function inProcesses(
  count: number,
  name: string,
  files: readonly string[],
  first?: string,
): string[] {
  const sizeOf = (file: string) => statSync(inProject(file)).size;
  const largestFirst = files.toSorted((a, b) => sizeOf(b) - sizeOf(a));
  mkdirSync(inBuild('tests'), { recursive: true });
  return Array.from({ length: count }, (_, share) => {
    // As children choose teams: the last of a round is the first of the next one.
    const own = largestFirst.filter((_file, index) =>
      [share, 2 * count - 1 - share].includes(index % (2 * count)),
    );
    const imports = [...(first === undefined ? [] : [first]), ...own.sort()].map(
      (file) => `await import(${JSON.stringify(pathToFileURL(inProject(file)).href)});\n`,
    );
    const path = inBuild('tests', `${name}-${share + 1}.mjs`);
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
  const tally = { passed: 0, failed: 0, skipped: 0 };
  const count = (outcome: Outcome) => {
    const { name, skip } = outcome;
    const state = stateOf(outcome);
    if (state === undefined) return;
    tally[state] += 1;
    options.onTest?.({ name, state, ...(typeof skip === 'string' && { reason: skip }) });
  };
  stream.on('test:pass', count).on('test:fail', count);
  for await (const line of stream.compose(new spec())) process.stdout.write(String(line));
  return tally;
}
