import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openDesk, type Desk } from '../../desk/desk.ts';
import type { Workbench } from '../../../tools/registry-vscode/index.ts';
import { eventually } from '../../../tools/registry-vscode/system/wait.ts';

describe('Check Connection', () => {
  let desk: Desk;
  let workbench: Workbench;

  before(async () => {
    desk = await openDesk();
    workbench = desk.workbench;
  });

  after(() => desk.dispose());

  /** The preview is in a frame within a frame. */
  async function reportShows(text: RegExp): Promise<string> {
    return eventually(async () => {
      const texts = await Promise.all(
        workbench.page
          .frames()
          .slice(1)
          .map((frame) =>
            frame
              .locator('body')
              .innerText({ timeout: 1000 })
              .catch(() => ''),
          ),
      );
      const report = texts.find((each) => text.test(each) && each.includes('contains no secrets'));
      assert.ok(report !== undefined, texts.join('\n'));
      return report;
    });
  }

  it('Check Connection tells a signed-out user that no application is selected, and offers Authenticate', async () => {
    await workbench.runCommand('Isogeo: Check Connection');
    await reportShows(/No application is selected/);
    await workbench.screenshot('30-check-nothing');
    await workbench.clickNotificationAction('Authenticate');
    await workbench.quickInput.shows('Choose the credentials to sign in with');
    await workbench.quickInput.pick('client_secrets.json');
    await workbench.notification('Signed in to Isogeo as');
    await workbench.clearNotifications();
  });

  it('Check Connection reports that the connection works, and Copy Report copies the report', async () => {
    await workbench.runCommand('Isogeo: Check Connection');
    const report = await reportShows(/The connection to Isogeo works/);
    assert.match(report, /It can read 2 shares/);
    await workbench.notification('The connection to Isogeo works.');
    await workbench.screenshot('31-check-works');
    await workbench.clickNotificationAction('Copy Report');
    await eventually(async () => {
      assert.match(await workbench.clipboard(), /^# ✓ The connection to Isogeo works\./);
    });
  });

  it('the report and the message of Check Connection name the step that fails if the server is stopped', async () => {
    await workbench.clearNotifications();
    await desk.sandbox.stop();
    await workbench.runCommand('Isogeo: Check Connection');
    const report = await reportShows(/fails at this step: TCP/);
    assert.match(report, /Nothing is listening at this address/);
    assert.doesNotMatch(report, /isogeo\.com/);
    await workbench.notification('fails at this step: TCP');
    await workbench.screenshot('32-check-dead');
  });
});
