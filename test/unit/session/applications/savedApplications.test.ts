import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { labelOf } from '../../../../src/core/applications/givenLabel.ts';
import { parseRecord, serialiseRecord } from '../../../../src/core/applications/record.ts';
import { failed, success } from '../../../../src/core/result.ts';
import { gone } from '../../../../src/session/applications/applications.ts';
import {
  applicationId as id,
  fakePorts,
  identityHost,
  noCancel,
  recordWith,
  storeRecord,
  tokenWith,
} from '../fakes.ts';

const token = tokenWith('token-of-a');
const accountLabel = 'Old (app-0123, prod)';
const old = { ...recordWith(token, { name: 'Old' }), accountLabel };

async function storing(record = old) {
  const ports = fakePorts();
  await storeRecord(ports, record);
  return ports;
}

describe('renaming an application', () => {
  it('renaming an application saves the new name without line breaks and outer spaces, and keeps the token and the account label', async () => {
    const { applications, vault } = await storing();
    assert.deepEqual(await applications.rename(id, '  New\n name '), success(undefined));
    const saved = parseRecord(id, vault.records.get(id) ?? '');
    assert.ok(typeof saved === 'object');
    assert.equal(saved.application.name, 'New name');
    assert.deepEqual(saved.token, token);
    assert.equal(labelOf(saved), accountLabel);
  });

  it('renaming keeps the account label of an application that was saved before labels existed', async () => {
    const unlabelled = recordWith(token, { name: 'Old' });
    const { applications } = await storing(unlabelled as typeof old);
    await applications.rename(id, 'New');
    const after = applications.get(id)?.record;
    assert.equal(after && labelOf(after), labelOf(unlabelled));
  });

  it('renaming an application that was removed fails, and so does a correction of its API address; neither writes to storage', async () => {
    const { applications, vault } = fakePorts();
    assert.deepEqual(await applications.rename(id, 'New'), failed(gone));
    assert.deepEqual(await applications.correctApi(id, 'https://a.test'), failed(gone));
    assert.equal(vault.records.size, 0);
  });

  it('renaming an application ignores a name without visible characters', async () => {
    const { applications } = await storing();
    await applications.rename(id, ' \u200b ');
    assert.equal(applications.get(id)?.record.application.name, 'Old');
  });

  for (const refused of ['write', 'writeIndex'] as const) {
    it(`renaming an application fails and keeps the old name, in memory and in storage, if storage refuses the call ${refused}`, async () => {
      const { applications, vault } = await storing();
      await applications.list();
      vault.failing.set(refused, 'write');
      assert.equal((await applications.rename(id, 'New')).ok, false);
      assert.equal(applications.get(id)?.record.application.name, 'Old');
      assert.equal(vault.records.get(id), serialiseRecord(old));
    });
  }

  it('an application that was renamed keeps its new name in storage after a sign-out', async () => {
    const { applications, vault } = await storing();
    await applications.rename(id, 'New');
    await applications.forgetToken(id);
    const signedOut = { ...recordWith(undefined, { name: 'New' }), accountLabel };
    assert.equal(vault.records.get(id), serialiseRecord(signedOut));
  });
});

describe('reading all applications', () => {
  it('four simultaneous reads of all applications read each valid record once in total, and each returns the damaged record as unreadable', async () => {
    const { applications, vault } = fakePorts();
    for (const clientId of ['c', 'a', 'b'])
      vault.records.set(
        `${clientId}@${identityHost}`,
        serialiseRecord(recordWith(token, { clientId, name: clientId })),
      );
    vault.records.set('broken', '{');
    const announced: (readonly string[])[] = [];
    applications.onDidChange((ids) => announced.push(ids));
    const all = await Promise.all(Array.from({ length: 4 }, () => applications.readAll()));
    for (const saved of all) {
      assert.ok(saved.ok);
      assert.deepEqual(saved.value.records.map(({ application }) => application.name).sort(), [
        'a',
        'b',
        'c',
      ]);
      assert.deepEqual(saved.value.unreadable, [
        { id: 'broken', failure: { reason: 'storage', problem: 'damaged-record' } },
      ]);
    }
    const reads = vault.calls.filter((call) => call.startsWith('read') && !call.includes('broken'));
    assert.equal(reads.length, 3);
    // One announcement for all of them, so that listeners run once.
    assert.deepEqual(
      announced.map((ids) => ids.length),
      [4],
    );
  });

  it('a lost record is logged once although it is read four times, and logged once more after it has become a damaged record', async () => {
    const { applications, vault, markers, log } = fakePorts();
    await markers.add(id);
    for (let look = 0; look < 4; look += 1) await applications.readAll();
    assert.deepEqual(log.events, ['secret lost']);
    vault.records.set(id, '{');
    for (let look = 0; look < 4; look += 1) await applications.load(id);
    assert.deepEqual(log.events, ['secret lost', 'record unreadable']);
    assert.deepEqual(
      await applications.load(id),
      failed({ reason: 'storage', problem: 'damaged-record' }),
    );
  });
});

describe('the account label of a new application', () => {
  it('two applications of the same name get different account labels, even if two windows save them at once', async () => {
    for (const windows of [1, 2]) {
      const ports = fakePorts();
      const there = windows === 1 ? ports.applications : ports.openWindow();
      const [first, second] = ['viewer-01', 'viewer-02'].map((clientId) =>
        recordWith(token, { name: 'Viewer', clientId }),
      );
      assert.ok(first && second);
      await Promise.all([
        ports.applications.saveSignIn(first, false, noCancel()),
        there.saveSignIn(second, false, noCancel()),
      ]);
      assert.deepEqual(
        [
          ports.applications.get(first.application.id)?.record.accountLabel,
          there.get(second.application.id)?.record.accountLabel,
        ],
        ['Viewer (viewer-0, prod)', 'Viewer (viewer-02, prod)'],
      );
    }
  });
});
