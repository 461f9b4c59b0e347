import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openDesk, type Desk } from '../../desk/desk.ts';
import type { Workbench } from '../../../tools/registry-vscode/index.ts';
import { eventually } from '../../../tools/registry-vscode/system/wait.ts';

/** Another extension (test/integration/client-extension) asks; each test continues from the last. */
describe('Another extension that requests a session', () => {
  let desk: Desk;
  let workbench: Workbench;

  before(async () => {
    desk = await openDesk({ withClient: true });
    workbench = desk.workbench;
  });

  after(() => desk.dispose());

  let answers = 0;

  /** Waits for the next answer that the other extension receives. */
  async function clientShows(text: RegExp): Promise<void> {
    answers += 1;
    const item = workbench.page.locator('.statusbar-item', { hasText: `client ${answers}:` });
    await item.waitFor({ timeout: 20_000 });
    assert.match(await item.innerText(), text);
  }

  it('another extension’s silent request gets no session if the user hasn’t allowed the extension and isn’t signed in', async () => {
    await workbench.runCommand('Session Client: Get Session Silently');
    await clientShows(/client \d+: none/);
  });

  it('another extension gets an error, and no message appears, if the user allows its session request but cancels the list of credentials', async () => {
    await workbench.runCommand('Session Client: Get Session');
    assert.match(await workbench.dialog.text(), /Session Client.* wants to sign in using Isogeo/);
    await workbench.screenshot('40-consent');
    await workbench.dialog.click('Allow');
    await workbench.quickInput.shows('Choose the credentials to sign in with');
    await workbench.quickInput.cancel();
    await clientShows(/client \d+: Cancel+ed/);
    await workbench.noNotification();
  });

  it('another extension gets a session once the user has allowed it and signed in', async () => {
    await workbench.runCommand('Session Client: Get Session');
    await workbench.dialog.click('Allow');
    await workbench.quickInput.shows('Choose the credentials to sign in with');
    await workbench.quickInput.pick('client_secrets.json');
    await clientShows(/client \d+: Sandbox catalog viewer \(.+, custom\)/);
  });

  it('another extension that was allowed once gets a session silently, even after the user has renamed the application', async () => {
    await workbench.runCommand('Isogeo: Switch Application');
    await workbench.quickInput.shows('Choose the application to work with in this window');
    await workbench.screenshot('41-switch-application');
    await workbench.page.locator('.quick-input-list .monaco-list-row').first().hover();
    await workbench.quickInput.clickButton('Rename');
    await workbench.quickInput.shows('Rename Sandbox catalog viewer');
    await workbench.quickInput.type('Mine');
    await workbench.quickInput.accept();
    await workbench.quickInput.shows('Choose the application to work with in this window');
    assert.equal((await workbench.quickInput.labels())[0], 'Mine');
    assert.match(
      (await workbench.quickInput.descriptions())[0] ?? '',
      /group application · On premises · 5\d min left/,
    );
    await workbench.quickInput.cancel();

    await workbench.runCommand('Session Client: Get Session Silently');
    await clientShows(/client \d+: Sandbox catalog viewer \(.+, custom\)/);
  });

  it('another extension that requests a session with clearSessionPreference makes the user choose the account again', async () => {
    await workbench.runCommand('Session Client: Choose Session');
    await workbench.dialog.click('Allow');
    await eventually(async () => {
      const labels = await workbench.quickInput.labels();
      assert.ok(labels.some((label) => label.startsWith('Sandbox catalog viewer (')));
    });
    await workbench.screenshot('42-choose-account');
    const [account = ''] = await workbench.quickInput.labels();
    await workbench.quickInput.pick(account);
    await clientShows(/client \d+: Sandbox catalog viewer \(.+, custom\)/);
  });

  it('an Isogeo account that another extension uses appears in the Accounts menu, and Sign Out there ends that extension’s session', async () => {
    await workbench.page.getByRole('button', { name: 'Accounts' }).first().click();
    const account = workbench.page
      .locator('.monaco-menu .action-item', { hasText: 'Sandbox catalog viewer (' })
      .first();
    await account.waitFor();
    await workbench.screenshot('43-accounts-menu');
    // A submenu treats the first click on its item as the one that opened it.
    await eventually(async () => {
      await account.hover({ timeout: 1000 });
      const signOut = workbench.page.locator('.monaco-submenu .action-item', {
        hasText: 'Sign Out',
      });
      await signOut.last().click({ timeout: 1000 });
      await workbench.page.locator('.monaco-dialog-box').waitFor({ timeout: 1000 });
    });
    await workbench.screenshot('44-accounts-sign-out');
    await workbench.dialog.click('Sign Out');
    await workbench.runCommand('Session Client: Get Session Silently');
    await clientShows(/client \d+: none/);
  });

  it('Remove in Switch Application asks for a confirmation, and then only Authenticate… is left in the list', async () => {
    await workbench.runCommand('Isogeo: Switch Application');
    await workbench.quickInput.shows('Choose the application to work with in this window');
    await workbench.page.locator('.quick-input-list .monaco-list-row').first().hover();
    await workbench.quickInput.clickButton('Remove');
    assert.match(await workbench.dialog.text(), /Remove Mine\?/);
    await workbench.dialog.click('Remove');
    await workbench.quickInput.shows('Choose the application to work with in this window');
    // The title may appear before the list is drawn.
    await eventually(async () => {
      assert.deepEqual(await workbench.quickInput.labels(), ['Authenticate…']);
    });
    await workbench.quickInput.cancel();
  });
});
