import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openDesk, type Desk } from '../desk/desk.ts';
import { freePort } from '../freePort.ts';
import type { Workbench } from '../../tools/registry-vscode/index.ts';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';
import { toJson } from '../sandbox/credentialsFiles.ts';
import { startSandbox } from '../sandbox/sandbox.ts';

const filesAlone = ['client_secrets.json', 'client_secrets.ini', 'Enter ID and secret…', 'Browse…'];

function credentialsFor(tokenUri: string, secret = 'a-secret-that-goes-nowhere'): string {
  return JSON.stringify({
    web: { client_id: 'catalog-tools', client_secret: secret, token_uri: tokenUri },
  });
}

describe('Failures', () => {
  let desk: Desk;
  let workbench: Workbench;

  before(async () => {
    desk = await openDesk();
    workbench = desk.workbench;
  });

  after(() => desk.dispose());

  beforeEach(() => workbench.clearNotifications());

  async function load(name: string, content?: string): Promise<void> {
    const path = join(desk.elsewhere, name);
    if (content !== undefined) writeFileSync(path, content);
    await desk.loadCredentials(path);
  }

  /** The lines that Authenticate offers; its picker is closed again. */
  async function offered(): Promise<readonly string[]> {
    const labels = await desk.offeredCredentials();
    await workbench.quickInput.cancel();
    return labels;
  }

  it('the message about a file without client_secret names the key and its place, and Open File opens the file there', async () => {
    await load('incomplete.json', '{\n  "web": {\n    "client_id": "catalog-tools"\n  }\n}\n');
    const message = await workbench.notification('client_secret');
    assert.match(message, /incomplete\.json, line 2, column 10: web\.client_secret is missing\./);
    assert.doesNotMatch(message, /saved credentials/, 'nothing is saved yet');
    await workbench.screenshot('10-incomplete-file');
    await workbench.clickNotificationAction('Open File');
    await workbench.page.getByText('Ln 2, Col 10').waitFor();
  });

  it('a client ID and secret are not saved if the API refuses their token', async () => {
    desk.sandbox.failNext('api', { status: 401, body: '{"error":"invalid_token"}' });
    await desk.loadCredentials(join(desk.workspace, 'client_secrets.json'));
    await workbench.notification('didn’t accept the new token');
    assert.deepEqual(await offered(), filesAlone);
    await desk.itemShows(/^Isogeo: sign in$/);
  });

  it('a wrong client ID and secret are reported and not saved', async () => {
    await load('wrong.json', credentialsFor(`${desk.sandbox.origin}/oauth/token`));
    await workbench.notification('doesn’t accept this client ID and secret');
    await workbench.screenshot('11-wrong-pair');
    assert.deepEqual(await offered(), filesAlone);
  });

  it('the message about a wrong client ID and secret lets the user choose another credentials file and sign in', async () => {
    await load('wrong.json');
    await workbench.notification('doesn’t accept this client ID and secret');
    await desk.itemShows(/^Isogeo: sign in$/);
    await workbench.clickNotificationAction('Choose Another File…');
    await desk.chooseCredentials(join(desk.workspace, 'client_secrets.json'));
    await workbench.notification('Signed in to Isogeo as');
    await desk.itemShows(/^Isogeo 5\d min$/);
  });

  it('a server that is down is reported, the saved data are kept, and Try Again repeats the sign-in', async () => {
    const { applications } = desk.sandbox;
    const [application] = applications;
    assert.ok(application);
    const port = await freePort();
    await load('down.json', toJson(`http://127.0.0.1:${port}`, application));
    // The same client ID is saved with another port.
    assert.match(
      await workbench.dialog.text(),
      new RegExp(`sent to http://127\\.0\\.0\\.1:${port}\\.`),
    );
    await workbench.dialog.click('Trust and Continue');
    const message = await workbench.notification('can’t be reached');
    assert.match(
      message,
      new RegExp(`127\\.0\\.0\\.1:${port} can’t be reached \\(ECONNREFUSED\\)`),
    );
    await workbench.screenshot('12-server-down');
    await desk.itemShows(/^Isogeo 5\d min$/);

    const revived = await startSandbox({ port, applications });
    try {
      await workbench.clickNotificationAction('Try Again');
      await workbench.notification('Signed in to Isogeo as');
      assert.equal(revived.tokenRequests.length, 1);
    } finally {
      await revived.stop();
    }
  });

  it('a sign-in shows progress, and cancelling the sign-in saves and shows nothing', async () => {
    const before = await offered();
    const silent = createServer(() => undefined);
    const { port } = await listen(silent);
    try {
      const asked = new Promise((resolve) => silent.once('request', resolve));
      await load('silent.json', credentialsFor(`http://127.0.0.1:${port}/oauth/token`));
      await asked;
      await workbench.notification('Isogeo: requesting a token…');
      await workbench.screenshot('13-progress');
      await workbench.clickNotificationAction('Cancel');
      await desk.itemShows(/^Isogeo 5\d min$/);
      // The picker appears after any message of the cancelled command.
      assert.deepEqual(await offered(), before);
      await workbench.noNotification();
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });

  it('a sign-in with a server outside isogeo.com asks before it sends the secret, and ends without a message if the user cancels', async () => {
    await load('foreign.json', credentialsFor('https://id.isogéo.invalid/oauth/token'));
    const text = await workbench.dialog.text();
    assert.match(text, /Send this secret outside isogeo\.com\?/);
    assert.match(text, /https:\/\/id\.xn--isogo-esa\.invalid/);
    await workbench.screenshot('14-foreign-origin');
    await workbench.dialog.click('Cancel');
    // The picker appears after any message of the cancelled command.
    await offered();
    await workbench.noNotification();

    await load('foreign.json');
    await workbench.dialog.click('Trust and Continue');
    const message = await workbench.notification('id.xn--isogo-esa.invalid');
    assert.match(message, /unreachable|can’t be reached/);
  });

  it('the status bar shows “credentials rejected” after the platform has refused the saved secret', async () => {
    await loadExpired(desk);
    const [application] = desk.sandbox.applications;
    desk.sandbox.rotateSecret(application?.clientId ?? '');
    await workbench.runCommand('Isogeo: Copy Bearer Header');
    await workbench.notification('Your saved credentials haven’t changed.');
    const { kind } = await desk.itemShows(/^Isogeo: credentials rejected$/);
    assert.equal(kind, 'error');
    await workbench.screenshot('15-rejected');
  });
});

describe('Manual renewal', () => {
  let desk: Desk;

  before(async () => {
    desk = await openDesk({ settings: { 'isogeo.token.renewal': 'manual' } });
  });

  after(() => desk.dispose());

  it('Copy Bearer Header asks the user before it renews an expired token if renewal is manual', async () => {
    const { workbench, sandbox } = desk;
    await loadExpired(desk);
    const { kind } = await desk.itemShows(/^Isogeo: expired$/);
    assert.equal(kind, 'warning');
    const requests = sandbox.tokenRequests.length;
    await workbench.clearClipboard();
    await workbench.runCommand('Isogeo: Copy Bearer Header');
    await workbench.notification('automatic renewal is off');
    await workbench.screenshot('17-manual-renewal');
    assert.equal(sandbox.tokenRequests.length, requests);
    assert.equal(await workbench.clipboard(), '');

    await workbench.clickNotificationAction('Renew Token');
    await eventually(async () => {
      assert.match(await workbench.clipboard(), /^Authorization: Bearer /);
    });
    assert.equal(sandbox.tokenRequests.length, requests + 1);
    await desk.itemShows(/^Isogeo 5\d min$/);
  });
});

describe('Untrusted workspace', () => {
  let desk: Desk;

  before(async () => {
    desk = await openDesk({
      workspaceTrust: true,
      settings: { 'security.workspace.trust.startupPrompt': 'never' },
    });
  });

  after(() => desk.dispose());

  it('fault 39: in an untrusted workspace, no credentials file is read before the user allows it', async () => {
    const { workbench, sandbox } = desk;
    await workbench.runCommand('Isogeo: Authenticate');
    await workbench.quickInput.pick('client_secrets.json');
    assert.match(await workbench.dialog.text(), /in an untrusted workspace/);
    await workbench.screenshot('16-untrusted');
    await workbench.dialog.click('Cancel');

    assert.ok((await desk.offeredCredentials()).includes('client_secrets.json'));
    // Only a read file shows the kind of its application.
    const offered = await workbench.page.locator('.quick-input-list').innerText();
    assert.ok(!offered.includes('group application'), offered);
    assert.equal(sandbox.tokenRequests.length, 0);
    await workbench.quickInput.pick('client_secrets.json');
    await workbench.dialog.click('Read the File');
    await workbench.notification('Signed in to Isogeo as');
  });
});

/** Signs in with a token that is expired on arrival. */
async function loadExpired({ sandbox, ...desk }: Desk): Promise<void> {
  sandbox.setLifetime(0);
  sandbox.failNext('api', { status: 200, body: '[]' });
  await desk.loadCredentials(join(desk.workspace, 'client_secrets.json'));
  await desk.itemShows(/^Isogeo: expired$/);
  sandbox.setLifetime(3599);
}

function listen(server: Server): Promise<AddressInfo> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(server.address() as AddressInfo);
    });
  });
}
