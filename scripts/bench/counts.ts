import { setImmediate } from 'node:timers/promises';
import { mock } from 'node:test';
import { startSandbox, type Sandbox } from '../../test/sandbox/sandbox.ts';
import type { Count } from '../lib/budget.ts';
import { temporaryFolder } from '../lib/cleanup.ts';
import { save } from './saved.ts';
import { startStubbed } from './stubVscode.ts';
import { requestsOfWindows } from './windows.ts';

const HOUR_MS = 3_600_000;
const CALLERS = 1000;
const MOST_WINDOWS = 20;

/** Requests, storage reads and wake-ups of the packaged bundles. Needs `dist/`. */
export async function counts(): Promise<readonly Count[]> {
  const folder = temporaryFolder();
  const [secrets, state] = [new Map<string, string>(), new Map<string, unknown>()];
  try {
    const signedOut = await inAnHour(new Map(), new Map(), folder.path);
    const requests = await requestCounts(secrets, state, folder.path);
    const signedIn = await inAnHour(secrets, state, folder.path);
    const windows = await requestsOfWindows(MOST_WINDOWS);
    return [
      ...requests,
      { what: 'wake-ups in an hour with a fresh token', count: signedIn.wakeUps, most: 125 },
      { what: 'status bar updates in that hour', count: signedIn.updates, most: 125 },
      { what: 'wake-ups in an hour with nobody signed in', count: signedOut.wakeUps, most: 0 },
      { what: `token requests of ${MOST_WINDOWS} windows at once`, count: windows, most: 1 },
    ];
  } finally {
    folder.remove();
  }
}

async function requestCounts(
  secrets: Map<string, string>,
  state: Map<string, unknown>,
  storage: string,
): Promise<Count[]> {
  const sandbox = await startSandbox();
  save(sandbox, { obtainedAt: Date.now() - HOUR_MS }, secrets, state);
  const extension = startStubbed(secrets, state, storage);
  const copyAll = () =>
    Promise.all(Array.from({ length: CALLERS }, () => extension.run('isogeo.copyBearerHeader')));
  try {
    const renewal = await requestsDuring(sandbox, copyAll);
    const readsBefore = extension.secretReads();
    const copying = await requestsDuring(sandbox, copyAll);
    const reads = extension.secretReads() - readsBefore;
    if (extension.clipboardWrites() !== 2 * CALLERS) {
      throw new Error(`${extension.clipboardWrites()} headers were copied.`);
    }
    return [
      {
        what: `requests for ${CALLERS} calls at once on an expired token`,
        count: renewal,
        most: 1,
      },
      { what: `requests for ${CALLERS} copies of a valid token`, count: copying, most: 0 },
      { what: 'storage reads for them', count: reads, most: 0 },
    ];
  } finally {
    extension.dispose();
    await sandbox.stop();
  }
}

async function requestsDuring(sandbox: Sandbox, work: () => Promise<unknown>): Promise<number> {
  const count = () => sandbox.tokenRequests.length + sandbox.apiRequests.length;
  const before = count();
  await work();
  return count() - before;
}

/** One hour under a clock of its own: how often a timer fires, and the status bar changes. */
async function inAnHour(
  secrets: Map<string, string>,
  state: Map<string, unknown>,
  storage: string,
): Promise<{ readonly wakeUps: number; readonly updates: number }> {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: Date.now() });
  let wakeUps = 0;
  for (const name of ['setTimeout', 'setInterval'] as const) {
    const mocked = globalThis[name];
    const counting = (run: () => void, delayMs?: number) =>
      mocked(() => {
        wakeUps += 1;
        run();
      }, delayMs);
    globalThis[name] = counting as typeof mocked & typeof globalThis.setTimeout;
  }
  const extension = startStubbed(secrets, state, storage);
  try {
    await setImmediate();
    const updatesBefore = extension.statusBarTexts.length;
    for (let second = 0; second < 3600; second += 1) {
      mock.timers.tick(1000);
      await setImmediate();
    }
    return { wakeUps, updates: extension.statusBarTexts.length - updatesBefore };
  } finally {
    extension.dispose();
    mock.timers.reset();
  }
}
