import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { groupApplication } from '../test/sandbox/applications.ts';
import { writeCredentialsFiles } from '../test/sandbox/credentialsFiles.ts';
import { startSandbox, type Sandbox } from '../test/sandbox/sandbox.ts';
import {
  ensureChromium,
  ensureHost,
  extensionHostPids,
  type Workbench,
} from '../tools/registry-vscode/index.ts';
import { openPackaged } from '../test/desk/desk.ts';
import { temporaryFolder } from '../tools/registry-vscode/system/cleanup.ts';
import { argument, inBuild } from './lib/project.ts';
import { report, runSuite, type SuiteResult } from './lib/tally.ts';
import { eventually, waitFor } from '../tools/registry-vscode/system/wait.ts';
import { buildVsix } from './package.ts';

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

/** mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
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

async function round(scene: Scene, index: number, random: () => number): Promise<string> {
  const { workbench } = scene;
  const name = names[index % 2] ?? names[0];
  const [act, perform] = Object.entries(acts)[Math.floor(random() * 4)] ?? ['renew', acts.renew];
  const afterMs = Math.round(random() * LONGEST_MS);
  await perform(scene, name);
  await delay(afterMs);
  const hosts = await extensionHostPids(workbench.serverPid);
  assert.ok(hosts.length > 0, 'there was no extension host to kill');
  for (const pid of hosts) process.kill(pid, 'SIGKILL');
  await workbench.reload();
  await tokenByOneCommand(scene, name);
  return `${act}, killed after ${String(afterMs)} ms`;
}

export function kills(times: number, seed = Date.now() % 100_000): Promise<SuiteResult> {
  return runSuite(`kills (${String(times)})`, async () => {
    await ensureHost();
    await ensureChromium();
    process.env['ISOGEO_VSIX'] = (await buildVsix()).path;
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
      const random = randomFrom(seed);
      for (let index = 0; index < times; index += 1) {
        const what = await round(scene, index, random);
        passed += 1;
        console.log(`✔ ${String(index + 1)}: ${what}`);
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
