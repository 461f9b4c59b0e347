import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openDesk, type Desk } from '../../desk/desk.ts';
import type { Workbench } from '../../../tools/registry-vscode/index.ts';
import { eventually } from '../../../tools/registry-vscode/system/wait.ts';
import { startUnderPaths, type UnderPaths } from '../../sandbox/underPaths.ts';

describe('An API that isn’t at its derived address', () => {
  let desk: Desk;
  let workbench: Workbench;
  let gateway: UnderPaths;
  let file = '';

  before(async () => {
    desk = await openDesk();
    workbench = desk.workbench;
    gateway = await startUnderPaths(desk.sandbox);
    const [application] = desk.sandbox.applications;
    assert.ok(application);
    const { clientId, clientSecret } = application;
    const web = { client_id: clientId, client_secret: clientSecret, token_uri: gateway.tokenUri };
    file = join(desk.elsewhere, 'on-premises.json');
    writeFileSync(file, JSON.stringify({ web }));
  });

  after(async () => {
    await gateway.stop();
    await desk.dispose();
  });

  beforeEach(() => workbench.clearNotifications());

  async function enterAddress(current: string, address: string): Promise<void> {
    await workbench.quickInput.shows('Address of the API');
    await eventually(async () => {
      assert.equal(await workbench.page.locator('.quick-input-box input').inputValue(), current);
    });
    await workbench.quickInput.type(address);
    await workbench.quickInput.accept();
  }

  async function headerWorks(): Promise<void> {
    await workbench.clearClipboard();
    await workbench.runCommand('Isogeo: Copy Bearer Header');
    await eventually(async () => {
      const header = await workbench.clipboard();
      assert.match(header, /^Authorization: Bearer [\x21-\x7e]{8,}$/);
      const authorization = header.slice('Authorization: '.length);
      const answer = await fetch(`${gateway.api}/shares`, { headers: { authorization } });
      assert.equal(answer.status, 200);
    });
  }

  it('a wrong API address that was derived from the token address is reported, and the message lets the user correct it', async () => {
    await desk.loadCredentials(file);
    const message = await workbench.notification('didn’t answer like an Isogeo API.');
    assert.ok(message.includes(gateway.origin));
    await workbench.screenshot('90-api-address');
    await workbench.clickNotificationAction('Correct API Address…');
    await enterAddress(gateway.origin, `${gateway.origin}/wrong`);
    await workbench.notification(`No Isogeo API answers at ${gateway.origin}/wrong`);
    await workbench.clickNotificationAction('Enter Again…');
    await enterAddress(`${gateway.origin}/wrong`, gateway.api);
    await workbench.notification(`now uses the API at ${gateway.api}`);
    await headerWorks();
  });

  it('a corrected API address is kept when the credentials file is loaded again, and after a reload of the window', async () => {
    await desk.loadCredentials(file);
    await workbench.notification('It can read 2 shares.');
    await workbench.reload();
    await desk.itemShows(/^Isogeo 5\d min$/);
    await desk.loadCredentials(file);
    await workbench.notification('It can read 2 shares.');
    await headerWorks();
  });

  it('Check Connection works at an API address that the user has corrected', async () => {
    await workbench.runCommand('Isogeo: Check Connection');
    await workbench.notification('The connection to Isogeo works.');
    assert.deepEqual(
      gateway.strays.filter(({ path }) => path.startsWith('/about')),
      [],
    );
  });

  it('Correct API Address… in Switch Application shows the current address, confirms the entered address, and returns to the list', async () => {
    await workbench.runCommand('Isogeo: Switch Application');
    await workbench.quickInput.shows('Choose the application to work with in this window');
    await workbench.quickInput.clickButton('Correct API Address…');
    await enterAddress(gateway.api, gateway.api);
    await workbench.notification(`now uses the API at ${gateway.api}`);
    await workbench.quickInput.shows('Choose the application to work with in this window');
    await workbench.quickInput.cancel();
    await workbench.quickInput.closed();
  });
});
