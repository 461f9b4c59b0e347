import assert from 'node:assert/strict';
import { beforeEach, describe, it, mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type * as vscode from 'vscode';
import type { Result } from '../../../../src/core/result.ts';
import type { Vault } from '../../../../src/session/ports.ts';
import { Applications } from '../../../../src/session/applications/applications.ts';
import { fakePorts, noCancel, recordWith, tokenWith } from '../../session/fakes.ts';
import { FakeSecrets } from '../../../faults/support/secrets.ts';
import { openSecrets, type StoredSecrets } from '../../../../src/vscode/host/storedSecrets.ts';
import { createVault } from '../../../../src/vscode/host/vault.ts';

const calls: Readonly<
  Record<string, { problem: 'read' | 'write'; call: (vault: Vault) => Promise<Result<unknown>> }>
> = {
  ids: { problem: 'read', call: (vault) => vault.ids() },
  read: { problem: 'read', call: (vault) => vault.read('a') },
  write: { problem: 'write', call: (vault) => vault.write('a', 'record') },
  remove: { problem: 'write', call: (vault) => vault.remove('a') },
  readIndex: { problem: 'read', call: (vault) => vault.readIndex() },
  writeIndex: { problem: 'write', call: (vault) => vault.writeIndex('index') },
};

/** A storage whose four calls all behave this way. */
function secretsWhere(behave: () => Promise<never>): vscode.SecretStorage {
  const secrets = new FakeSecrets();
  return Object.assign(secrets, { keys: behave, get: behave, store: behave, delete: behave });
}

function vaultOver(secrets: vscode.SecretStorage): Vault {
  return createVault(secrets, openSecrets(secrets));
}

describe('the vault', () => {
  let secrets: FakeSecrets;
  let vault: Vault;
  let stored: StoredSecrets;

  beforeEach(() => {
    secrets = new FakeSecrets();
    stored = openSecrets(secrets);
    vault = createVault(secrets, stored);
  });

  it('the vault returns an application’s stored record until the record is removed', async () => {
    await vault.write('a', 'record');
    assert.deepEqual(await vault.read('a'), { ok: true, value: 'record' });
    await vault.remove('a');
    assert.deepEqual(await vault.read('a'), { ok: true, value: undefined });
  });

  it('after an application’s removal, VS Code’s secret storage contains neither its record nor the copy of a damaged record nor the index', async () => {
    const ports = fakePorts();
    const applications = new Applications({ ...ports, vault });
    const { application } = recordWith(tokenWith('secret-token'));
    await applications.saveSignIn(recordWith(tokenWith('secret-token')), false, noCancel());
    const [key = ''] = secrets.values.keys();
    secrets.values.set(key, '{"clientSecret":"s3cr3t"}');
    await applications.saveSignIn(recordWith(tokenWith('secret-token')), false, noCancel());
    assert.ok((await applications.list()).ok);
    await setImmediate();
    // The record, the damaged one that was set aside, and the index.
    assert.equal(secrets.values.size, 3);
    assert.ok((await applications.remove(application.id)).ok);
    assert.deepEqual([...secrets.values], []);
    assert.deepEqual(ports.markers.ids(), []);
  });

  it('the vault keeps a copy of each damaged record of the same application', async () => {
    for (const text of ['damaged once', 'damaged twice']) {
      await vault.write('a', text);
      assert.ok((await vault.setAside('a')).ok);
    }
    await vault.write('a', 'record');
    const kept = [...secrets.values.values()].join(' ');
    assert.match(kept, /damaged once/);
    assert.match(kept, /damaged twice/);
  });

  it('the vault keeps only one copy of a damaged record that is copied twice', async () => {
    await vault.write('a', 'damaged');
    await vault.setAside('a');
    const before = [...secrets.values];
    assert.ok((await vault.setAside('a')).ok);
    assert.deepEqual([...secrets.values], before);
  });

  it('the vault keeps the copy of a damaged record if the application’s record can’t be removed', async () => {
    await vault.write('a', 'damaged');
    await vault.setAside('a');
    const [key] = secrets.values.keys();
    const remove = secrets.delete;
    secrets.delete = (of) => (of === key ? Promise.reject(new Error('no')) : remove(of));
    assert.equal((await vault.remove('a')).ok, false);
    assert.equal(secrets.values.size, 2);
  });

  it('the vault lists the IDs of saved applications, and no other keys of VS Code’s secret storage', async () => {
    secrets.values.set('something.else', 'not ours');
    await vault.write('a', 'record');
    await vault.write('b', 'record');
    assert.deepEqual(await vault.ids(), { ok: true, value: ['a', 'b'] });
  });

  const announce = (key: string) => {
    for (const listener of secrets.listeners) listener({ key });
  };

  it('the vault announces a changed record by the application’s ID, and ignores changes of the index and of an unknown key', async () => {
    const heard: string[] = [];
    await vault.write('a', 'record');
    const [key = ''] = secrets.values.keys();
    await vault.writeIndex('index');
    const subscription = stored.onDidChange((id) => heard.push(id));
    for (const changed of ['something.else', ...secrets.values.keys(), '']) announce(changed);
    assert.deepEqual(heard, ['a']);
    subscription.dispose();
    announce(key);
    assert.deepEqual(heard, ['a']);
  });

  it('the vault doesn’t announce its own changes, but announces a change by another window during its own write', async () => {
    const heard: string[] = [];
    const { store, delete: remove } = secrets;
    let isChangedElsewhere = false;
    const announced = (key: string, done: Promise<void>) => {
      if (isChangedElsewhere) announce(key);
      return done;
    };
    secrets.store = (key, value) => announced(key, store(key, value));
    secrets.delete = (key) => announced(key, remove(key));
    stored.onDidChange((id) => heard.push(id));
    for (let time = 0; time < 50; time += 1) await vault.write('a', `record ${time}`);
    await vault.remove('a');
    assert.deepEqual(heard, []);
    isChangedElsewhere = true;
    await vault.write('a', 'record');
    assert.deepEqual(heard, ['a']);
  });

  it('the vault announces each of fifty changes by another window, made between fifty of its own changes to the same record', async () => {
    const heard: string[] = [];
    stored.onDidChange((id) => heard.push(id));
    for (let time = 0; time < 50; time += 1) {
      await vault.write('a', `record ${time}`);
      announce('isogeo.application.a');
    }
    assert.deepEqual(heard, Array(50).fill('a'));
  });

  it('the vault announces its own change if VS Code reports the change after the write has timed out', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const answered = Promise.withResolvers<undefined>();
      secrets.store = () => answered.promise;
      const heard: string[] = [];
      stored.onDidChange((id) => heard.push(id));
      const writing = vault.write('a', 'record');
      mock.timers.tick(5000);
      assert.equal((await writing).ok, false);
      announce('isogeo.application.a');
      answered.resolve(undefined);
      assert.deepEqual(heard, ['a']);
    } finally {
      mock.timers.reset();
    }
  });

  it('after storage has hung for 5 s, the vault’s next read waits only 250 ms, and 5 s again once storage has answered', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const hung = Promise.withResolvers<undefined>();
      const behaviour = { hangs: true };
      const storage = vaultOver(
        Object.assign(new FakeSecrets(), {
          get: () => (behaviour.hangs ? hung.promise : Promise.resolve('record')),
        }),
      );
      const answers: unknown[] = [];
      const read = async (afterMs: number) => {
        void storage.read('a').then((answer) => answers.push(answer.ok));
        mock.timers.tick(afterMs);
        await setImmediate();
      };
      await read(5000);
      await read(250);
      assert.deepEqual(answers, [false, false]);
      behaviour.hangs = false;
      await read(0);
      assert.deepEqual(answers, [false, false, true]);
      behaviour.hangs = true;
      await read(4999);
      assert.deepEqual(answers, [false, false, true]);
      await read(1);
      assert.deepEqual(answers, [false, false, true, false]);
    } finally {
      mock.timers.reset();
    }
  });

  for (const [name, { problem, call }] of Object.entries(calls)) {
    it(`the vault’s call ${name} returns a failure if VS Code’s secret storage rejects its promise`, async () => {
      const refusing = vaultOver(secretsWhere(() => Promise.reject(new Error('no keyring'))));
      const failure = { reason: 'storage', problem };
      assert.deepEqual(await call(refusing), { ok: false, failure });
    });

    it(`the vault’s call ${name} returns a failure if VS Code’s secret storage throws at once`, async () => {
      const throwing = vaultOver(
        secretsWhere(() => {
          throw new Error('no keyring');
        }),
      );
      const failure = { reason: 'storage', problem };
      assert.deepEqual(await call(throwing), { ok: false, failure });
    });

    it(`the vault’s call ${name} returns a failure after 5 s if VS Code’s secret storage never answers`, async () => {
      mock.timers.enable({ apis: ['setTimeout'] });
      try {
        const silent = vaultOver(secretsWhere(() => new Promise(() => undefined)));
        const answers: Result<unknown>[] = [];
        void call(silent).then((answer) => answers.push(answer));
        mock.timers.tick(4999);
        await setImmediate();
        assert.deepEqual(answers, []);
        mock.timers.tick(1);
        await setImmediate();
        const failure = { reason: 'storage', problem: 'too-slow' };
        assert.deepEqual(answers, [{ ok: false, failure }]);
      } finally {
        mock.timers.reset();
      }
    });
  }
});
