import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { summaryOf } from '../../../src/core/application.ts';
import { success, type Failure } from '../../../src/core/failure.ts';
import { serialiseRecord } from '../../../src/core/record.ts';
import {
  applicationId as id,
  fakePorts,
  hourMs,
  identityHost,
  recordWith,
  startOfTest,
  tokenWith,
} from './fakes.ts';

const record = recordWith(tokenWith('a'));
const newer = recordWith(tokenWith('b', startOfTest + hourMs));
const failure: Failure = { reason: 'unreachable', host: identityHost, code: 'ENOTFOUND' };
const refusedToWrite = { ok: false, failure: { reason: 'storage', problem: 'write' } } as const;

function listening() {
  const ports = fakePorts();
  const changed: string[] = [];
  const stop = ports.applications.onDidChange((changedId) => changed.push(changedId));
  return { ...ports, changed, stop };
}

describe('saving an application', () => {
  it('stores it, marks it, and takes it into memory', async () => {
    const { applications, vault, markers, changed } = listening();
    assert.deepEqual(await applications.save(record), success(undefined));
    assert.equal(vault.records.get(id), serialiseRecord(record));
    assert.deepEqual(markers.ids(), [id]);
    assert.deepEqual(applications.get(id), { record, saved: true, asking: false });
    assert.deepEqual(changed, [id]);
  });

  it('keeps it in memory where storage refuses it', async () => {
    const { applications, vault, markers, log, changed } = listening();
    vault.failing.set('write', 'write');
    assert.deepEqual(await applications.save(record), refusedToWrite);
    assert.deepEqual(applications.get(id), { record, saved: false, asking: false });
    assert.deepEqual(markers.ids(), []);
    assert.deepEqual(log.events, ['storage failed']);
    assert.deepEqual(changed, [id]);
  });

  it('ends an earlier failure', async () => {
    const { applications } = listening();
    await applications.save(record);
    applications.setFailure(id, failure);
    await applications.save(newer);
    assert.equal(applications.get(id)?.failure, undefined);
  });

  it('leaves a request that is under way under way', async () => {
    const { applications } = listening();
    await applications.save(record);
    applications.setAsking(id, true);
    await applications.save(newer);
    assert.equal(applications.get(id)?.asking, true);
  });
});

describe('loading an application', () => {
  it('takes what storage holds into memory', async () => {
    const { applications, vault, changed } = listening();
    vault.records.set(id, serialiseRecord(record));
    assert.deepEqual(await applications.load(id), success(record));
    assert.deepEqual(applications.get(id), { record, saved: true, asking: false });
    assert.deepEqual(changed, [id]);
  });

  it('announces nothing where storage holds what memory does', async () => {
    const { applications, changed } = listening();
    await applications.save(record);
    applications.setFailure(id, failure);
    changed.length = 0;
    await applications.load(id);
    await applications.load(id);
    assert.deepEqual(changed, []);
    assert.deepEqual(applications.get(id)?.failure, failure);
  });

  it('takes over what another window has stored', async () => {
    const { applications, vault, changed } = listening();
    await applications.save(record);
    vault.records.set(id, serialiseRecord(newer));
    changed.length = 0;
    await applications.load(id);
    assert.deepEqual(applications.get(id)?.record, newer);
    assert.deepEqual(changed, [id]);
  });

  it('answers nothing where there never was any', async () => {
    const { applications, log, changed } = listening();
    assert.deepEqual(await applications.load(id), success(undefined));
    assert.deepEqual([log.events, changed], [[], []]);
  });

  it('forgets what another window has removed', async () => {
    const { applications, vault, markers, changed } = listening();
    await applications.save(record);
    vault.records.delete(id);
    await markers.remove(id);
    changed.length = 0;
    assert.deepEqual(await applications.load(id), success(undefined));
    assert.equal(applications.get(id), undefined);
    assert.deepEqual(changed, [id]);
  });

  it('tells a secret that was lost from one that was never there, and keeps memory', async () => {
    const { applications, vault, log } = listening();
    await applications.save(record);
    vault.records.delete(id);
    assert.deepEqual(await applications.load(id), {
      ok: false,
      failure: { reason: 'storage', problem: 'lost' },
    });
    assert.deepEqual(applications.get(id)?.record, record);
    assert.deepEqual(log.events, ['secret lost']);
  });

  for (const text of ['{', serialiseRecord(record).replace('"version":1', '"version":2')]) {
    it(`sets ${text.slice(0, 12)} aside untouched, and keeps memory`, async () => {
      const { applications, vault, log } = listening();
      await applications.save(record);
      vault.records.set(id, text);
      assert.deepEqual(await applications.load(id), {
        ok: false,
        failure: { reason: 'storage', problem: 'unreadable-record' },
      });
      assert.equal(vault.records.get(id), text);
      assert.deepEqual(applications.get(id)?.record, record);
      assert.deepEqual(log.events, ['record set aside']);
    });
  }

  for (const problem of ['read', 'too-slow'] as const) {
    it(`passes ${problem} on, and keeps memory`, async () => {
      const { applications, vault } = listening();
      await applications.save(record);
      vault.failing.set('read', problem);
      assert.deepEqual(await applications.load(id), {
        ok: false,
        failure: { reason: 'storage', problem },
      });
      assert.deepEqual(applications.get(id)?.record, record);
    });
  }

  it('keeps one in memory that storage refused from the first', async () => {
    const { applications, vault } = listening();
    vault.failing.set('write', 'write');
    await applications.save(record);
    assert.deepEqual(await applications.load(id), success(record));
    assert.deepEqual(applications.get(id), { record, saved: false, asking: false });
  });

  it('keeps a newer token in memory that storage refused', async () => {
    const { applications, vault } = listening();
    await applications.save(record);
    vault.failing.set('write', 'write');
    await applications.save(newer);
    assert.deepEqual(await applications.load(id), success(newer));
    assert.deepEqual(applications.get(id), { record: newer, saved: false, asking: false });
  });

  it('prefers what another window has stored since to what storage refused', async () => {
    const { applications, vault } = listening();
    vault.failing.set('write', 'write');
    await applications.save(record);
    vault.records.set(id, serialiseRecord(newer));
    assert.deepEqual(await applications.load(id), success(newer));
    assert.deepEqual(applications.get(id), { record: newer, saved: true, asking: false });
  });
});

describe('listing applications', () => {
  const others = ['c', 'a', 'b'].map((name) => recordWith(undefined, { name, clientId: name }));

  it('sorts them by name and leaves out what cannot be read', async () => {
    const { applications, vault } = listening();
    for (const other of others) await applications.save(other);
    vault.records.set('broken@host', '{');
    const listed = await applications.list();
    assert.deepEqual(
      listed,
      success(
        ['a', 'b', 'c'].map((name) =>
          summaryOf(recordWith(undefined, { name, clientId: name }).application),
        ),
      ),
    );
    assert.equal(vault.records.get('broken@host'), '{');
  });

  it('sorts namesakes by their ids', async () => {
    const { applications } = listening();
    for (const clientId of ['z', 'y']) await applications.save(recordWith(undefined, { clientId }));
    const listed = await applications.list();
    assert.deepEqual(listed.ok && listed.value.map(({ id: listedId }) => listedId), [
      `y@${identityHost}`,
      `z@${identityHost}`,
    ]);
  });

  it('fails where storage does', async () => {
    const { applications, vault } = listening();
    vault.failing.set('ids', 'too-slow');
    assert.deepEqual(await applications.list(), {
      ok: false,
      failure: { reason: 'storage', problem: 'too-slow' },
    });
  });

  it('holds no secret', async () => {
    const { applications } = listening();
    await applications.save(record);
    assert.doesNotMatch(JSON.stringify(await applications.list()), /s3cr3t/);
  });
});

describe('removing an application', () => {
  it('leaves nothing of it', async () => {
    const { applications, vault, markers, changed } = listening();
    await applications.save(record);
    changed.length = 0;
    assert.deepEqual(await applications.remove(id), success(undefined));
    assert.equal(vault.records.size, 0);
    assert.deepEqual(markers.ids(), []);
    assert.equal(applications.get(id), undefined);
    assert.deepEqual(changed, [id]);
  });

  it('leaves everything as it was where storage refuses', async () => {
    const { applications, vault, markers, changed } = listening();
    await applications.save(record);
    changed.length = 0;
    vault.failing.set('remove', 'write');
    assert.deepEqual(await applications.remove(id), refusedToWrite);
    assert.deepEqual(markers.ids(), [id]);
    assert.deepEqual(applications.get(id), { record, saved: true, asking: false });
    assert.deepEqual(changed, []);
  });

  it('leaves the others alone', async () => {
    const { applications } = listening();
    const other = recordWith(undefined, { clientId: 'other' });
    await applications.save(record);
    await applications.save(other);
    await applications.remove(id);
    assert.deepEqual(applications.get(other.application.id)?.record, other);
  });
});

describe('what is going on with an application', () => {
  it('is announced when it changes, and only then', async () => {
    const { applications, changed } = listening();
    await applications.save(record);
    changed.length = 0;
    applications.setAsking(id, true);
    applications.setAsking(id, true);
    applications.setFailure(id, failure);
    applications.setAsking(id, false);
    assert.deepEqual(changed, [id, id, id]);
    assert.deepEqual(applications.get(id), { record, saved: true, asking: false, failure });
  });

  it('is nothing where there is no application', () => {
    const { applications, changed } = listening();
    applications.setAsking(id, true);
    applications.setFailure(id, failure);
    assert.equal(applications.get(id), undefined);
    assert.deepEqual(changed, []);
  });

  it('is not announced to whoever has stopped listening', async () => {
    const { applications, changed, stop } = listening();
    stop();
    await applications.save(record);
    assert.deepEqual(changed, []);
  });
});
