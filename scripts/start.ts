import { mkdirSync } from 'node:fs';
import { writeCredentialsFiles } from '../test/sandbox/credentialsFiles.ts';
import { startSandbox, type Sandbox } from '../test/sandbox/sandbox.ts';
import { openWorkbench, type Workbench } from '../test/e2e/driver.ts';
import { ensureChromium } from './host/chromium.ts';
import { ensureHost } from './host/install.ts';
import { inBuild } from './lib/project.ts';
import { temporaryFolder } from './lib/cleanup.ts';
import { waitFor } from './lib/wait.ts';
import { buildVsix } from './package.ts';

/**
 * The main job before the user's eyes: a real VS Code with the packaged extension, and an
 * Isogeo-compatible server to sign in to. With a display the window is left to the user.
 */
const hasDisplay =
  process.platform === 'darwin' ||
  process.platform === 'win32' ||
  [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some((display) => display);

const itemId = 'isogeo.isogeo-api.isogeo.token';

let steps = 0;
function say(text: string): void {
  steps += 1;
  console.log(`${String(steps).padStart(2)}. ${text}`);
}

/** The first characters tell two tokens apart; the rest is nobody's business. */
function masked(header: string): string {
  return header.replace(/(Bearer .{6}).*/, (_all, start: string) => `${start}••••••`);
}

async function mainJob(workbench: Workbench, sandbox: Sandbox): Promise<void> {
  const itemShows = (pattern: RegExp): Promise<string> =>
    waitFor(
      async () => {
        const text = (await workbench.statusBarItem(itemId))?.text ?? '';
        return pattern.test(text) ? text : undefined;
      },
      () => `the status bar item showing ${String(pattern)}`,
    );

  say(`The status bar invites to sign in: "${await itemShows(/sign in/)}"`);
  await workbench.runCommand('Isogeo: Authenticate');
  await workbench.quickInput.shows('Choose the credentials');
  const files = (await workbench.quickInput.items()).map(({ label }) => label);
  say(`Isogeo: Authenticate offers ${files.join(', ')}`);
  await workbench.screenshot('start-1-authenticate');

  await workbench.quickInput.pick('client_secrets.json');
  say(`It says: "${await workbench.notification('Signed in to Isogeo as')}"`);
  say(`The countdown runs: "${await itemShows(/^Isogeo \d+ min$/)}"`);
  await workbench.screenshot('start-2-signed-in');

  await workbench.runCommand('Isogeo: Copy Bearer Header');
  const header = await waitFor(
    async () => {
      const text = await workbench.clipboard();
      return text.startsWith('Authorization: Bearer ') ? text : undefined;
    },
    () => 'the header on the clipboard',
  );
  say(`Isogeo: Copy Bearer Header put this on the clipboard: ${masked(header)}`);
  await workbench.screenshot('start-3-header-copied');

  const response = await fetch(`${sandbox.origin}/resources/search?_limit=0`, {
    headers: { authorization: header.slice('Authorization: '.length) },
  });
  const { total } = (await response.json()) as { readonly total: number };
  say(`A search with that header: HTTP ${response.status}, ${total} resources`);
  if (response.status !== 200) throw new Error('The API did not accept the copied header.');
}

const host = await ensureHost('newest');
await ensureChromium();
console.log('Building the extension…');
const vsix = await buildVsix();
process.env['ISOGEO_VSIX'] = vsix.path;

const temporary = temporaryFolder();
const screenshots = inBuild('screenshots');
mkdirSync(screenshots, { recursive: true });
const sandbox = await startSandbox();
try {
  const [application] = sandbox.applications;
  if (!application) throw new Error('The sandbox has no application.');
  await writeCredentialsFiles(temporary.path, sandbox, application);
  console.log(`An Isogeo-compatible server listens at ${sandbox.origin}`);
  console.log(`Starting VS Code ${host.vscodeVersion}${hasDisplay ? '' : ' without a display'}…`);
  const workbench = await openWorkbench({ workspace: temporary.path, headed: hasDisplay });
  try {
    await mainJob(workbench, sandbox);
    console.log(`Screenshots: ${screenshots}/start-*.png`);
    if (hasDisplay) {
      console.log('VS Code is yours now. Close its window, or press Ctrl+C here, to end.');
      await workbench.closed;
    }
  } finally {
    await workbench.dispose();
  }
} finally {
  await sandbox.stop();
  temporary.remove();
}
