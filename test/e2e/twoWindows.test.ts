import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openDesk, type Desk } from '../desk/desk.ts';
import type { WorkbenchWindow } from '../../tools/registry-vscode/index.ts';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';

/** In a browser windows hear nothing of each other's secrets, so each has to get along alone. */
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

  it('each sign in, and copy a header that works, in turn', async () => {
    const windows = [desk.workbench, await desk.workbench.openWindow()];
    for (const window of windows) {
      await signIn(window);
      await copiesWhatWorks(window);
    }
    for (const window of windows) await copiesWhatWorks(window);
  });

  it('sign out apart: the other one goes on', async () => {
    const other = await desk.workbench.openWindow();
    await signIn(other);
    await desk.workbench.page.bringToFront();
    await desk.workbench.runCommand('Isogeo: Sign Out');
    await desk.workbench.dialog.click('Sign Out');
    await desk.itemShows(/^Isogeo: sign in$/);
    await copiesWhatWorks(other);
  });
});
