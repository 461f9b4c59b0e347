import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { argument, inBuild } from '../../scripts/lib/project.ts';
import { report, runSuite, type SuiteResult } from '../../scripts/lib/tally.ts';
import { prepareVscode } from '../../scripts/lib/vscode.ts';
import { extensionHostPids, type Workbench } from '../../tools/registry-vscode/index.ts';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { eventually, waitFor } from '../../tools/registry-vscode/system/wait.ts';
import { openPackaged } from '../desk/desk.ts';
import { groupApplication } from '../sandbox/applications.ts';
import { writeCredentialsFiles } from '../sandbox/credentialsFiles.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';

/**
 * Kills the extension host at random moments of a sign-in, a renewal, a switch and a sign-out. After
 * each, both applications must still have their credentials, and one command must give a token.
 *
 *     npm run kills -- --times 200 --seed 7
 */
const names = ['Catalog one', 'Catalog two'] as const;
const keys = {
  'ctrl+f6': 'isogeo.authenticate',
  'ctrl+f7': 'isogeo.renewToken',
  'ctrl+f8': 'isogeo.switchApplication',
  'ctrl+f9': 'isogeo.copyAccessToken',
  'ctrl+f10': 'isogeo.signOut',
} as const;
const LONGEST_MS = 300;

interface Scene {
  readonly workbench: Workbench;
  readonly sandbox: Sandbox;
}

const acts = {
  authenticate: async ({ workbench: { page, quickInput } }: Scene, name: string) => {
    await page.keyboard.press('Control+F6');
    await quickInput.shows('Choose the credentials to sign in with');
    await quickInput.labels();
    await quickInput.pick(name);
  },
  renew: async ({ workbench: { page } }: Scene) => {
    await page.keyboard.press('Control+F7');
  },
  switch: async ({ workbench: { page, quickInput } }: Scene, name: string) => {
    await page.keyboard.press('Control+F8');
    await quickInput.shows('Choose the application to work with in this window');
    await quickInput.labels();
    await quickInput.pick(name);
  },
  'sign out': async ({ workbench: { page, dialog } }: Scene) => {
    await page.keyboard.press('Control+F10');
    await dialog.click('Sign Out');
  },
} satisfies Record<string, (scene: Scene, name: string) => Promise<void>>;

interface Kill {
  readonly act: keyof typeof acts;
  readonly afterMs: number;
}

/** The same kills for the same seed. */
function randomKills(times: number, seed: number): Kill[] {
  const act = fc.constantFrom(...(Object.keys(acts) as (keyof typeof acts)[]));
  const kill = fc.record({ act, afterMs: fc.integer({ min: 0, max: LONGEST_MS }) });
  return fc.sample(fc.noBias(kill), { seed, numRuns: times });
}

/** Signs in with one of the saved applications by one command, and tries the token on the API. */
async function tokenByOneCommand({ workbench, sandbox }: Scene, name: string): Promise<void> {
  const { page, quickInput } = workbench;
  await eventually(async () => {
    if (!(await quickInput.isOpen())) await page.keyboard.press('Control+F6');
    await quickInput.shows('Choose the credentials to sign in with');
    const labels = await quickInput.labels();
    for (const saved of names) assert.ok(labels.includes(saved), `${saved} is not saved`);
  }, 60_000);
  const asked = sandbox.tokenRequests.length;
  await quickInput.pick(name);
  await eventually(() => {
    assert.ok(sandbox.tokenRequests.length > asked, 'no token was asked for');
    return Promise.resolve();
  });
  await workbench.notification(`Signed in to Isogeo as ${name}`);
  await workbench.clearClipboard();
  await page.keyboard.press('Control+F9');
  const token = await waitFor(
    async () => (await workbench.clipboard()) || undefined,
    () => 'the token on the clipboard',
  );
  const headers = { authorization: `Bearer ${token}` };
  assert.equal((await fetch(`${sandbox.origin}/shares`, { headers })).status, 200);
}

async function round(scene: Scene, name: string, { act, afterMs }: Kill): Promise<void> {
  const { workbench } = scene;
  await acts[act](scene, name);
  await delay(afterMs);
  const hosts = await extensionHostPids(workbench.serverPid);
  assert.ok(hosts.length > 0, 'there was no extension host to kill');
  for (const pid of hosts) process.kill(pid, 'SIGKILL');
  await workbench.reload();
  await tokenByOneCommand(scene, name);
}

export function kills(times: number, seed = Date.now() % 100_000): Promise<SuiteResult> {
  return runSuite(`kills (${String(times)})`, async () => {
    await prepareVscode();
    const temporary = temporaryFolder();
    const workspace = join(temporary.path, 'workspace');
    const files = join(temporary.path, 'files');
    mkdirSync(workspace);
    const sandbox = await startSandbox({
      applications: names.map((name) => groupApplication({ name })),
    });
    let workbench: Workbench | undefined;
    let passed = 0;
    try {
      workbench = await openPackaged({ workspace, keybindings: keys });
      const scene = { workbench, sandbox };
      for (const [index, application] of sandbox.applications.entries()) {
        const { json } = await writeCredentialsFiles(
          files,
          sandbox,
          application,
          `secrets-${index}`,
        );
        await workbench.runCommand('Isogeo: Load Credentials File…');
        await workbench.quickInput.shows('Load Isogeo Credentials');
        await workbench.quickInput.chooseFile(json);
        await workbench.notification(`Signed in to Isogeo as ${application.name}`);
        await workbench.clearNotifications();
      }
      console.log(`seed ${String(seed)}`);
      for (const kill of randomKills(times, seed)) {
        await round(scene, names[passed % 2] ?? names[0], kill);
        passed += 1;
        console.log(`✔ ${passed}: ${kill.act}, killed after ${kill.afterMs} ms`);
      }
      return { passed, failed: 0, skipped: 0 };
    } catch (error) {
      await workbench?.page.screenshot({ path: inBuild('screenshots', 'kills-failed.png') });
      console.error(error);
      return { passed, failed: 1, skipped: 0 };
    } finally {
      await workbench?.dispose();
      await sandbox.stop();
      temporary.remove();
    }
  });
}

if (import.meta.main) {
  const seed = argument('seed');
  const times = Number(argument('times') ?? 200);
  report([await kills(times, seed === undefined ? undefined : Number(seed))]);
}
