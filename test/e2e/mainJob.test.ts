import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { openDesk, type Desk } from '../desk/desk.ts';
import type { Workbench } from '../../tools/registry-vscode/index.ts';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';
import { filesWith } from './leaks.ts';

/** The sources that are offered before anything is saved. */
const sources = ['client_secrets.json', 'client_secrets.ini', 'Enter ID and secret…', 'Browse…'];

const googleFile = JSON.stringify({
  installed: {
    client_id: '1-a.apps.googleusercontent.com',
    auth_uri: 'https://accounts.google.com/o/oauth2/auth',
    token_uri: 'https://oauth2.googleapis.com/token',
    client_secret: 'a',
    redirect_uris: ['http://localhost'],
  },
});

/** One user's session, from the first start to signing out; each test continues from the last. */
describe('The main job, with a credentials file in the workspace', () => {
  let desk: Desk;
  let workbench: Workbench;
  /** Every token that was on the clipboard, for the final search. */
  const tokens: string[] = [];

  before(async () => {
    desk = await openDesk({ keybindings: { 'ctrl+f9': 'isogeo.copyAccessToken' } });
    workbench = desk.workbench;
    // Neither is offered: one only has a similar name, the other can't be read in time.
    await writeFile(join(desk.workspace, 'client_secrets_google.json'), googleFile);
    await promisify(execFile)('mkfifo', [join(desk.workspace, 'client_secrets_pipe.json')]);
  });

  after(() => desk.dispose());

  async function copyHeader(): Promise<string> {
    await workbench.runCommand('Isogeo: Copy Bearer Header');
    return eventually(async () => {
      const header = await workbench.clipboard();
      assert.match(header, /^Authorization: Bearer [\x21-\x7e]+$/);
      assert.ok(!tokens.includes(header.slice('Authorization: Bearer '.length)));
      tokens.push(header.slice('Authorization: Bearer '.length));
      return header;
    });
  }

  async function statusFor(header: string): Promise<number> {
    const authorization = header.slice('Authorization: '.length);
    const response = await fetch(`${desk.sandbox.origin}/shares`, { headers: { authorization } });
    return response.status;
  }

  it('the status bar invites a new user to sign in', async () => {
    await desk.itemShows(/^Isogeo: sign in$/);
    await workbench.screenshot('01-signed-out');
  });

  it('cancelling the list of credentials or the file dialog shows no message and requests no token', async () => {
    await desk.offeredCredentials();
    await workbench.quickInput.cancel();

    await workbench.runCommand('Isogeo: Load Credentials File…');
    await workbench.quickInput.shows('Load Isogeo Credentials');
    await workbench.quickInput.cancel();
    // The picker appears after any message of the cancelled commands.
    await desk.offeredCredentials();
    await workbench.noNotification();
    assert.equal(desk.sandbox.tokenRequests.length, 0);
  });

  it('Authenticate offers the credentials files of the workspace first, then the other sources', async () => {
    const labels = await desk.offeredCredentials();
    await workbench.screenshot('02-choose-credentials');
    assert.deepEqual(labels, sources);
    assert.deepEqual(await workbench.quickInput.descriptions(), [
      'group application · On premises',
      'group application · On premises',
      'Type or paste the values from Isogeo’s manager',
      'client_secrets.json, client_secrets.ini or .env',
    ]);
  });

  it('Authenticate signs in with a file from the file dialog, and shows the number of shares', async () => {
    await workbench.quickInput.pick('Browse…');
    await desk.chooseCredentials(join(desk.workspace, 'client_secrets.json'));
    const message = await workbench.notification('Signed in to Isogeo as');
    assert.match(message, /Sandbox catalog viewer/);
    assert.match(message, /It can read 2 shares/);
    assert.match(message, /valid for 5\d min/);
    await desk.itemShows(/^Isogeo 5\d min$/);
    await workbench.noNotification('Signed in to Isogeo as');
    await workbench.screenshot('03-signed-in');
  });

  it('screen readers read the token’s time left in words, and the status bar’s tooltip shows application, platform and expiry', async () => {
    const { ariaLabel } = await desk.itemShows(/^Isogeo/);
    assert.match(ariaLabel, /the token is valid for 5\d minutes/);
    const tooltip = await desk.itemTooltip();
    assert.match(tooltip, /Sandbox catalog viewer/);
    assert.match(tooltip, /group application · On premises/);
    assert.match(tooltip, /The token expires at/);
    await workbench.screenshot('04-tooltip');
  });

  it('Copy Bearer Header copies a header that the API accepts', async () => {
    assert.equal(await statusFor(await copyHeader()), 200);
    assert.equal(desk.sandbox.tokenRequests.length, 1);
  });

  it('a keyboard shortcut for Copy Access Token works right after a reload of the window, without another token request', async () => {
    await workbench.clearClipboard();
    await workbench.reload();
    await eventually(async () => {
      // The keyboard works only once VS Code is ready: the first press then finds a starting extension.
      if (!(await workbench.quickInput.isOpen())) await workbench.page.keyboard.press('Control+F9');
      assert.equal(await workbench.clipboard(), tokens.at(-1));
    }, 60_000);
    assert.equal(await workbench.quickInput.isOpen(), false);
    await desk.itemShows(/^Isogeo 5\d min$/);
    assert.equal(desk.sandbox.tokenRequests.length, 1);
  });

  it('a click on the status bar item opens Isogeo’s menu, which shows the application, the platform and the time left', async () => {
    await desk.clickItem();
    await workbench.quickInput.shows('Sandbox catalog viewer · On premises · 5');
    const labels = await workbench.quickInput.labels();
    assert.equal(labels[0], 'Copy Bearer Header');
    await workbench.screenshot('05-menu');
    await workbench.quickInput.pick('Show Application Details');
    await workbench.page.getByText('auth_mode').first().waitFor();
    await workbench.screenshot('06-application-details');
    await workbench.closeEditors();
  });

  it('the status bar shows the seconds left of a short-lived token and then “expired”, and the next copy renews the token', async () => {
    desk.sandbox.setLifetime(4);
    await workbench.runCommand('Isogeo: Renew Token');
    await desk.itemShows(/^Isogeo [0-3] s$/);
    await desk.itemShows(/^Isogeo: expired$/);
    await workbench.screenshot('08-expired');
    desk.sandbox.setLifetime(3599);
    const requests = desk.sandbox.tokenRequests.length;
    assert.equal(await statusFor(await copyHeader()), 200);
    assert.equal(desk.sandbox.tokenRequests.length, requests + 1);
    await desk.itemShows(/^Isogeo 5\d min$/);
  });

  it('Show Log opens the log, which contains a line about a renewed token', async () => {
    await workbench.runCommand('Isogeo: Show Log');
    await eventually(async () => {
      const text = await workbench.page.locator('.part.panel .view-lines').innerText();
      assert.match(text.replace(/\s+/g, ' '), /token renewed applicationId=/);
    });
    await workbench.screenshot('07-log');
    await workbench.runCommand('View: Hide Panel');
  });

  it('Load Credentials File… signs in with the credentials file whose path the user enters', async () => {
    await desk.loadCredentials(join(desk.workspace, 'client_secrets.ini'));
    await workbench.notification('Signed in to Isogeo as Sandbox catalog viewer');
    assert.equal(await statusFor(await copyHeader()), 200);
  });

  it('cancelling Sign Out keeps the user signed in with the same token', async () => {
    await workbench.runCommand('Isogeo: Sign Out');
    assert.match(await workbench.dialog.text(), /Sign out of Sandbox catalog viewer\?/);
    await workbench.screenshot('09-sign-out');
    await workbench.dialog.click('Cancel');
    const requests = desk.sandbox.tokenRequests.length;
    await workbench.clearClipboard();
    await workbench.runCommand('Isogeo: Copy Access Token');
    await eventually(async () => {
      assert.equal(await workbench.clipboard(), tokens.at(-1));
    });
    assert.equal(desk.sandbox.tokenRequests.length, requests);
  });

  it('Sign Out can keep the credentials for the next sign-in', async () => {
    await workbench.runCommand('Isogeo: Sign Out');
    await workbench.dialog.click('Sign Out');
    await desk.itemShows(/^Isogeo: sign in$/);

    assert.deepEqual(await desk.offeredCredentials(), [
      'Sandbox catalog viewer',
      'client_secrets.json',
      'client_secrets.ini',
      'Enter ID and secret…',
      'Browse…',
    ]);
    await workbench.quickInput.pick('Sandbox catalog viewer');
    await desk.itemShows(/^Isogeo 5\d min$/);
  });

  it('Sign Out can remove the saved credentials, even if the user has signed out before', async () => {
    await workbench.runCommand('Isogeo: Sign Out');
    await workbench.dialog.click('Sign Out');
    await desk.itemShows(/^Isogeo: sign in$/);
    await workbench.runCommand('Isogeo: Sign Out');
    await workbench.dialog.click('Sign Out and Remove Credentials');
    await eventually(async () => {
      assert.deepEqual(await desk.offeredCredentials(), sources);
    });
    await workbench.quickInput.cancel();
  });

  it('after Sign Out and Remove Credentials, Copy Bearer Header asks the user to sign in and then copies a new header', async () => {
    await desk.loadCredentials(join(desk.workspace, 'client_secrets.json'));
    await desk.itemShows(/^Isogeo 5\d min$/);
    await workbench.runCommand('Isogeo: Sign Out');
    await workbench.dialog.click('Sign Out and Remove Credentials');
    await desk.itemShows(/^Isogeo: sign in$/);

    await workbench.runCommand('Isogeo: Copy Bearer Header');
    await workbench.quickInput.shows('Choose the credentials to sign in with');
    assert.deepEqual(await workbench.quickInput.labels(), sources);
    await workbench.quickInput.pick('client_secrets.ini');
    await eventually(async () => {
      const header = await workbench.clipboard();
      assert.ok(!tokens.some((token) => header.includes(token)));
      assert.equal(await statusFor(header), 200);
    });
  });

  it('no file of VS Code contains the secret or a copied token, plain or encoded, after renewing, copying and signing out', () => {
    const secret = desk.sandbox.applications[0]?.clientSecret ?? '';
    assert.ok(secret !== '' && tokens.length > 2);
    assert.deepEqual(filesWith(workbench.userDataDir, [secret, ...tokens]), []);
    // The same search finds the credentials file, so it works.
    const found = filesWith(desk.workspace, [secret]);
    assert.equal(found.length, 1);
  });
});
