import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openDesk, type Desk } from '../desk/desk.ts';
import type { Workbench } from '../../tools/registry-vscode/index.ts';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';
import { runHttpFile, runPrograms } from '../unit/core/requests/languages/run.ts';
import { filesWith } from './leaks.ts';

/** One developer's session, from the sign-in to a running program; each test continues from the last. */
describe('Copying and writing requests', () => {
  let desk: Desk;
  let workbench: Workbench;
  let env: Readonly<Record<string, string>>;

  before(async () => {
    desk = await openDesk();
    workbench = desk.workbench;
  });

  after(() => desk.dispose());

  /** The next copied text. */
  async function copiedBy(act: () => Promise<unknown>): Promise<string> {
    await workbench.clearClipboard();
    await act();
    return eventually(async () => {
      const text = await workbench.clipboard();
      assert.notEqual(text, '');
      return text;
    });
  }

  it('Copy Request As… asks a signed-out user to sign in before it copies a command that contains the token', async () => {
    await workbench.runCommand('Isogeo: Copy Request As…');
    await workbench.quickInput.shows('Choose a request');
    await workbench.screenshot('60-documented-requests');
    await workbench.quickInput.pick('List the application’s shares');
    await workbench.quickInput.shows('Select the parameters to set');
    await workbench.quickInput.accept();
    await workbench.quickInput.shows('GET https://v1.api.isogeo.com/shares');
    // The second of that name contains the token itself.
    await workbench.quickInput.pick('cURL', 1);
    await workbench.quickInput.shows('Choose the credentials to sign in with');
    await workbench.quickInput.pick('client_secrets.json');
    const command = await eventually(async () => {
      const text = await workbench.clipboard();
      assert.match(text, /^curl .*\/shares'/);
      return text;
    });
    const [answer] = await runPrograms('curl', [command], {});
    assert.equal(answer?.status, 200);
    await workbench.clearNotifications();
  });

  it('New API Request File creates a file that httpYac runs unchanged', async () => {
    const [application] = desk.sandbox.applications;
    assert.ok(application);
    env = {
      ISOGEO_ACCESS_TOKEN: await copiedBy(() => workbench.runCommand('Isogeo: Copy Access Token')),
      ISOGEO_API_GROUP_CLIENT_ID: application.clientId,
      ISOGEO_API_GROUP_CLIENT_SECRET: application.clientSecret,
    };
    await workbench.runCommand('Isogeo: New API Request File');
    await workbench.page.locator('.view-line', { hasText: '### Search the metadata' }).click();
    await workbench.screenshot('61-request-file');
    const text = await copiedBy(async () => {
      await workbench.page.keyboard.press('Control+A');
      await workbench.page.keyboard.press('Control+C');
    });
    const file = join(desk.elsewhere, 'isogeo.http');
    writeFileSync(file, text);
    const answers = await runHttpFile(file, env);
    assert.deepEqual(
      answers.map(({ status }) => status),
      Array.from({ length: 10 }, () => 200),
    );
  });

  it('Copy Request As… copies the request under the cursor as Python', async () => {
    await workbench.page.locator('.view-line', { hasText: '/resources/search' }).click();
    await workbench.runCommand('Isogeo: Copy Request As…');
    await workbench.quickInput.shows('/resources/search?q=type:dataset&_limit=10');
    await workbench.screenshot('62-copy-request-as');
    const program = await copiedBy(() => workbench.quickInput.pick('Python'));
    assert.ok(!program.includes(env['ISOGEO_ACCESS_TOKEN'] ?? ''));
    const [answer] = await runPrograms('python', [program], env);
    assert.equal(answer?.status, 200);
    assert.match(answer.body, /"limit":10/);
  });

  it('Copy Request As… asks for the parameters of a documented request', async () => {
    await workbench.clearNotifications();
    await workbench.page.keyboard.press('Escape');
    await workbench.runCommand('View: Close Editor');
    await workbench.dialog.click("Don't Save");
    await workbench.runCommand('Isogeo: Copy Request As…');
    await workbench.quickInput.pick('Search the metadata');
    await workbench.quickInput.shows('Select the parameters to set');
    await workbench.quickInput.pick('q');
    await workbench.quickInput.pick('_limit');
    await workbench.screenshot('63-parameters');
    await workbench.quickInput.accept();
    await workbench.quickInput.shows('Words and filters');
    await workbench.quickInput.type(`l'eau "$HOME" & é`);
    await workbench.quickInput.accept();
    await workbench.quickInput.shows('Maximum number of results (0 to 100');
    await workbench.quickInput.type('1000');
    await workbench.quickInput.accept();
    await workbench.quickInput.shows('Enter a whole number from 0 to 100.');
    await workbench.screenshot('64-wrong-value');
    await workbench.quickInput.type('1');
    await workbench.quickInput.accept();
    const command = await copiedBy(() => workbench.quickInput.pick('cURL'));
    const [answer] = await runPrograms('curl', [command], env);
    assert.equal(answer?.status, 200);
    assert.match(answer.body, /"_terms":\["l'eau","\\"\$HOME\\"","&","é"\]/);
    await workbench.noNotification();
  });

  it('New API Request File creates a file that contains no secret when the user saves it and adds it to Git', async () => {
    const git = (...args: readonly string[]) =>
      execFileSync('git', args, { cwd: desk.workspace, encoding: 'utf8' });
    git('init', '--quiet');
    const path = join(desk.workspace, 'catalog.http');
    await workbench.runCommand('Isogeo: New API Request File');
    await workbench.page.locator('.view-line', { hasText: '### Search the metadata' }).click();
    await workbench.page.keyboard.press('Control+S');
    await workbench.quickInput.chooseFile(path);
    await eventually(() => {
      git('add', 'catalog.http');
      assert.match(git('show', ':catalog.http'), /Bearer \{\{\$processEnv ISOGEO_ACCESS_TOKEN\}\}/);
      return Promise.resolve();
    });
    const secrets = ['ISOGEO_ACCESS_TOKEN', 'ISOGEO_API_GROUP_CLIENT_SECRET'].map(
      (name) => env[name] ?? assert.fail(),
    );
    const found = filesWith(desk.workspace, secrets).map((file) => basename(file));
    // Finding the credentials file shows that the search works.
    assert.deepEqual(found, ['client_secrets.json']);
  });
});
