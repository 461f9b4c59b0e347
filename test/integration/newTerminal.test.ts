import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';
import { authenticate, authenticateExpired, startPlatform, type Platform } from './support.ts';

describe('New Terminal with Token', () => {
  let platform: Platform;

  beforeEach(async () => {
    platform = await startPlatform();
  });

  afterEach(async () => {
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await platform.dispose();
  });

  async function newTerminal(): Promise<vscode.Terminal> {
    const before = vscode.window.terminals;
    await vscode.commands.executeCommand('isogeo.newTerminal');
    const [opened] = vscode.window.terminals.filter((each) => !before.includes(each));
    assert.ok(opened, 'a terminal opens');
    return opened;
  }

  /** The environment of its shell, as lines up to the last variable. */
  async function shellOf(terminal: vscode.Terminal): Promise<Readonly<Record<string, string>>> {
    const file = join(platform.folder, 'variables');
    terminal.sendText(
      `env | grep -E '^ISOGEO_(ACCESS|API|TOKEN)_' > '${file}'; echo end >> '${file}'`,
    );
    return eventually(async () => {
      const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
      assert.equal(lines.pop(), 'end');
      return Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      );
    });
  }

  it('New Terminal with Token gives the shell a valid token, the token’s expiry and the platform’s API address', async () => {
    const { expiresAt } = await authenticate(platform.files.json);
    const shell = await shellOf(await newTerminal());
    assert.equal(shell['ISOGEO_API_URL'], platform.sandbox.origin);
    assert.equal(shell['ISOGEO_TOKEN_EXPIRES_AT'], expiresAt);
    const response = await fetch(`${shell['ISOGEO_API_URL']}/shares`, {
      headers: { authorization: `Bearer ${shell['ISOGEO_ACCESS_TOKEN']}` },
    });
    assert.equal(response.status, 200);
  });

  it('New Terminal with Token renews an expired token first', async () => {
    await authenticateExpired(platform);
    const { creationOptions } = await newTerminal();
    const { env } = creationOptions as vscode.TerminalOptions;
    assert.equal(platform.sandbox.tokenRequests.length, 2);
    assert.equal(env?.['ISOGEO_ACCESS_TOKEN'], platform.sandbox.issued.at(-1));
  });

  it('New Terminal with Token opens a terminal that has the expiry in its name and that VS Code doesn’t restore', async () => {
    const { expiresAt } = await authenticate(platform.files.json);
    const { name, creationOptions } = await newTerminal();
    const end = new Date(expiresAt ?? '').toLocaleTimeString('en', { timeStyle: 'short' });
    // The application's name follows if several applications are saved.
    const [until = ''] = name.split(' · ');
    assert.ok(until.startsWith('Isogeo until '), until);
    // In the hour before midnight, the date comes before the time.
    assert.ok(until.endsWith(` ${end}`), until);
    assert.equal((creationOptions as vscode.TerminalOptions).isTransient, true);
  });

  it('New Terminal with Token opens no terminal if the token has expired and the renewal fails with a server error', async () => {
    await authenticateExpired(platform);
    platform.sandbox.failNext('token', { status: 503 }, 3);
    const before = vscode.window.terminals.length;
    await vscode.commands.executeCommand('isogeo.newTerminal');
    assert.equal(vscode.window.terminals.length, before);
  });

  it('New Terminal with Token doesn’t set its variables in other terminals', async () => {
    await authenticate(platform.files.json);
    await newTerminal();
    const other = vscode.window.createTerminal();
    assert.deepEqual(await shellOf(other), {});
  });
});
