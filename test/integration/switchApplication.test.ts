import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { authenticate, copied, startPlatform, type Platform } from './support.ts';

describe('Switch Application', () => {
  let here: Platform;
  let there: Platform;

  before(async () => {
    here = await startPlatform();
    there = await startPlatform();
  });

  after(async () => {
    await here.dispose();
    await there.dispose();
  });

  afterEach(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('puts the active one first', async () => {
    await authenticate(here.files.json);
    await authenticate(there.files.json);
    await choose(0);
    assert.ok((await details()).includes(there.sandbox.origin));
  });

  it('makes another one active', async () => {
    await authenticate(here.files.json);
    await authenticate(there.files.json);
    await choose(1);
    assert.ok(!(await details()).includes(there.sandbox.origin));
  });

  it('changes nothing where it is cancelled', async () => {
    const before = await copied('isogeo.copyAccessToken');
    const command = vscode.commands.executeCommand('isogeo.switchApplication');
    await pause();
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await command;
    assert.equal(await copied('isogeo.copyAccessToken'), before);
  });
});

/** Which application is active: one that another suite has left behind, it may be. */
async function details(): Promise<string> {
  await vscode.commands.executeCommand('isogeo.showApplication');
  return vscode.window.activeTextEditor?.document.getText() ?? '';
}

/** Goes down so many lines of the list and takes the one there. */
async function choose(steps: number): Promise<void> {
  const command = vscode.commands.executeCommand('isogeo.switchApplication');
  await pause();
  for (let step = 0; step < steps; step += 1) {
    await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
  }
  await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  await command;
}

/** No event tells an extension that the list of another one is on the screen. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500));
}
