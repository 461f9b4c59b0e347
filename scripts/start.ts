import { openDesk, type Desk } from '../test/desk/desk.ts';
import { environment, hasFlag, inBuild } from './lib/project.ts';
import { eventually } from '../tools/registry-vscode/system/wait.ts';
import { prepareVscode } from './lib/vscode.ts';

/**
 * The main job before the user's eyes: a real VS Code with the packaged extension, and an
 * Isogeo-compatible server to sign in to. Afterwards the window, or its address, is left to the user;
 * without a terminal, only with `--stay`.
 */
const hasDisplay =
  ['darwin', 'win32'].includes(process.platform) ||
  (environment('DISPLAY') ?? environment('WAYLAND_DISPLAY')) !== undefined;

const stays = process.stdout.isTTY || hasFlag('stay');

let steps = 0;
function say(text: string): void {
  steps += 1;
  console.log(`${String(steps).padStart(2)}. ${text}`);
}

/** The first characters distinguish two tokens without revealing them. */
function masked(header: string): string {
  return header.replace(/(Bearer .{6}).*/, (_all, start: string) => `${start}••••••`);
}

async function mainJob({ workbench, sandbox, ...desk }: Desk): Promise<void> {
  say(`The status bar invites to sign in: "${(await desk.itemShows(/sign in/)).text}"`);
  say(`Isogeo: Authenticate offers ${(await desk.offeredCredentials()).join(', ')}`);
  await workbench.screenshot('start-1-authenticate');

  await workbench.quickInput.pick('client_secrets.json');
  say(`It says: "${await workbench.notification('Signed in to Isogeo as')}"`);
  say(`The countdown runs: "${(await desk.itemShows(/^Isogeo \d+ min$/)).text}"`);
  await workbench.screenshot('start-2-signed-in');

  await workbench.runCommand('Isogeo: Copy Bearer Header');
  const header = await eventually(async () => {
    const text = await workbench.clipboard();
    if (text.startsWith('Authorization: Bearer ')) return text;
    throw new Error('The header has not come to the clipboard.');
  });
  say(`Isogeo: Copy Bearer Header put this on the clipboard: ${masked(header)}`);
  await workbench.screenshot('start-3-header-copied');

  const response = await fetch(`${sandbox.origin}/resources/search?_limit=0`, {
    headers: { authorization: header.slice('Authorization: '.length) },
  });
  const { total } = (await response.json()) as { readonly total: number };
  say(`A search with that header: HTTP ${response.status}, ${total} resources`);
  if (response.status !== 200) throw new Error('The API did not accept the copied header.');
}

async function start(): Promise<void> {
  const { vscodeVersion } = await prepareVscode();
  const display = hasDisplay ? '' : ' without a display';
  console.log(`Starting VS Code ${vscodeVersion}${display}, and a server for it…`);
  const desk = await openDesk({ headed: hasDisplay });
  try {
    console.log(`An Isogeo-compatible server listens at ${desk.sandbox.origin}`);
    await mainJob(desk);
    console.log(`Screenshots: ${inBuild('screenshots')}/start-*.png`);
    if (hasDisplay) {
      console.log('VS Code is yours now. Close its window, or press Ctrl+C here, to end.');
    } else if (stays) {
      console.log(`VS Code is yours now: open ${desk.workbench.page.url()} in a browser.`);
      console.log('Press Ctrl+C here to end.');
    } else {
      console.log('To try it in a browser of yours, run `npm start -- --stay`.');
    }
    if (hasDisplay || stays) await desk.workbench.closed;
  } finally {
    await desk.dispose();
  }
}

try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
