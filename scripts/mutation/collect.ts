/** Replaces `node:test`: collects the tests of a file, to run them repeatedly. */

import { format } from 'node:util';

type Work = (context: typeof testContext) => unknown;
type Options = Readonly<Record<string, unknown>>;

interface Suite {
  readonly name: string;
  readonly parent: Suite | undefined;
  readonly before: Work[];
  readonly after: Work[];
  readonly beforeEach: Work[];
  readonly afterEach: Work[];
}

export interface Collected {
  /** Its file, its name and the names of its suites. */
  readonly id: string;
  readonly suite: Suite;
  readonly work: Work;
}

const testContext = { diagnostic: () => undefined, after: () => undefined };

function suiteIn(parent: Suite | undefined, name: string): Suite {
  return { name, parent, before: [], after: [], beforeEach: [], afterEach: [] };
}

let suite = suiteIn(undefined, '');
let found: Collected[] = [];

/** The tests that a file declares while it is loaded. */
export async function testsIn(file: string, load: () => Promise<unknown>): Promise<Collected[]> {
  suite = suiteIn(undefined, file);
  found = [];
  await load();
  return found;
}

function suitesOf(innermost: Suite): Suite[] {
  return innermost.parent ? [...suitesOf(innermost.parent), innermost] : [innermost];
}

/** Runs tests in order, with their hooks, until `ended` returns `false`. */
export async function runTests(
  tests: readonly Collected[],
  ended: (test: Collected, error: string | undefined) => boolean,
): Promise<void> {
  const entered: Suite[] = [];
  try {
    for (const test of tests) {
      const suites = suitesOf(test.suite);
      let error: string | undefined;
      try {
        for (const each of suites.filter((one) => !entered.includes(one))) {
          entered.push(each);
          for (const hook of each.before) await hook(testContext);
        }
        for (const hook of suites.flatMap(({ beforeEach }) => beforeEach)) await hook(testContext);
        await test.work(testContext);
        for (const hook of suites.flatMap(({ afterEach }) => afterEach)) await hook(testContext);
      } catch (thrown) {
        error = format(thrown);
      }
      if (!ended(test, error)) return;
    }
  } finally {
    for (const { after } of entered.reverse()) for (const hook of after) await hook(testContext);
  }
}

/** The function of a test or suite, unless it is skipped. Options and function come in any order. */
function workIn(rest: readonly unknown[]): Work | undefined {
  const options = (rest.find((each) => typeof each === 'object') ?? {}) as Options;
  const isSkipped = (options['skip'] ?? false) !== false;
  return isSkipped ? undefined : (rest.find((each) => typeof each === 'function') as Work);
}

export function describe(name: string, ...rest: readonly unknown[]): void {
  const outer = suite;
  suite = suiteIn(outer, name);
  try {
    void workIn(rest)?.(testContext);
  } finally {
    suite = outer;
  }
}

export function it(name: string, ...rest: readonly unknown[]): void {
  const work = workIn(rest);
  if (work === undefined) return;
  const names = [...suitesOf(suite).map((each) => each.name), name].join(' > ');
  const twins = found.filter(({ id }) => id === names || id.startsWith(`${names} #`)).length;
  found.push({ id: twins === 0 ? names : `${names} #${twins + 1}`, suite, work });
}

export const test = it;

function hookOf(when: 'before' | 'after' | 'beforeEach' | 'afterEach') {
  return (hook: Work): void => void suite[when].push(hook);
}

export const before = hookOf('before');
export const after = hookOf('after');
export const beforeEach = hookOf('beforeEach');
export const afterEach = hookOf('afterEach');
