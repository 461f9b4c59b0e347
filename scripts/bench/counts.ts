import { setImmediate } from 'node:timers/promises';
import { startSandbox, type Sandbox } from '../../test/sandbox/sandbox.ts';
import type { Count } from '../lib/budget.ts';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { inAnHour, type Hour } from './hour.ts';
import { save } from './saved.ts';
import { storageCounts } from './storage.ts';
import { startStubbed } from './stubVscode.ts';
import { requestsOfWindows } from './windows.ts';

const HOUR_MS = 3_600_000;
/** Before its end a token is due, as in `core/token/token.ts`. */
const MARGIN_MS = 300_000;
const PATIENCE_MS = 10_000;
const CALLERS = 1000;
const MOST_WINDOWS = 20;
/** The countdown is in minutes, so that fewer than one a minute would show it wrong. */
const AN_HOUR_SIGNED_IN = { least: 60, most: 125 } as const;

interface Saved {
  readonly secrets: Map<string, string>;
  readonly state: Map<string, unknown>;
  readonly folder: string;
}

/** Requests, storage reads and wake-ups of the packaged bundles. Needs `dist/`. */
export async function counts(): Promise<readonly Count[]> {
  const folder = temporaryFolder();
  const saved: Saved = { secrets: new Map(), state: new Map(), folder: folder.path };
  try {
    const signedOut = await hourOf({ secrets: new Map(), state: new Map(), folder: folder.path });
    const requests = await requestCounts(saved);
    const signedIn = await hourOf(saved);
    const automatic = await automaticHour(folder.path);
    const windows = await requestsOfWindows(MOST_WINDOWS);
    return [
      ...(await storageCounts([1, 10, 100])),
      ...requests,
      {
        what: 'wake-ups in an hour with a fresh token',
        count: signedIn.wakeUps,
        ...AN_HOUR_SIGNED_IN,
      },
      { what: 'status bar updates in that hour', count: signedIn.counted, ...AN_HOUR_SIGNED_IN },
      {
        what: 'wake-ups in an hour with automatic renewal',
        count: automatic.wakeUps,
        ...AN_HOUR_SIGNED_IN,
      },
      { what: 'token requests in that hour', count: automatic.requests, least: 1, most: 1 },
      { what: 'wake-ups in an hour with nobody signed in', count: signedOut.wakeUps, most: 0 },
      { what: 'status bar updates with nobody signed in', count: signedOut.counted, most: 0 },
      {
        what: `token requests of ${MOST_WINDOWS} windows at once`,
        count: windows,
        least: 1,
        most: 1,
      },
    ];
  } finally {
    folder.remove();
  }
}

async function requestCounts({ secrets, state, folder }: Saved): Promise<Count[]> {
  const sandbox = await startSandbox();
  save(sandbox, { obtainedAt: Date.now() - HOUR_MS }, secrets, state);
  const extension = startStubbed(secrets, state, folder);
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
        least: 1,
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

/** What an hour costs in a window that finds what is saved. Fails where there is no status bar. */
function hourOf(
  { secrets, state, folder }: Saved,
  settings: Readonly<Record<string, unknown>> = {},
  settle?: () => Promise<unknown>,
): Promise<Hour> {
  const start = () => {
    const extension = startStubbed(secrets, state, folder, settings);
    if (extension.statusBarUpdates() === 0) throw new Error('The status bar shows nothing.');
    return {
      count: extension.statusBarUpdates,
      dispose: () => {
        extension.dispose();
      },
    };
  };
  return inAnHour(start, settle);
}

/** The same with automatic renewal: each token lives an hour, so that it falls due once. */
async function automaticHour(folder: string): Promise<Hour & { readonly requests: number }> {
  const sandbox = await startSandbox();
  try {
    const saved: Saved = { secrets: new Map(), state: new Map(), folder };
    const startedAt = Date.now();
    save(sandbox, { obtainedAt: startedAt }, saved.secrets, saved.state);
    const records = () => [...saved.secrets.values()].join();
    const before = records();
    let givesUpAt = Infinity;
    const settle = async () => {
      await setImmediate();
      if (Date.now() < startedAt + HOUR_MS - MARGIN_MS) return;
      // The request is a real one, for which the clock stands still.
      givesUpAt = Math.min(givesUpAt, performance.now() + PATIENCE_MS);
      while (records() === before && performance.now() < givesUpAt) await setImmediate();
    };
    const hour = await hourOf(saved, { 'token.renewal': 'automatic' }, settle);
    return { ...hour, requests: sandbox.tokenRequests.length };
  } finally {
    await sandbox.stop();
  }
}
