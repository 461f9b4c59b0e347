import { shown } from '../faults/support/vscode.ts';
import '../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { globalAgent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type * as vscode from 'vscode';
import { memento } from '../faults/support/memento.ts';
import { FakeSecrets } from '../faults/support/secrets.ts';
import { eventually } from '../../tools/registry-vscode/system/wait.ts';
import { writeCredentialsFiles } from '../sandbox/credentialsFiles.ts';
import { startSandbox, type Sandbox } from '../sandbox/sandbox.ts';

const { activate, deactivate } = await import('../../src/extension.ts');

function requestFile(origin: string): object {
  return {
    version: 1,
    languageId: 'http',
    uri: { scheme: 'file', path: '/a.http' },
    lineCount: 1,
    getText: () => `GET ${origin}/shares`,
  };
}

/** The resources that are open or keep Node's loop alive, such as timers, sockets and servers. */
function resources(): readonly string[] {
  return process.getActiveResourcesInfo().filter((name) => !/^(Pipe|TTY)Wrap$/.test(name));
}

/** Node's own agent keeps them for any request of this process, with nothing on the way. */
function closeIdleConnections(): void {
  for (const socket of Object.values(globalAgent.freeSockets).flat()) socket?.destroy();
}

async function settled(): Promise<void> {
  // Sockets that were destroyed leave the list with their close event.
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
}

describe('the whole extension over a platform in memory', () => {
  let sandbox: Sandbox;
  let folder: string;
  let credentialsFile: string;
  let secrets: FakeSecrets;
  let globalState: ReturnType<typeof memento>;
  let subscriptions: vscode.Disposable[];
  let before: readonly string[];

  const run = (id: string, argument?: unknown) => shown.handlers.get(id)?.(argument);
  const start = () => {
    subscriptions = [];
    activate({
      subscriptions,
      secrets,
      globalState,
      workspaceState: memento(),
      globalStorageUri: { scheme: 'file', path: folder, fsPath: folder },
    } as unknown as vscode.ExtensionContext);
  };
  /** As VS Code ends a window. */
  const end = async () => {
    await deactivate();
    for (const each of subscriptions) each.dispose();
  };

  beforeEach(async () => {
    shown.reset();
    sandbox = await startSandbox();
    folder = await mkdtemp(join(tmpdir(), 'isogeo-whole-'));
    const [application] = sandbox.applications;
    assert.ok(application);
    credentialsFile = (await writeCredentialsFiles(folder, sandbox, application)).json;
    secrets = new FakeSecrets();
    globalState = memento();
    closeIdleConnections();
    await settled();
    before = resources();
    start();
  });

  afterEach(async () => {
    shown.settings.clear();
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** One day of a user who uses everything, in one of two windows. */
  async function useEverything(): Promise<void> {
    assert.equal(
      (await (run('isogeo.authenticate', { credentialsFile }) as Promise<{ ok: boolean }>)).ok,
      true,
    );
    await run('isogeo.copyBearerHeader');
    await run('isogeo.copyAccessToken');
    await run('isogeo.renewToken');
    await run('isogeo.newTerminal');
    for (const key of secrets.values.keys()) {
      for (const listener of secrets.listeners) listener({ key });
    }
    shown.focus();
    assert.equal((await shown.lensesOf(requestFile(sandbox.origin))).length, 3);
    const isSharedBefore = shown.settings.get('isogeo.clients.shareToken');
    for (const isShared of [true, false]) {
      shown.settings.set('isogeo.clients.shareToken', isShared);
      shown.changeSettings();
      await settled();
      assert.equal('ISOGEO_ACCESS_TOKEN' in process.env, isShared);
    }
    shown.settings.set('isogeo.clients.shareToken', isSharedBefore);
    shown.changeSettings();
    await settled();
  }

  it('fifty rounds of five commands, lenses and a setting leave as many listeners, timers and sockets as two rounds, and no lock file', async () => {
    shown.settings.set('isogeo.clipboard.clearSeconds', 3600);
    await useEverything();
    await useEverything();
    const [open, active] = [[...shown.open].sort(), [...resources()].sort()];
    const listeners = secrets.listeners.size;
    for (let round = 0; round < 48; round += 1) await useEverything();
    assert.deepEqual([...shown.open].sort(), open);
    assert.deepEqual([...resources()].sort(), active);
    assert.equal(secrets.listeners.size, listeners);
    assert.deepEqual(await readdir(join(folder, 'locks')), []);
    await end();
  });

  it('the status bar item follows a sign-in, a changed setting, the time that has passed when the window gets the focus back, and a renewal', async (t) => {
    const texts = [shown.statusBar.text];
    const note = () => texts.push(shown.statusBar.text);
    await run('isogeo.authenticate', { credentialsFile });
    note();
    shown.settings.set('isogeo.token.renewal', 'manual');
    shown.settings.set('isogeo.token.warnMinutes', 1440);
    shown.changeSettings();
    note();
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 10 * 60_000 });
    shown.focus();
    note();
    await run('isogeo.renewToken');
    note();
    t.mock.timers.reset();
    await end();
    const minutes = Number(/(\d+) min$/.exec(texts[1] ?? '')?.[1]);
    assert.deepEqual(texts, [
      '$(key) Isogeo: sign in',
      `$(key) Isogeo ${minutes} min`,
      `$(warning) Isogeo ${minutes} min`,
      `$(warning) Isogeo ${minutes - 10} min`,
      `$(warning) Isogeo ${minutes} min`,
    ]);
  });

  it('the extension leaves no listener, timer or busy socket, and no ISOGEO_ACCESS_TOKEN in the environment, when the window closes', async () => {
    shown.settings.set('isogeo.clipboard.clearSeconds', 3600);
    shown.settings.set('isogeo.clients.shareToken', true);
    await useEverything();
    assert.ok(resources().length > before.length);
    await end();
    closeIdleConnections();
    await settled();
    assert.deepEqual(shown.open, []);
    assert.deepEqual([...resources()].sort(), [...before].sort());
    assert.equal(secrets.listeners.size, 0);
    assert.equal(process.env['ISOGEO_ACCESS_TOKEN'], undefined);
  });

  it('the extension clears a copied access token from the clipboard when the window closes, long before its time to be cleared', async () => {
    shown.settings.set('isogeo.clipboard.clearSeconds', 3600);
    await useEverything();
    assert.notEqual(shown.clipboard, '');
    await end();
    assert.equal(shown.clipboard, '');
    assert.deepEqual(globalState.values.get('isogeo.copiedSecret'), undefined);
  });

  for (const [setting, title] of [
    [3600, 'the extension leaves another program’s text on the clipboard when the window closes'],
    [
      0,
      'the extension leaves a copied token on the clipboard at the close if isogeo.clipboard.clearSeconds is 0',
    ],
  ] as const) {
    it(title, async () => {
      shown.settings.set('isogeo.clipboard.clearSeconds', setting);
      await useEverything();
      if (setting > 0) shown.clipboard = 'a text of another program';
      const there = shown.clipboard;
      await end();
      assert.equal(shown.clipboard, there);
    });
  }

  it('a new window clears the access token that a killed window has left on the clipboard, once its time to be cleared has passed', async () => {
    shown.settings.set('isogeo.clipboard.clearSeconds', 3600);
    await useEverything();
    const secret = shown.clipboard;
    assert.ok(!JSON.stringify([...globalState.values]).includes(secret));
    // Killed: nothing is awaited, and nothing runs any more.
    for (const each of subscriptions) each.dispose();
    assert.equal(shown.clipboard, secret);
    // The time is up before the next window starts.
    const copied = globalState.values.get('isogeo.copiedSecret') as object;
    globalState.values.set('isogeo.copiedSecret', { ...copied, clearAt: Date.now() });
    start();
    await eventually(() => {
      assert.equal(shown.clipboard, '');
      return Promise.resolve();
    });
    await end();
    assert.equal(globalState.values.get('isogeo.copiedSecret'), undefined);
  });

  const throwing = {
    toString: () => {
      throw new Error('no text');
    },
  };
  const odd: Readonly<Record<string, unknown>> = {
    'an object': {},
    'a list': ['/a'],
    'an object without a prototype': Object.setPrototypeOf({}, null) as object,
    'an object whose text is a number': { toString: 1, valueOf: 1 },
    'an object whose text throws': throwing,
    'a function': () => '/a',
    'a symbol': Symbol('/a'),
    'a number': 5,
    nothing: undefined,
    null: null,
    'an empty text': '',
    'a path with a NUL': '/a\0b',
    'a text of 100,000 characters': '/a'.repeat(50_000),
    'a path with line ends and links': '/[a](command:quit)\n\u2028$(key)',
    'a command': 'command:workbench.action.quit',
    'a relative path': 'client_secrets.json',
    'a device': '/dev/zero',
  };
  for (const [what, credentialsFile] of Object.entries(odd)) {
    it(`isogeo.authenticate returns credentials-unreadable and a message below 1,000 characters for ${what} as the credentials file`, async () => {
      const answer = (await run('isogeo.authenticate', { credentialsFile })) as {
        readonly ok: boolean;
        readonly reason: string;
        readonly message: string;
      };
      assert.equal(answer.ok, false);
      assert.equal(answer.reason, 'credentials-unreadable');
      assert.ok(answer.message.length < 1000);
      await end();
    });
  }
});
