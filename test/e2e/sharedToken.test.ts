import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openDesk, type Desk } from '../desk/desk.ts';
import type { Workbench } from '../../tools/registry-vscode/index.ts';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';

describe('A terminal and an HTTP client', () => {
  let desk: Desk;
  let workbench: Workbench;

  before(async () => {
    desk = await openDesk();
    workbench = desk.workbench;
  });

  after(() => desk.dispose());

  it('New Terminal with Token signs in before it opens a terminal whose programs have the token', async () => {
    await workbench.runCommand('Isogeo: New Terminal with Token');
    await workbench.quickInput.shows('Choose the credentials to sign in with');
    await workbench.quickInput.pick('client_secrets.json');
    await workbench.page
      .getByText(/Isogeo until /)
      .first()
      .waitFor();
    const file = join(desk.elsewhere, 'answer');
    await workbench.page.locator('.terminal-wrapper.active .xterm-screen').click();
    await workbench.page.keyboard.type(
      `curl -s -o ${file} -H "Authorization: Bearer $ISOGEO_ACCESS_TOKEN" "$ISOGEO_API_URL/shares"\n`,
    );
    await eventually(() => {
      assert.match(readFileSync(file, 'utf8'), /"applications"/);
      return Promise.resolve();
    });
    await workbench.screenshot('70-terminal');
    await workbench.clearNotifications();
  });

  function settings(): Readonly<Record<string, unknown>> {
    const text = readFileSync(join(workbench.userDataDir, 'User', 'settings.json'), 'utf8');
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  }

  it('New API Request File says that all extensions in the window can read a shared token, and its Share Token button turns the sharing on', async () => {
    await workbench.runCommand('Isogeo: New API Request File');
    const said = await workbench.notification('ISOGEO_ACCESS_TOKEN has a value only in');
    assert.match(said, /All extensions in this window, and the programs that they start, can read/);
    await workbench.screenshot('71-share-offered');
    assert.equal('isogeo.clients.shareToken' in settings(), false);
    await workbench.clickNotificationAction('Share Token');
    await eventually(() => {
      assert.equal(settings()['isogeo.clients.shareToken'], true);
      return Promise.resolve();
    });
    await workbench.noNotification('No HTTP client is installed');
    await workbench.screenshot('72-token-shared');
    await workbench.clearNotifications();
  });

  it('Insert Bearer Header doesn’t offer to share the token again after the user has accepted the offer', async () => {
    await workbench.runCommand('Isogeo: Insert Bearer Header');
    await workbench.page.locator('.view-line', { hasText: 'Authorization' }).first().waitFor();
    await workbench.noNotification();
  });
});
