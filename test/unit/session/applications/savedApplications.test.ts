import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed, success, type Result } from '../../../../src/core/result.ts';
import {
  parseRecord,
  serialiseRecord,
  type ApplicationRecord,
} from '../../../../src/core/applications/record.ts';
import { Applications, labelOf } from '../../../../src/session/applications/applications.ts';

const host = 'id.api.isogeo.com';
const token = { accessToken: 'abc-token', obtainedAt: 1000, expiresAt: 2000 };

function record(clientId: string, name = clientId): ApplicationRecord {
  return {
    application: {
      id: `${clientId}@${host}`,
      name,
      kind: 'group',
      platform: 'prod',
      credentials: {
        kind: 'group',
        clientId,
        clientSecret: 's3cr3t',
        endpoints: { token: `https://${host}/oauth/token`, api: 'https://v1.api.isogeo.com' },
        redirectUris: [],
        scopes: [],
      },
    },
    token,
    confirmedOrigins: [],
  };
}

function storage() {
  const stored = new Map<string, string>();
  const reads: string[] = [];
  let refuses = false;
  const write = (change: () => void): Promise<Result<void>> => {
    if (refuses) return Promise.resolve(failed({ reason: 'storage', problem: 'write' }));
    change();
    return Promise.resolve(success(undefined));
  };
  const applications = new Applications({
    vault: {
      ids: () => Promise.resolve(success([...stored.keys()])),
      read: (id) => {
        reads.push(id);
        return Promise.resolve(success(stored.get(id)));
      },
      write: (id, text) => write(() => stored.set(id, text)),
      remove: (id) => write(() => stored.delete(id)),
      setAside: () => Promise.resolve(success(undefined)),
    },
    markers: { ids: () => [], add: () => Promise.resolve(), remove: () => Promise.resolve() },
    log: { info: () => undefined, warn: () => undefined },
    lock: { hold: (_key, work) => work() },
  });
  const refuse = () => {
    refuses = true;
  };
  return { applications, stored, reads, refuse };
}

describe('a new name', () => {
  const id = `a@${host}`;

  it('is saved, fit to be shown, and the label stays', async () => {
    const { applications, stored } = storage();
    await applications.save({ ...record('a', 'Old'), accountLabel: 'Old (a, prod)' });
    assert.deepEqual(await applications.rename(id, '  New\n name '), success(undefined));
    const saved = parseRecord(id, stored.get(id) ?? '');
    assert.ok(typeof saved === 'object');
    assert.equal(saved.application.name, 'New name');
    assert.deepEqual(saved.token, token);
    assert.equal(labelOf(saved), 'Old (a, prod)');
  });

  it('leaves the label of a record from before there were any', async () => {
    const { applications } = storage();
    await applications.save(record('a', 'Old'));
    const before = labelOf(record('a', 'Old'));
    await applications.rename(id, 'New');
    const after = applications.get(id)?.record;
    assert.equal(after && labelOf(after), before);
  });

  it('with nothing to show in it changes nothing', async () => {
    const { applications } = storage();
    await applications.save(record('a', 'Old'));
    await applications.rename(id, ' \u200b ');
    assert.equal(applications.get(id)?.record.application.name, 'Old');
  });

  it('does not come true where storage refuses it', async () => {
    const { applications, refuse } = storage();
    await applications.save(record('a', 'Old'));
    refuse();
    assert.equal((await applications.rename(id, 'New')).ok, false);
    assert.equal(applications.get(id)?.record.application.name, 'Old');
  });

  it('outlives signing out', async () => {
    const { applications, stored } = storage();
    await applications.save({ ...record('a', 'Old'), accountLabel: 'Old (a, prod)' });
    await applications.rename(id, 'New');
    await applications.forgetToken(id);
    const { application, confirmedOrigins } = record('a', 'New');
    const accountLabel = 'Old (a, prod)';
    assert.equal(stored.get(id), serialiseRecord({ application, confirmedOrigins, accountLabel }));
  });
});

describe('what is saved', () => {
  it('is read once each, with what cannot be read beside it', async () => {
    const { applications, stored, reads } = storage();
    for (const name of ['c', 'a', 'b'])
      stored.set(`${name}@${host}`, serialiseRecord(record(name)));
    stored.set('broken', '{');
    const saved = await applications.readAll();
    assert.ok(saved.ok);
    assert.deepEqual(
      saved.value.records.map(({ application }) => application.name),
      ['a', 'b', 'c'],
    );
    assert.deepEqual(saved.value.unreadable, [
      { id: 'broken', failure: { reason: 'storage', problem: 'damaged-record' } },
    ]);
    assert.equal(reads.length, 4);
  });

  it('gives namesakes labels of their own', async () => {
    const { applications } = storage();
    const [first, second] = [record('viewer-01', 'Viewer'), record('viewer-02', 'Viewer')];
    const { signal } = new AbortController();
    // At once: the second must not look before the first is written.
    await Promise.all([first, second].map((each) => applications.saveFirst(each, signal)));
    assert.deepEqual(
      [first, second].map((each) => applications.get(each.application.id)?.record.accountLabel),
      ['Viewer (viewer-0, prod)', 'Viewer (viewer-02, prod)'],
    );
  });
});
