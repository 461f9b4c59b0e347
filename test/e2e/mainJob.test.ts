import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openDesk, statusBarItemId, type Desk } from './desk.ts';
import { eventually, type Workbench } from './driver.ts';
import { filesWith, formsOf } from './leaks.ts';

/** One person's session, from the first look to signing out; each test goes on from the last. */
describe('A person with a credentials file in the workspace', () => {
  let desk: Desk;
  let workbench: Workbench;
  /** Every token that was on the clipboard, for the search at the end. */
  const tokens: string[] = [];

  before(async () => {
    desk = await openDesk();
    workbench = desk.workbench;
  });

  after(() => desk.dispose());

  async function chooseCredentials(path: string): Promise<void> {
    await workbench.quickInput.shows('Load Isogeo Credentials');
    await workbench.quickInput.chooseFile(path);
  }

  async function itemShows(text: RegExp): Promise<void> {
    await eventually(async () => {
      assert.match((await workbench.statusBarItem(statusBarItemId))?.text ?? '', text);
    });
  }

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

  it('is invited to sign in by the status bar', async () => {
    await itemShows(/^Isogeo: sign in$/);
    await workbench.screenshot('01-signed-out');
  });

  it('may cancel, which shows nothing', async () => {
    await workbench.runCommand('Isogeo: Authenticate');
    await workbench.quickInput.shows('Choose the credentials to sign in with');
    await workbench.quickInput.cancel();
    await workbench.quickInput.closed();
    assert.deepEqual(await workbench.notifications(), []);
    assert.equal(desk.sandbox.tokenRequests.length, 0);
  });

  it('is offered the files of the workspace first, then Browse…', async () => {
    await workbench.runCommand('Isogeo: Authenticate');
    await workbench.quickInput.shows('Choose the credentials to sign in with');
    await workbench.screenshot('02-choose-credentials');
    const labels = (await workbench.quickInput.items()).map(({ label }) => label);
    assert.deepEqual(labels, ['client_secrets.json', 'client_secrets.ini', 'Browse…']);
  });

  it('signs in with the file that was picked, and reads what feeds the application', async () => {
    await workbench.quickInput.pick('client_secrets.json');
    const message = await workbench.notification('Signed in to Isogeo as');
    assert.match(message, /Sandbox catalog viewer/);
    assert.match(message, /2 catalogs feed it/);
    assert.match(message, /valid for 59 min/);
    await itemShows(/^Isogeo 59 min$/);
    await workbench.screenshot('03-signed-in');
  });

  it('reads the state in words as well', async () => {
    const item = await workbench.statusBarItem(statusBarItemId);
    assert.match(item?.ariaLabel ?? '', /the token is valid for 59 minutes/);
    const tooltip = await workbench.statusBarTooltip(statusBarItemId);
    assert.match(tooltip, /Sandbox catalog viewer/);
    assert.match(tooltip, /group application · on premises/);
    assert.match(tooltip, /The token expires at/);
    await workbench.screenshot('04-tooltip');
  });

  it('copies a header that the API accepts', async () => {
    assert.equal(await statusFor(await copyHeader()), 200);
    assert.equal(desk.sandbox.tokenRequests.length, 1);
  });

  it('finds everything as it was after a reload, without asking again', async () => {
    await workbench.reload();
    await itemShows(/^Isogeo 5[89] min$/);
    const before = tokens.pop();
    await workbench.runCommand('Isogeo: Copy Access Token');
    await eventually(async () => {
      assert.equal(await workbench.clipboard(), before);
    });
    tokens.push(before ?? '');
    assert.equal(desk.sandbox.tokenRequests.length, 1);
  });

  it('opens a menu from the status bar, the state first', async () => {
    await workbench.clickStatusBarItem(statusBarItemId);
    await workbench.quickInput.shows('Sandbox catalog viewer · on premises · 5');
    const labels = (await workbench.quickInput.items()).map(({ label }) => label);
    assert.equal(labels[0], 'Copy Bearer Header');
    await workbench.screenshot('05-menu');
    await workbench.quickInput.pick('Show Application Details');
    await workbench.page.getByText('auth_mode').first().waitFor();
    await workbench.screenshot('06-application-details');
    await workbench.runCommand('View: Close All Editors');
  });

  it('sees a short token count down to its end, and copies a fresh one afterwards', async () => {
    desk.sandbox.setLifetime(4);
    await workbench.runCommand('Isogeo: Renew Token');
    await itemShows(/^Isogeo [0-3] s$/);
    await itemShows(/^Isogeo: expired$/);
    await workbench.screenshot('08-expired');
    desk.sandbox.setLifetime(3599);
    const requests = desk.sandbox.tokenRequests.length;
    assert.equal(await statusFor(await copyHeader()), 200);
    assert.equal(desk.sandbox.tokenRequests.length, requests + 1);
    await itemShows(/^Isogeo 59 min$/);
  });

  it('opens the log, which says what happened in plain lines', async () => {
    await workbench.runCommand('Isogeo: Show Log');
    await eventually(async () => {
      const text = await workbench.page.locator('.part.panel .view-lines').innerText();
      assert.match(text.replace(/\s+/g, ' '), /token renewed applicationId=/);
    });
    await workbench.screenshot('07-log');
    await workbench.runCommand('View: Hide Panel');
  });

  it('loads a file from anywhere by its path', async () => {
    await workbench.runCommand('Isogeo: Load Credentials File…');
    await chooseCredentials(join(desk.workspace, 'client_secrets.ini'));
    await workbench.notification('Signed in to Isogeo as Sandbox catalog viewer');
    assert.equal(await statusFor(await copyHeader()), 200);
  });

  it('leaves no secret behind in any file of VS Code, in no form', () => {
    const secret = desk.sandbox.applications[0]?.clientSecret ?? '';
    assert.ok(secret !== '' && tokens.length > 2);
    for (const needle of [secret, ...tokens].flatMap(formsOf)) {
      assert.deepEqual(filesWith(workbench.userDataDir, needle), []);
    }
    // The same search finds the credentials file itself, so it would have found more.
    const found = filesWith(desk.workspace, JSON.stringify(secret).slice(1, -1));
    assert.equal(found.length, 1);
  });

  it('signs out and keeps the credentials for the next time', async () => {
    await workbench.runCommand('Isogeo: Sign Out');
    assert.match(await workbench.dialog.text(), /Sign out of Sandbox catalog viewer\?/);
    await workbench.screenshot('09-sign-out');
    await workbench.dialog.click('Sign Out');
    await itemShows(/^Isogeo: sign in$/);

    await workbench.runCommand('Isogeo: Authenticate');
    await workbench.quickInput.shows('Choose the credentials to sign in with');
    await workbench.quickInput.pick('Sandbox catalog viewer');
    await itemShows(/^Isogeo 59 min$/);
  });

  it('signs out for good, and is asked to sign in by the next command that needs a token', async () => {
    await workbench.runCommand('Isogeo: Sign Out');
    await workbench.dialog.click('Sign Out and Forget Credentials');
    await itemShows(/^Isogeo: sign in$/);

    await workbench.runCommand('Isogeo: Copy Bearer Header');
    await workbench.quickInput.shows('Choose the credentials to sign in with');
    const labels = (await workbench.quickInput.items()).map(({ label }) => label);
    assert.deepEqual(labels, ['client_secrets.json', 'client_secrets.ini', 'Browse…']);
    await workbench.quickInput.pick('client_secrets.ini');
    await eventually(async () => {
      const header = await workbench.clipboard();
      assert.ok(!tokens.some((token) => header.includes(token)));
      assert.equal(await statusFor(header), 200);
    });
  });
});
