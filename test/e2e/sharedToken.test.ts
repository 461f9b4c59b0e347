import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openDesk, type Desk } from '../desk/desk.ts';
import type { Workbench } from '../../tools/registry-vscode/index.ts';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';

describe('A developer who has a terminal and an HTTP client', () => {
  let desk: Desk;
  let workbench: Workbench;

  before(async () => {
    desk = await openDesk();
    workbench = desk.workbench;
  });

  after(() => desk.dispose());

  it('signs in on the way to a terminal, whose programs have the token', async () => {
    await workbench.runCommand('Isogeo: New Terminal with Token');
    await workbench.quickInput.shows('Choose the credentials to sign in with');
    await workbench.quickInput.pick('client_secrets.json');
    await workbench.page
      .getByText(/Isogeo until \d/)
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

  it('is offered to share the token with a request file, and told what that means', async () => {
    await workbench.runCommand('Isogeo: New API Request File');
    await workbench.notification('HTTP clients can read the token only if you share it');
    await workbench.screenshot('71-share-offered');
    await workbench.clickNotificationAction('Share the Token');
    const said = await workbench.notification('can now read your Isogeo token');
    assert.match(said, /Every extension in this window, and every program it starts/);
    assert.equal(settings()['isogeo.clients.shareToken'], true);
    await workbench.screenshot('72-token-shared');
  });

  it('takes it back by a click', async () => {
    await workbench.clickNotificationAction('Stop Sharing');
    await eventually(() => {
      assert.equal('isogeo.clients.shareToken' in settings(), false);
      return Promise.resolve();
    });
  });
});
