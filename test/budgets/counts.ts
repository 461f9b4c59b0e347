import { join } from 'node:path';
import { mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Count } from '../../scripts/lib/budget.ts';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { writeCredentialsFiles } from '../sandbox/credentialsFiles.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';
import {
  applicationsOf,
  HOUR_MS,
  nothingStored,
  storedAfterSignIns,
  type Stored,
} from './stored.ts';
import { openPackaged, type Counts, type PackagedWindow } from './window.ts';

/** VS Code lists the accounts up to four times while a window opens. */
const LISTINGS = 4;
const SIGN_INS = 10;
const CALLERS = 1000;
const WINDOWS = 20;
/** A token is renewed this long before it expires. */
const MARGIN_MS = 300_000;
const PATIENCE_MS = 10_000;
/** The countdown shows minutes, so fewer updates than one a minute would show it wrong. */
const AN_HOUR_SIGNED_IN = { least: 60, most: 125 } as const;

/** Reads, requests and wake-ups of the bundles in `dist/`, the same on every machine. */
export async function counts(): Promise<readonly Count[]> {
  const folder = temporaryFolder();
  const all: Count[] = [];
  try {
    for (const [applications, count] of [
      ...[1, 10, 100, 1000].map((saved) => [saved, storageCounts] as const),
      [SIGN_INS, signInCounts] as const,
      [1, requestCounts] as const,
      [1, hourCounts] as const,
    ]) {
      const sandbox = await startSandbox({ applications: applicationsOf(applications) });
      try {
        all.push(...(await count(folder.path, sandbox)));
      } finally {
        await sandbox.stop();
      }
    }
    return all;
  } finally {
    folder.remove();
  }
}

async function storageCounts(folder: string, sandbox: Sandbox): Promise<readonly Count[]> {
  const { length } = sandbox.applications;
  const saved = storedAfterSignIns(folder, sandbox.applications, sandbox);
  const first = await openPackaged(saved);
  const active = await readsSince(0, first);
  for (let listing = 0; listing < LISTINGS; listing += 1) await first.listAccounts();
  const listed = await readsSince(0, first);
  const { lensEvents } = first.counts();
  await first.run('isogeo.renewToken');
  const renewed = await readsSince(listed, first);
  // The first command has loaded most of the code.
  const { navigatorReads } = first.counts();
  first.dispose();
  let list = NaN;
  // The first list of all writes the index. The list stays open, so the command doesn't end.
  for (let window = 0; window < 2; window += 1) {
    const each = await openPackaged(saved);
    const before = await readsSince(0, each);
    void each.run('isogeo.switchApplication');
    list = await readsSince(before, each);
    each.dispose();
  }
  const of = `${length} saved`;
  return [
    { what: `secret reads at start-up, ${of}`, count: active, least: 1, most: 1 },
    { what: `… with the accounts listed ${LISTINGS} times, ${of}`, count: listed, most: length },
    { what: `code lens events at start-up, ${of}`, count: lensEvents, most: 2 },
    { what: `secret reads of a renewal, ${of}`, count: renewed, least: 1, most: 2 },
    { what: `secret reads of a list, ${of}`, count: list, most: 1 },
    { what: `deprecated globals read, ${of}`, count: navigatorReads, most: 0 },
  ];
}

async function signInCounts(folder: string, sandbox: Sandbox): Promise<readonly Count[]> {
  const extension = await openPackaged(nothingStored(folder));
  const reads: number[] = [];
  const files = join(folder, 'files');
  for (const [index, application] of sandbox.applications.entries()) {
    const file = await writeCredentialsFiles(files, sandbox, application, `file-${index}`);
    const before = extension.counts().secretReads;
    await extension.signIn(file.json);
    reads.push(await readsSince(before, extension));
  }
  extension.dispose();
  const all = reads.reduce((sum, each) => sum + each, 0);
  return [
    { what: 'secret reads of a sign-in', count: reads[0] ?? NaN, most: 1 },
    { what: `secret reads of ${SIGN_INS} sign-ins in a row`, count: all, most: SIGN_INS },
  ];
}

async function requestCounts(folder: string, sandbox: Sandbox): Promise<readonly Count[]> {
  const expired = () =>
    storedAfterSignIns(folder, sandbox.applications, sandbox, Date.now() - HOUR_MS);
  const saved = expired();
  const extension = await openPackaged(saved);
  const copyAll = (): Promise<unknown> =>
    Promise.all(Array.from({ length: CALLERS }, () => extension.run('isogeo.copyBearerHeader')));
  const renewal = await requestsDuring(sandbox, copyAll);
  const before = extension.counts().secretReads;
  const copying = await requestsDuring(sandbox, copyAll);
  const { secretReads, copies } = extension.counts();
  extension.dispose();
  if (copies !== 2 * CALLERS) throw new Error(`${copies} headers were copied.`);
  const shared = expired();
  const windows = await Promise.all(Array.from({ length: WINDOWS }, () => openPackaged(shared)));
  const together = await requestsDuring(sandbox, () =>
    Promise.all(windows.map((window) => window.run('isogeo.copyBearerHeader'))),
  );
  for (const window of windows) window.dispose();
  const one = { least: 1, most: 1 };
  return [
    { what: `requests for ${CALLERS} copies at once of an expired token`, count: renewal, ...one },
    { what: `requests for ${CALLERS} copies of a valid token`, count: copying, most: 0 },
    { what: 'secret reads for them', count: secretReads - before, most: 0 },
    { what: `token requests of ${WINDOWS} windows at once`, count: together, ...one },
  ];
}

/** How many requests reached the platform. */
export async function requestsDuring(
  sandbox: Sandbox,
  work: () => Promise<unknown>,
): Promise<number> {
  const count = () => sandbox.tokenRequests.length + sandbox.apiRequests.length;
  const before = count();
  await work();
  return count() - before;
}

/** Waits until nothing has been read for fifty turns of the event loop. */
async function readsSince(before: number, { counts }: PackagedWindow): Promise<number> {
  let [quiet, reads] = [0, counts().secretReads];
  while (quiet < 50) {
    await setImmediate();
    quiet = counts().secretReads === reads ? quiet + 1 : 0;
    reads = counts().secretReads;
  }
  return reads - before;
}

async function hourCounts(folder: string, sandbox: Sandbox): Promise<readonly Count[]> {
  const nobody = await inAnHour(nothingStored(folder));
  const fresh = await inAnHour(storedAfterSignIns(folder, sandbox.applications, sandbox));
  const before = sandbox.tokenRequests.length;
  const automatic = await inAnHour({
    ...storedAfterSignIns(folder, sandbox.applications, sandbox),
    settings: { 'token.renewal': 'automatic' },
  });
  const requests = sandbox.tokenRequests.length - before;
  const alive = AN_HOUR_SIGNED_IN;
  return [
    { what: 'wake-ups in an hour with a fresh token', count: fresh.wakeUps, ...alive },
    { what: 'status bar updates in that hour', count: fresh.statusBarUpdates, ...alive },
    { what: 'wake-ups in an hour of automatic renewal', count: automatic.wakeUps, ...alive },
    { what: 'token requests in that hour', count: requests, least: 1, most: 1 },
    { what: 'wake-ups in an hour with nobody signed in', count: nobody.wakeUps, most: 0 },
    { what: 'status bar updates in that hour, too', count: nobody.statusBarUpdates, most: 0 },
  ];
}

/** One hour of a window under a mocked clock. The clock waits while a request is under way. */
async function inAnHour(saved: Stored): Promise<Counts> {
  const started = Date.now();
  const records = () => [...saved.secrets.values()].join();
  const before = records();
  const givesUpAt = () => performance.now() + PATIENCE_MS;
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: started });
  const extension = await openPackaged(saved);
  try {
    await setImmediate();
    const shown = extension.counts().statusBarUpdates;
    if (shown === 0) throw new Error('The status bar shows nothing.');
    for (let second = 0; second < HOUR_MS / 1000; second += 1) {
      mock.timers.tick(1000);
      await setImmediate();
      const isDue = saved.settings && Date.now() >= started + HOUR_MS - MARGIN_MS;
      for (const end = givesUpAt(); isDue && records() === before && performance.now() < end;) {
        await setImmediate();
      }
    }
    return { ...extension.counts(), statusBarUpdates: extension.counts().statusBarUpdates - shown };
  } finally {
    extension.dispose();
    mock.timers.reset();
  }
}
