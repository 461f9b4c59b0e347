import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { openDesk, type Desk } from '../../desk/desk.ts';
import type { Workbench } from '../../../tools/registry-vscode/index.ts';
import { eventually } from '../../../tools/registry-vscode/system/wait.ts';

describe('A credentials file in a Git repository', () => {
  let desk: Desk;
  let workbench: Workbench;

  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: desk.workspace, encoding: 'utf8', stdio: 'pipe' });

  before(async () => {
    desk = await openDesk({ settings: { 'git.enabled': true } });
    workbench = desk.workbench;
    git('init', '--quiet');
    writeFileSync(join(desk.workspace, '.gitignore'), 'node_modules\r\n');
    git('add', 'client_secrets.ini');
    await workbench.reload();
    await desk.itemShows(/^Isogeo: sign in$/);
  });

  after(() => desk.dispose());

  beforeEach(() => workbench.clearNotifications());

  async function signInWith(file: string): Promise<void> {
    await workbench.runCommand('Isogeo: Authenticate');
    await workbench.quickInput.pick(file);
    await workbench.notification('Signed in to Isogeo as');
  }

  it('a credentials file in a Git repository is added to .gitignore on request, and isn’t changed', async () => {
    const file = join(desk.workspace, 'client_secrets.json');
    const content = readFileSync(file, 'utf8');
    await signInWith('client_secrets.json');
    await workbench.notification('client_secrets.json contains a secret and isn’t ignored by Git.');
    await workbench.screenshot('25-gitignore');
    await workbench.clickNotificationAction('Add to .gitignore');
    await eventually(async () => {
      const text = readFileSync(join(desk.workspace, '.gitignore'), 'utf8');
      assert.equal(text, 'node_modules\r\n/client_secrets.json\r\n');
      await Promise.resolve();
    });
    assert.equal(git('status', '--porcelain', 'client_secrets.json'), '');
    assert.equal(readFileSync(file, 'utf8'), content);
  });

  it('the message about a credentials file that Git tracks offers to copy the command that stops tracking the file', async () => {
    await signInWith('client_secrets.ini');
    await workbench.notification('client_secrets.ini contains a secret and is tracked by Git');
    await workbench.screenshot('26-tracked');
    await workbench.clickNotificationAction('Copy Command');
    await eventually(async () => {
      assert.equal(await workbench.clipboard(), 'git rm --cached client_secrets.ini');
    });
  });

  it('no message about Git appears for a credentials file after Don’t Ask Again, or if Git ignores the file', async () => {
    await signInWith('client_secrets.ini');
    await workbench.notification('is tracked by Git');
    await workbench.clickNotificationAction('Don’t Ask Again');
    for (const file of ['client_secrets.ini', 'client_secrets.json']) {
      await workbench.clearNotifications();
      await signInWith(file);
      await workbench.noNotification('Signed in to Isogeo as');
    }
  });
});
