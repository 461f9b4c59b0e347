import { createRequire } from 'node:module';
import { mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';

const SECONDS = 3600;

type Run = (...values: unknown[]) => unknown;
type Timers = Record<'setTimeout' | 'setInterval', Run>;

/** As `require` gives them to the bundles: what is set in them counts for those that load later. */
const require = createRequire(import.meta.url);
const timers = require('node:timers') as Timers;
const promised = require('node:timers/promises') as {
  setTimeout: (...values: unknown[]) => Promise<unknown>;
  setInterval: (...values: unknown[]) => AsyncIterable<unknown>;
};

export interface Hour {
  /** How often a timer has fired. */
  readonly wakeUps: number;
  /** Of what `count` has counted. */
  readonly counted: number;
}

/**
 * One hour under a clock of its own, which begins when `start` has run; what it starts must load the
 * bundles itself, for its timers to be counted. `settle` is waited for after each second.
 */
export async function inAnHour(
  start: () => { count(): number; dispose(): void },
  settle: () => Promise<unknown> = () => setImmediate(),
): Promise<Hour> {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: Date.now() });
  let wakeUps = 0;
  let started: ReturnType<typeof start> | undefined;
  try {
    countFirings(() => {
      wakeUps += 1;
    });
    started = start();
    await setImmediate();
    const before = started.count();
    for (let second = 0; second < SECONDS; second += 1) {
      mock.timers.tick(1000);
      await settle();
    }
    return { wakeUps, counted: started.count() - before };
  } finally {
    started?.dispose();
    mock.timers.reset();
  }
}

/** Wraps the timers that are mocked, until they are reset: the globals, and those of both modules. */
function countFirings(fired: () => void): void {
  for (const owner of [globalThis as unknown as Timers, timers]) {
    for (const name of ['setTimeout', 'setInterval'] as const) {
      const mocked = owner[name];
      owner[name] = (run, ...rest) =>
        mocked(
          (...values: unknown[]) => {
            fired();
            return (run as Run)(...values);
          },
          ...rest,
        );
    }
  }
  const { setTimeout, setInterval } = promised;
  promised.setTimeout = async (...values) => {
    const answer = await setTimeout(...values);
    fired();
    return answer;
  };
  promised.setInterval = async function* (...values) {
    for await (const answer of setInterval(...values)) {
      fired();
      yield answer;
    }
  };
}
