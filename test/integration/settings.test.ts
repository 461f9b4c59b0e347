import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';
import { Clipboard } from '../../src/vscode/host/clipboard.ts';
import { ManualClock, ManualTimer } from '../unit/session/fakes.ts';
import {
  authenticate,
  contextInMemory,
  copied,
  startPlatform,
  startSilentServer,
  type Platform,
} from './support.ts';

async function set(name: string, value: unknown): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('isogeo');
  await configuration.update(name, value, vscode.ConfigurationTarget.Global);
}

async function clipboardEmpties(): Promise<void> {
  await eventually(async () => {
    assert.equal(await vscode.env.clipboard.readText(), '');
  });
}

describe('the setting isogeo.clipboard.clearSeconds', () => {
  let platform: Platform;

  before(async () => {
    platform = await startPlatform();
    await authenticate(platform.files.json);
  });

  after(async () => {
    await set('clipboard.clearSeconds', undefined);
    await platform.dispose();
  });

  it('isogeo.clipboard.clearSeconds clears a copied secret after the given time', async () => {
    await set('clipboard.clearSeconds', 1);
    assert.notEqual(await copied('isogeo.copyBearerHeader'), '');
    await clipboardEmpties();
  });

  it('isogeo.clipboard.clearSeconds counts the seconds from the last copied secret', async () => {
    const clock = new ManualClock();
    const timer = new ManualTimer(clock);
    const clipboard = new Clipboard(clock, timer, contextInMemory().globalState);
    await set('clipboard.clearSeconds', 1);
    await clipboard.copySecret('first', 'Copied');
    await set('clipboard.clearSeconds', 3);
    clock.advance(500);
    await clipboard.copySecret('second', 'Copied');
    const clearsAt = clock.now() + 3000;
    assert.deepEqual(timer.pending, [clearsAt]);
    assert.equal(await vscode.env.clipboard.readText(), 'second');
    await timer.advanceTo(clearsAt);
    await clipboardEmpties();
  });
});

describe('the setting isogeo.network.timeoutSeconds', () => {
  afterEach(() => set('network.timeoutSeconds', undefined));

  it('isogeo.network.timeoutSeconds stops a request that isn’t answered', async () => {
    const [platform, silent] = await Promise.all([startPlatform(), startSilentServer()]);
    try {
      await set('network.timeoutSeconds', 1);
      const file = await platform.writeFor(`http://127.0.0.1:${silent.port}/oauth/token`);
      const answer = await authenticate(file);
      assert.equal(answer.reason, 'timed-out', answer.message);
      assert.match(answer.message ?? '', /within 1 s/);
      // One connection for the token request, one opened ahead for the API on the same server.
      assert.equal(silent.connections(), 2);
    } finally {
      await silent.stop();
      await platform.dispose();
    }
  });
});
