import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openDesk, type Desk } from '../../desk/desk.ts';
import type { Workbench } from '../../../tools/registry-vscode/index.ts';
import { eventually } from '../../../tools/registry-vscode/system/wait.ts';
import { tlsFront, type Front } from '../../certificates/front.ts';
import { issue, type Issued } from '../../certificates/make.ts';
import { toJson } from '../../sandbox/credentialsFiles.ts';

describe('A server with an untrusted certificate', () => {
  let desk: Desk;
  let workbench: Workbench;
  const fronts: Front[] = [];

  before(async () => {
    desk = await openDesk();
    workbench = desk.workbench;
  });

  after(async () => {
    for (const front of fronts) await front.stop();
    await desk.dispose();
  });

  beforeEach(() => workbench.clearNotifications());

  /** A server with that certificate, and credentials for it; returns its host. */
  async function serve(name: string, own: Issued): Promise<string> {
    const front = await tlsFront(desk.sandbox.origin, own);
    fronts.push(front);
    const [application] = desk.sandbox.applications;
    assert.ok(application);
    const host = `127.0.0.1:${front.port}`;
    writeFileSync(join(desk.elsewhere, name), toJson(`https://${host}`, application));
    return host;
  }

  /** Waits until a notification is fully visible, for the screenshot. */
  const faded = () => workbench.page.locator('.notification-fade-in-done').first().waitFor();

  it('the user can trust an untrusted certificate by its fingerprint, and revoke this trust', async () => {
    const own = await issue({ name: 'Geocatalogue of the town' });
    const host = await serve('self-signed.json', own);
    await desk.loadCredentials(join(desk.elsewhere, 'self-signed.json'));
    const message = await workbench.notification('is self-signed');
    assert.match(message, /Issued to Geocatalogue of the town by Geocatalogue of the town/);
    await faded();
    await workbench.screenshot('70-self-signed');
    assert.equal(desk.sandbox.tokenRequests.length, 0);

    await workbench.clickNotificationAction('Trust This Certificate…');
    const text = await workbench.dialog.text();
    assert.ok(text.includes(`Trust this certificate of ${host}?`), text);
    const hash = Buffer.from(await own.certificate.getThumbprint('SHA-256')).toString('hex');
    const fingerprint = hash.toUpperCase().replace(/..(?=.)/g, '$&:');
    assert.ok(text.includes(fingerprint), text);
    await workbench.screenshot('71-trust-certificate');
    await workbench.dialog.click('Always');
    await workbench.notification('Signed in to Isogeo as');
    await workbench.clearNotifications();
    const { length: signedIn } = desk.sandbox.tokenRequests;
    for (let renewal = 1; renewal <= 6; renewal += 1) {
      await workbench.runCommand('Isogeo: Renew Token');
      await eventually(() => {
        assert.equal(desk.sandbox.tokenRequests.length, signedIn + renewal);
        return Promise.resolve();
      });
    }
    await workbench.noNotification();

    await workbench.runCommand('Isogeo: Manage Trusted Certificates');
    await workbench.quickInput.shows('Manage Trusted Certificates');
    assert.ok((await workbench.quickInput.labels()).includes(host));
    await workbench.screenshot('72-manage-certificates');
    await workbench.quickInput.pick(host);
    await workbench.dialog.text();
    await workbench.screenshot('73-revoke-certificate');
    await workbench.dialog.click('Revoke');
    await eventually(async () => {
      assert.ok(!(await workbench.quickInput.labels()).includes(host));
    });
    await workbench.quickInput.cancel();
    await workbench.runCommand('Isogeo: Renew Token');
    await workbench.notification('is self-signed');
  });

  it('the user can’t trust a certificate that belongs to another host', async () => {
    const names = [{ type: 'dns', value: 'other.invalid' }] as const;
    const host = await serve('other-host.json', await issue({ name: 'Other', names }));
    await desk.loadCredentials(join(desk.elsewhere, 'other-host.json'));
    // The same client ID is saved with another port.
    await workbench.dialog.click('Trust and Continue');
    await workbench.notification('belongs to another server');
    await faded();
    await workbench.screenshot('74-wrong-host');
    const offered = await workbench.notificationActions('belongs to another server');
    assert.deepEqual(offered, ['Check Connection', 'Copy Hosts']);
    await workbench.clickNotificationAction('Copy Hosts');
    await eventually(async () => {
      assert.equal(await workbench.clipboard(), `${host}\n`);
    });
  });
});
