import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { groupApplication } from '../../test/sandbox/applications.ts';
import { writeCredentialsFiles } from '../../test/sandbox/credentialsFiles.ts';
import { startSandbox, type Sandbox } from '../../test/sandbox/sandbox.ts';
import type { Count } from '../lib/budget.ts';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { save } from './saved.ts';
import { startStubbed, type StubbedExtension } from './stubVscode.ts';

/** VS Code asks for the accounts up to four times while a window opens. */
const LISTINGS = 4;
const SIGN_INS = 10;

/** Secret reads and code lens events of the packaged bundles, with so many saved applications. */
export async function storageCounts(saved: readonly number[]): Promise<readonly Count[]> {
  const rows: Count[] = [];
  for (const count of saved) rows.push(...(await countsWith(count)));
  return [...rows, ...(await signInCounts())];
}

async function countsWith(count: number): Promise<Count[]> {
  const folder = temporaryFolder();
  const sandbox = await sandboxWith(count);
  const [secrets, state] = [new Map<string, string>(), new Map<string, unknown>()];
  save(sandbox, { obtainedAt: Date.now() }, secrets, state);
  const start = () => startStubbed(secrets, state, folder.path);
  try {
    const first = start();
    await settled(first);
    const active = first.secretReads();
    for (let listing = 0; listing < LISTINGS; listing += 1) await first.listAccounts();
    await settled(first);
    const [reads, lensEvents] = [first.secretReads(), first.lensEvents()];
    const renewed = await readsDuring(first, () => first.run('isogeo.renewToken'));
    first.dispose();
    // The first list in a later window: an earlier one has made whatever a list is made of.
    const maker = start();
    await readsDuring(maker, () => openList(maker));
    maker.dispose();
    const second = start();
    await settled(second);
    const listed = await readsDuring(second, () => openList(second));
    second.dispose();
    const of = `${count} saved`;
    return [
      { what: `secret reads at start-up, ${of}`, count: active, least: 1, most: 1 },
      { what: `secret reads, accounts listed ${LISTINGS} times, ${of}`, count: reads, most: count },
      { what: `code lens events at start-up, ${of}`, count: lensEvents, most: 2 },
      { what: `secret reads of a renewal, ${of}`, count: renewed, least: 1, most: 2 },
      { what: `secret reads of a list, ${of}`, count: listed, most: 1 },
    ];
  } finally {
    await sandbox.stop();
    folder.remove();
  }
}

async function signInCounts(): Promise<Count[]> {
  const folder = temporaryFolder();
  const sandbox = await sandboxWith(SIGN_INS);
  const [secrets, state] = [new Map<string, string>(), new Map<string, unknown>()];
  const extension = startStubbed(secrets, state, folder.path);
  try {
    const reads: number[] = [];
    for (const [index, application] of sandbox.applications.entries()) {
      const { json } = await writeCredentialsFiles(
        join(folder.path, 'files'),
        sandbox,
        application,
        `file-${index}`,
      );
      reads.push(
        await readsDuring(extension, async () => {
          const answer = await extension.run('isogeo.authenticate', { credentialsFile: json });
          if (!(answer as { ok: boolean }).ok) throw new Error(JSON.stringify(answer));
        }),
      );
    }
    const all = reads.reduce((sum, each) => sum + each, 0);
    return [
      { what: 'secret reads of a sign-in', count: reads[0] ?? NaN, most: 1 },
      { what: `secret reads of ${SIGN_INS} sign-ins in a row`, count: all, most: SIGN_INS },
    ];
  } finally {
    extension.dispose();
    await sandbox.stop();
    folder.remove();
  }
}

function sandboxWith(count: number): Promise<Sandbox> {
  return startSandbox({
    applications: Array.from({ length: count }, (_, index) =>
      groupApplication({ name: `Application ${index}` }),
    ),
  });
}

/** The list stays open, so that the command doesn't end. */
async function openList(extension: StubbedExtension): Promise<void> {
  void extension.run('isogeo.switchApplication');
  await settled(extension);
}

async function readsDuring(
  extension: StubbedExtension,
  work: () => Promise<unknown>,
): Promise<number> {
  const before = extension.secretReads();
  await work();
  await settled(extension);
  return extension.secretReads() - before;
}

/** Waits until nothing has been read for some turns of the event loop. */
async function settled(extension: StubbedExtension): Promise<void> {
  let [quiet, reads] = [0, extension.secretReads()];
  while (quiet < 50) {
    await setImmediate();
    quiet = extension.secretReads() === reads ? quiet + 1 : 0;
    reads = extension.secretReads();
  }
}
