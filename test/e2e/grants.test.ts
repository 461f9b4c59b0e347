import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { openDesk, type Desk } from '../desk/desk.ts';
import { freePort } from '../freePort.ts';
import type { Workbench } from '../../tools/registry-vscode/index.ts';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';
import { publicApplication, userApplication } from '../sandbox/applications.ts';
import { writeCredentialsFiles } from '../sandbox/credentialsFiles.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';

describe('Signing in through the browser', () => {
  let desk: Desk;
  let workbench: Workbench;
  let platform: Sandbox;
  /** Credentials files by kind. */
  const files = { user: '', pasted: '', public: '', handled: '' };
  const inWorkspace = 'client_secrets.json';

  before(async () => {
    desk = await openDesk({ withClient: true });
    workbench = desk.workbench;
    const callback = `http://localhost:${await freePort()}/callback`;
    const user = userApplication({ name: 'Field survey', redirectUris: [callback] });
    const pasted = userApplication({
      name: 'Night batch',
      redirectUris: ['urn:ietf:wg:oauth:2.0:oob'],
    });
    const open = publicApplication({
      name: 'Public map',
      redirectUris: [`http://localhost:${await freePort()}/map`],
    });
    const handled = userApplication({
      name: 'Way back',
      redirectUris: ['code-oss://isogeo.isogeo-api/callback'],
    });
    platform = await startSandbox({ applications: [user, pasted, open, handled] });
    const write = async (application: typeof user, stem: string) =>
      (await writeCredentialsFiles(join(desk.elsewhere, stem), platform, application)).json;
    files.user = await write(user, 'user');
    files.pasted = await write(pasted, 'pasted');
    files.public = await write(open, 'public');
    files.handled = await write(handled, 'handled');
    await copyFile(files.user, join(desk.workspace, inWorkspace));
  });

  after(async () => {
    await platform.stop();
    await desk.dispose();
  });

  beforeEach(() => workbench.clearNotifications());

  /**
   * Loads a file, and returns the browser tab that VS Code opens for it. The VS Code under test treats a
   * loopback address as its own machine's, and puts its proxy in front.
   */
  async function browserFor(
    file: string,
    load = (path: string) => desk.loadCredentials(path),
  ): Promise<Page> {
    const opened = workbench.page.context().waitForEvent('page');
    await load(file);
    const tab = await opened;
    await tab.goto(tab.url().replace(/^(http:\/\/127\.0\.0\.1):\d+\/proxy\/(\d+)/, '$1:$2'));
    await tab.getByRole('button', { name: 'Allow' }).waitFor();
    return tab;
  }

  /** Opens no quick input, so that a waiting one continues. */
  async function loadFromExplorer(name: string): Promise<void> {
    const { page } = workbench;
    await page.locator('.explorer-folders-view').getByText(name).click({ button: 'right' });
    // As long as a user presses: a new menu ignores shorter clicks.
    const press = { delay: 300 };
    await page.locator('.monaco-menu').getByText('Isogeo', { exact: true }).hover();
    const item = page.locator('.monaco-submenu').getByText('Load Credentials File…');
    await item.click(press);
  }

  /** Sends one answer to the extension's URI handler, as the workbench's own web page does. */
  async function handlerAddress(): Promise<string> {
    await workbench.clearClipboard();
    await workbench.runCommand('Session Client: Copy Handler Address');
    return eventually(async () => {
      const address = await workbench.clipboard();
      assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/.*vscode-authority=isogeo\.isogeo-api/);
      return address;
    });
  }

  async function handOn(address: string, parameters: string): Promise<void> {
    const tab = await workbench.page.context().newPage();
    await tab.goto(`${address}&${parameters}`);
    await tab.close();
  }

  function exchangedCodes(): number {
    return platform.tokenRequests.filter(({ grant }) => grant === 'authorization_code').length;
  }

  async function copiedHeaderWorks(): Promise<void> {
    await workbench.clearClipboard();
    await workbench.runCommand('Isogeo: Copy Bearer Header');
    await eventually(async () => {
      const header = await workbench.clipboard();
      assert.match(header, /^Authorization: Bearer [\x21-\x7e]+$/);
      const response = await fetch(`${platform.origin}/account`, {
        headers: { authorization: header.slice('Authorization: '.length) },
      });
      assert.equal(response.status, 200);
    });
  }

  it('a user application signs in through the extension’s local server, which receives the redirect from the browser', async () => {
    const tab = await browserFor(files.user);
    await workbench.quickInput.shows('Sign in to Isogeo in the browser');
    await workbench.screenshot('20-waiting-for-browser');
    await tab.getByRole('button', { name: 'Allow' }).click();
    await tab.getByText('You can close this tab and go back to VS Code.').waitFor();
    await tab.close();
    await workbench.notification('Signed in to Isogeo as Field survey');
    await desk.itemShows(/^Isogeo 5\d min$/);
    assert.equal(platform.authorizationRequests.at(-1)?.pkce, true);
    await copiedHeaderWorks();
  });

  it('a user application renews its token with the refresh token, without the browser', async () => {
    await workbench.runCommand('Isogeo: Renew Token');
    await eventually(() => {
      assert.equal(platform.tokenRequests.at(-1)?.grant, 'refresh_token');
      assert.equal(platform.tokenRequests.at(-1)?.status, 200);
      return Promise.resolve();
    });
    await copiedHeaderWorks();
  });

  it('a user of an application with the redirect URI urn:ietf:wg:oauth:2.0:oob signs in by pasting the code that the browser shows', async () => {
    const tab = await browserFor(files.pasted);
    await tab.getByRole('button', { name: 'Allow' }).click();
    const code = await tab.locator('#code').innerText();
    await tab.close();
    await workbench.quickInput.shows('Paste the code that the browser shows');
    await workbench.quickInput.type(code);
    await workbench.quickInput.accept();
    await workbench.notification('Signed in to Isogeo as Night batch');
    await copiedHeaderWorks();
  });

  it('a public application gets its token from the fragment of the redirect address', async () => {
    const tab = await browserFor(files.public);
    await tab.getByRole('button', { name: 'Allow' }).click();
    await tab.getByText('You can close this tab and go back to VS Code.').waitFor();
    assert.ok(!tab.url().includes('access_token'));
    await tab.close();
    await workbench.notification('Signed in to Isogeo as Public map');
    await copiedHeaderWorks();
  });

  it('a user can switch between three saved applications', async () => {
    for (const name of ['Night batch', 'Public map', 'Field survey']) {
      await workbench.runCommand('Isogeo: Switch Application');
      await workbench.quickInput.shows('Choose the application to work with in this window');
      await workbench.quickInput.pick(name);
      await workbench.quickInput.closed();
      await eventually(async () => {
        assert.match(await desk.itemTooltip(), new RegExp(name));
      });
      await copiedHeaderWorks();
    }
  });

  it('a user application signs in through VS Code’s URI handler, and a redirect with another state is ignored', async () => {
    const [foreign, own] = [await handlerAddress(), await handlerAddress()];
    const codes = exchangedCodes();
    const tab = await browserFor(files.handled);
    await workbench.quickInput.shows('Waiting for the browser. You can also paste');
    const redirected = tab.waitForResponse((response) => response.status() === 303);
    await tab.getByRole('button', { name: 'Allow' }).click();
    const location = (await (await redirected).headerValue('location')) ?? '';
    assert.match(location, /^code-oss:\/\/isogeo\.isogeo-api\/callback\?/);
    await tab.close();

    await handOn(foreign, 'code=abc&state=of-another-sign-in');
    await handOn(own, location.slice(location.indexOf('?') + 1));
    await workbench.notification('Signed in to Isogeo as Way back');
    assert.equal(exchangedCodes(), codes + 1);
    await copiedHeaderWorks();
  });

  it('a second sign-in with the same redirect address cancels the first one, whose later redirect is refused', async () => {
    await workbench.runCommand('View: Show Explorer');
    const codes = exchangedCodes();
    const first = await browserFor(inWorkspace, loadFromExplorer);
    const second = await browserFor(inWorkspace, loadFromExplorer);
    await workbench.quickInput.shows('Waiting for the browser.');
    for (const [tab, says] of [
      [first, 'This page isn’t part of the current sign-in'],
      [second, 'VS Code received the answer'],
    ] as const) {
      assert.equal(exchangedCodes(), codes);
      await tab.getByRole('button', { name: 'Allow' }).click();
      await tab.getByText(says).waitFor();
      await tab.close();
    }
    await workbench.notification('Signed in to Isogeo as Field survey');
    assert.equal(exchangedCodes(), codes + 1);
    await workbench.noNotification('Signed in to Isogeo as Field survey');
    await copiedHeaderWorks();
  });

  it('a sign-in that the user denies in the browser is reported, and the saved data are kept', async () => {
    const tab = await browserFor(files.user);
    await tab.getByRole('button', { name: 'Deny' }).click();
    await workbench.notification('Access was denied by');
    await tab.close();
    await copiedHeaderWorks();
  });

  it('an address of another sign-in that the user pastes is refused in the input box, and Escape then ends the sign-in without a message', async () => {
    const tab = await browserFor(files.pasted);
    await tab.close();
    await workbench.quickInput.shows('Paste the code that the browser shows');
    await workbench.quickInput.type('?code=abc&state=of-another-sign-in');
    await workbench.quickInput.accept();
    await workbench.quickInput.shows(
      'This address is from another sign-in attempt. Paste the last address that the browser shows.',
    );
    await workbench.screenshot('21-other-sign-in');
    await workbench.quickInput.cancel();
    await workbench.quickInput.closed();
    await desk.itemShows(/^Isogeo 5\d min$/);
    await workbench.noNotification();
  });
});
