import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openDesk, type Desk } from '../desk/desk.ts';
import type { Workbench } from '../../tools/registry-vscode/index.ts';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';

/** One file, written by keyboard; each test continues from the last. */
describe('Writing a request file', () => {
  let desk: Desk;
  let workbench: Workbench;

  before(async () => {
    desk = await openDesk({ withClient: true });
    workbench = desk.workbench;
    const { origin } = desk.sandbox;
    writeFileSync(
      join(desk.workspace, 'requests.http'),
      `@api = ${origin}\n\n### Of production\nGET https://v1.api.isogeo.com/about\n\n### All that is shared\nGET {{api}}/shares\n\n### The rest\nGET {{api}}`,
    );
    await workbench.page.keyboard.press('Control+P');
    await workbench.quickInput.type('requests.http');
    await workbench.quickInput.pick('requests.http');
    // Without an application, requests go to production.
    await shows('.codelens-decoration', 'Isogeo: sign in');
  });

  after(() => desk.dispose());

  /** Waits until some part of the window shows the text. */
  async function shows(part: string, text: string): Promise<void> {
    await workbench.page
      .locator(part)
      .filter({ hasText: text.replaceAll(' ', '\u00a0') })
      .or(workbench.page.locator(part).filter({ hasText: text }))
      .first()
      .waitFor({ timeout: 20_000 });
  }

  async function press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await workbench.page.keyboard.press(key);
  }

  it('after a sign-in, a request file shows the token’s time left above a request, and a CodeLens there copies the request as cURL', async () => {
    await desk.offeredCredentials();
    await workbench.quickInput.pick('client_secrets.json');
    await desk.itemShows(/59 min/);
    await workbench.clearNotifications();
    await shows('.codelens-decoration', 'Isogeo: 59 min left');
    await workbench.screenshot('65-codelens');
    await workbench.clearClipboard();
    await press('Control+G');
    await workbench.quickInput.type(':7');
    await workbench.quickInput.accept();
    await workbench.runCommand('Show CodeLens Commands for Current Line');
    await workbench.quickInput.pick('Copy as cURL');
    await eventually(async () => {
      const text = await workbench.clipboard();
      assert.equal(text, `curl '${desk.sandbox.origin}/shares'`);
    });
  });

  it('a request file gets completions for the route, the parameter, its value and the Authorization header', async () => {
    const suggestion = (text: string) => shows('.suggest-widget .monaco-list-row', text);
    await workbench.page.locator('.view-line', { hasText: 'The rest' }).click();
    await press('Control+End');
    await workbench.page.keyboard.type('/');
    await suggestion('Search the metadata');
    await workbench.screenshot('66-completion-routes');
    await press('Enter');
    await workbench.page.keyboard.type('?');
    await suggestion('Words and filters');
    await workbench.page.keyboard.type('ob');
    await suggestion('Sort by');
    await workbench.screenshot('67-completion-parameters');
    await press('Enter');
    await suggestion('relevance');
    await workbench.screenshot('68-completion-values');
    await press('Enter', 'End', 'Enter');
    await workbench.page.keyboard.type('Au');
    await suggestion('Authorization');
    await workbench.screenshot('69-completion-header');
    await press('Enter');
    await shows('.view-line', '/resources/search?ob=relevance');
    await shows('.view-line', 'Authorization: Bearer {{$processEnv ISOGEO_ACCESS_TOKEN}}');
    await workbench.notification('ISOGEO_ACCESS_TOKEN has a value only in');
    await workbench.clearNotifications();
  });

  it('the hover over a route in a request file explains the route', async () => {
    await press('ArrowUp', 'Home', ...Array.from({ length: 18 }, () => 'ArrowRight'));
    await workbench.runCommand('Show or Focus Hover');
    await shows('.monaco-hover', 'Search the metadata');
    await workbench.screenshot('70-hover-route');
    await press('Escape');
  });

  it('a token in plain text in a request file gets a warning, and a quick fix replaces the token with ISOGEO_ACCESS_TOKEN', async () => {
    await workbench.runCommand('Isogeo: Copy Access Token');
    await eventually(async () => {
      assert.match(await workbench.clipboard(), /^\S{20,}$/);
    });
    const token = await workbench.clipboard();
    await press('Control+End', 'Shift+Home', 'Delete');
    await workbench.page.keyboard.type('Authorization: Bearer ');
    await workbench.page.keyboard.insertText(token);
    await press('Escape', 'ArrowLeft');
    await workbench.page.locator('.squiggly-warning').first().waitFor();
    await workbench.runCommand('Show or Focus Hover');
    await shows('.monaco-hover', 'is in plain text');
    await workbench.screenshot('71-hover-token');
    await press('Escape', 'Escape', 'Control+.');
    await shows('.action-widget', 'Replace the token with ISOGEO_ACCESS_TOKEN');
    await workbench.screenshot('72-quick-fix');
    await press('Enter');
    await shows('.view-line', 'Authorization: Bearer {{$processEnv ISOGEO_ACCESS_TOKEN}}');
    await eventually(async () => {
      const text = await workbench.page.locator('.view-lines').first().innerText();
      assert.ok(!text.includes(token));
    });
  });

  it('an agent’s tool call asks the user before it reads the catalog, and shows the request', async () => {
    await workbench.runCommand('Session Client: Search the Catalog');
    const question = await workbench.dialog.text();
    assert.match(question, /Search the Isogeo catalogs\?/);
    assert.match(question, /\/resources\/search\?q=eau&_limit=1/);
    await workbench.screenshot('73-agent-asks');
    await press('Enter');
    await shows('.statusbar-item', 'client 1: {"total":');
    await workbench.noNotification();
  });
});
