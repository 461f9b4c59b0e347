import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openDesk, type Desk } from '../../desk/desk.ts';
import type { WorkbenchWindow } from '../../../tools/registry-vscode/index.ts';
import { eventually } from '../../../tools/registry-vscode/system/wait.ts';

/** In a browser, windows don't receive each other's changes of secrets, so each must work alone. */
describe('Two windows of one browser-hosted VS Code', () => {
  let desk: Desk;

  before(async () => {
    desk = await openDesk();
  });

  after(() => desk.dispose());

  async function signIn(window: WorkbenchWindow): Promise<void> {
    await window.page.bringToFront();
    await window.runCommand('Isogeo: Authenticate');
    await window.quickInput.shows('Choose the credentials to sign in with');
    await window.quickInput.pick('client_secrets.json');
    await window.notification('Signed in to Isogeo as Sandbox catalog viewer');
  }

  async function copiesWhatWorks(window: WorkbenchWindow): Promise<void> {
    await window.page.bringToFront();
    await window.clearClipboard();
    await window.runCommand('Isogeo: Copy Bearer Header');
    await eventually(async () => {
      const [, authorization] =
        /^Authorization: (Bearer \S+)$/.exec(await window.clipboard()) ?? [];
      assert.ok(authorization);
      const headers = { authorization };
      assert.equal((await fetch(`${desk.sandbox.origin}/shares`, { headers })).status, 200);
    });
  }

  it('in a browser-hosted VS Code, a window asks for a reload to read the secret that another window’s sign-in has saved', async () => {
    const earlier = await desk.workbench.openWindow();
    await desk.itemShows(/^Isogeo: sign in$/);
    await signIn(desk.workbench);
    await earlier.page.bringToFront();
    await eventually(async () => {
      await earlier.runCommand('Isogeo: Switch Application');
      const labels = await earlier.quickInput.labels();
      await earlier.quickInput.cancel();
      assert.deepEqual(labels, ['sandbox-catalog-viewer', 'Authenticate…']);
    }, 60_000);
    await earlier.runCommand('Isogeo: Switch Application');
    await earlier.page
      .getByText('This window can’t read the saved secret yet. Reload the window.')
      .first()
      .waitFor();
    await earlier.screenshot('75-other-tab');
    await earlier.quickInput.cancel();
    await earlier.runCommand('Isogeo: Show Log');
    const log = earlier.page.locator('.part.panel .view-lines');
    await log.filter({ hasText: 'secret' }).waitFor();
    assert.equal((await log.innerText()).split(/secret.lost/).length, 2);
    await earlier.reload();
    await eventually(async () => {
      const item = await earlier.statusBarItem('isogeo.isogeo-api.isogeo.token');
      assert.match(item?.text ?? '', /^Isogeo 5\d min$/);
    }, 60_000);
    await earlier.page.close();
  });

  it('two windows of a browser-hosted VS Code sign in one after the other, and each copies a valid header', async () => {
    const windows = [desk.workbench, await desk.workbench.openWindow()];
    for (const window of windows) {
      await signIn(window);
      await copiesWhatWorks(window);
    }
    for (const window of windows) await copiesWhatWorks(window);
  });

  it('in a browser-hosted VS Code, a window stays signed in when another window signs out', async () => {
    const other = await desk.workbench.openWindow();
    await signIn(other);
    await desk.workbench.page.bringToFront();
    await desk.workbench.runCommand('Isogeo: Sign Out');
    await desk.workbench.dialog.click('Sign Out');
    await desk.itemShows(/^Isogeo: sign in$/);
    await copiesWhatWorks(other);
  });
});
