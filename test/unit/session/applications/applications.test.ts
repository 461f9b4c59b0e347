import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { summaryOf } from '../../../../src/core/applications/application.ts';
import type { Failure } from '../../../../src/core/failure.ts';
import { failed, success, type Result } from '../../../../src/core/result.ts';
import {
  serialiseRecord,
  type ApplicationRecord,
} from '../../../../src/core/applications/record.ts';
import { Applications } from '../../../../src/session/applications/applications.ts';
import {
  applicationId as id,
  fakePorts,
  hourMs,
  identityHost,
  noCancel,
  recordWith,
  settled,
  startOfTest,
  tokenWith,
} from '../fakes.ts';

const accountLabel = 'app (app-01234567, prod)';
const record = { ...recordWith(tokenWith('token-of-a')), accountLabel };
const newer = { ...recordWith(tokenWith('token-of-b', startOfTest + hourMs)), accountLabel };
const newerVersion = serialiseRecord(record).replace('"version":1', '"version":2');
const failure: Failure = { reason: 'unreachable', host: identityHost, code: 'ENOTFOUND' };
const refusedToWrite = { ok: false, failure: { reason: 'storage', problem: 'write' } } as const;

function save(applications: Applications, given: ApplicationRecord): Promise<Result<void>> {
  return applications.saveSignIn(given, false, noCancel());
}

function listening() {
  const ports = fakePorts();
  const changed: string[] = [];
  const stop = ports.applications.onDidChange((ids) => changed.push(...ids));
  return { ...ports, changed, stop };
}

describe('saving an application', () => {
  it('saving an application stores its record, adds the application’s ID to VS Code’s state, and keeps the record in memory', async () => {
    const { applications, vault, markers, changed } = listening();
    assert.deepEqual(await save(applications, record), success(undefined));
    assert.equal(vault.records.get(id), serialiseRecord(record));
    assert.deepEqual(markers.ids(), [id]);
    assert.deepEqual(applications.get(id), { record, stored: 'this', asking: false });
    assert.deepEqual(changed, [id]);
  });

  it('the first save of an application takes first a lock that all applications share, and then the lock of the application’s own record', async () => {
    const ports = fakePorts();
    await save(new Applications(ports), record);
    assert.deepEqual(ports.lock.held, [
      // No two applications get their first account label at the same time.
      { applicationId: '', lock: 'record' },
      { applicationId: id, lock: 'record' },
    ]);
  });

  it('saving an application fails if storage refuses the record, but keeps the application in memory', async () => {
    const { applications, vault, markers, log, changed } = listening();
    vault.failing.set('write', 'write');
    assert.deepEqual(await save(applications, record), refusedToWrite);
    assert.deepEqual(applications.get(id), { record, stored: 'nothing', asking: false });
    assert.deepEqual(markers.ids(), []);
    assert.deepEqual(log.events, ['storage failed']);
    assert.deepEqual(changed, [id]);
  });

  it('saving an application fails, and overwrites nothing, if a newer version of the extension stored the record', async () => {
    const { applications, states, vault, markers } = listening();
    vault.records.set(id, newerVersion);
    assert.deepEqual(await save(applications, record), {
      ok: false,
      failure: { reason: 'storage', problem: 'newer-record' },
    });
    assert.equal(vault.records.get(id), newerVersion);
    assert.deepEqual(
      vault.recordCalls.filter((call) => !call.startsWith('read')),
      [],
    );
    assert.deepEqual(applications.get(id)?.record, record);
    assert.notEqual(applications.get(id)?.stored, 'this');
    assert.equal(states.loadFailureOf(id), undefined);
    assert.deepEqual(markers.ids(), []);
  });

  it('saving an application copies a damaged record before replacing it', async () => {
    const { applications, vault, log } = listening();
    vault.records.set(id, '{');
    assert.deepEqual(await save(applications, record), success(undefined));
    assert.deepEqual(log.events, ['record unreadable', 'record set aside']);
    assert.equal(vault.aside.get(id), '{');
    assert.equal(vault.records.get(id), serialiseRecord(record));
    assert.deepEqual(vault.recordCalls, [`read ${id}`, `setAside ${id}`, `write ${id}`]);
    assert.deepEqual(applications.get(id), { record, stored: 'this', asking: false });
  });

  it('saving an application doesn’t replace a damaged record that can’t be copied', async () => {
    const { applications, vault } = listening();
    vault.records.set(id, '{');
    vault.failing.set('setAside', 'write');
    assert.deepEqual(await save(applications, record), refusedToWrite);
    assert.equal(vault.records.get(id), '{');
    assert.deepEqual(applications.get(id)?.record, record);
  });

  for (const problem of ['read', 'too-slow'] as const) {
    it(`saving an application doesn’t overwrite a record that can’t be read (${problem}), and keeps the new record in memory`, async () => {
      const { applications, vault, markers } = listening();
      vault.records.set(id, newerVersion);
      vault.failing.set('read', problem);
      const refused = failed({ reason: 'storage', problem });
      assert.deepEqual(await save(applications, record), refused);
      assert.equal(vault.records.get(id), newerVersion);
      assert.deepEqual(applications.get(id), { record, stored: 'nothing', asking: false });
      assert.deepEqual(markers.ids(), []);
    });
  }

  it('saving an application succeeds although its stored record was lost, and stores the new record', async () => {
    const { applications, vault, markers } = listening();
    await markers.add(id);
    assert.deepEqual(await save(applications, record), success(undefined));
    assert.equal(vault.records.get(id), serialiseRecord(record));
  });

  it('saving an application reads the stored record a second time if the first read failed, and so reports a record of a newer extension version', async () => {
    const { applications, vault, log } = listening();
    vault.records.set(id, newerVersion);
    vault.failing.set('read', 'read');
    const first = vault.hold('read');
    const saving = save(applications, record);
    await first.arrived;
    vault.failing.clear();
    first.release();
    assert.deepEqual(await saving, failed({ reason: 'storage', problem: 'newer-record' }));
    assert.deepEqual(log.events, ['record unreadable']);
  });

  it('saving an application isn’t undone by a load that began before the save', async () => {
    const { applications, vault } = listening();
    await save(applications, record);
    vault.records.set(
      id,
      serialiseRecord({ ...record, token: tokenWith('token-of-b', startOfTest + 1) }),
    );
    const held = vault.hold('read');
    const loading = applications.load(id);
    await held.arrived;
    const saving = save(applications, newer);
    await settled();
    held.release();
    await Promise.all([loading, saving]);
    assert.deepEqual(applications.get(id), { record: newer, stored: 'this', asking: false });
    assert.equal(vault.records.get(id), serialiseRecord(newer));
  });

  it('saving an application doesn’t wait for a running load of another application', async () => {
    const { applications, vault } = listening();
    const held = vault.hold('read');
    const loading = applications.load('other@host');
    await held.arrived;
    assert.deepEqual(await save(applications, record), success(undefined));
    held.release();
    await loading;
  });

  it('saving an application clears the earlier failure in the application’s state', async () => {
    const { applications } = listening();
    await save(applications, record);
    applications.setFailure(id, failure, 1);
    await save(applications, newer);
    assert.equal(applications.get(id)?.failure, undefined);
  });

  it('after a save during a token request, the application’s state still shows the running token request', async () => {
    const { applications } = listening();
    await save(applications, record);
    applications.setAsking(id, true);
    await save(applications, newer);
    assert.equal(applications.get(id)?.asking, true);
  });
});

describe('loading an application', () => {
  it('loading an application puts the stored record into memory', async () => {
    const { applications, vault, changed } = listening();
    vault.records.set(id, serialiseRecord(record));
    assert.deepEqual(await applications.load(id), success(record));
    assert.deepEqual(applications.get(id), { record, stored: 'this', asking: false });
    assert.deepEqual(changed, [id]);
  });

  it('loading an application announces no change if the records in storage and memory are equal', async () => {
    const { applications, changed } = listening();
    await save(applications, record);
    applications.setFailure(id, failure, 1);
    changed.length = 0;
    await applications.load(id);
    await applications.load(id);
    assert.deepEqual(changed, []);
    assert.deepEqual(applications.get(id)?.failure, failure);
  });

  it('loading an application replaces its record in memory by the newer record that another window has stored', async () => {
    const { applications, vault, changed } = listening();
    await save(applications, record);
    vault.records.set(id, serialiseRecord(newer));
    changed.length = 0;
    await applications.load(id);
    assert.deepEqual(applications.get(id)?.record, newer);
    assert.deepEqual(changed, [id]);
  });

  it('loading an application that was never saved returns nothing, without a failure, log entry or change event', async () => {
    const { applications, log, changed } = listening();
    assert.deepEqual(await applications.load(id), success(undefined));
    assert.deepEqual([log.events, changed], [[], []]);
  });

  it('loading an application that another window has removed drops it from memory', async () => {
    const { applications, vault, markers, changed } = listening();
    await save(applications, record);
    vault.records.delete(id);
    await markers.remove(id);
    changed.length = 0;
    assert.deepEqual(await applications.load(id), success(undefined));
    assert.equal(applications.get(id), undefined);
    assert.deepEqual(changed, [id]);
  });

  it('loading an application reports and logs a lost secret if its stored record has vanished, and keeps the application in memory', async () => {
    const { applications, vault, log } = listening();
    await save(applications, record);
    vault.records.delete(id);
    assert.deepEqual(await applications.load(id), {
      ok: false,
      failure: { reason: 'storage', problem: 'lost' },
    });
    assert.deepEqual(applications.get(id)?.record, record);
    assert.deepEqual(log.events, ['secret lost']);
  });

  for (const [problem, text] of [
    ['damaged-record', '{'],
    ['newer-record', newerVersion],
  ] as const) {
    it(`loading an application fails with the storage problem ${problem}, but leaves the stored record unchanged and the application in memory`, async () => {
      const { applications, vault, log } = listening();
      await save(applications, record);
      vault.records.set(id, text);
      assert.deepEqual(await applications.load(id), {
        ok: false,
        failure: { reason: 'storage', problem },
      });
      assert.equal(vault.records.get(id), text);
      assert.deepEqual(applications.get(id)?.record, record);
      assert.deepEqual(log.events, ['record unreadable']);
    });
  }

  for (const problem of ['read', 'too-slow'] as const) {
    it(`loading an application fails if storage can’t be read (${problem}), but keeps the application in memory`, async () => {
      const { applications, vault } = listening();
      await save(applications, record);
      vault.failing.set('read', problem);
      assert.deepEqual(await applications.load(id), {
        ok: false,
        failure: { reason: 'storage', problem },
      });
      assert.deepEqual(applications.get(id)?.record, record);
    });
  }

  it('loading an application that storage has refused to save returns the record in memory, and keeps it there', async () => {
    const { applications, vault } = listening();
    vault.failing.set('write', 'write');
    await save(applications, record);
    assert.deepEqual(await applications.load(id), success(record));
    assert.deepEqual(applications.get(id), { record, stored: 'nothing', asking: false });
  });

  it('loading an application keeps a newer token in memory if storage has refused to save this token', async () => {
    const { applications, vault } = listening();
    await save(applications, record);
    vault.failing.set('write', 'write');
    await save(applications, newer);
    assert.deepEqual(await applications.load(id), success(newer));
    assert.deepEqual(applications.get(id), { record: newer, stored: 'older', asking: false });
  });

  it('loading an application recognises that its record was saved although storage had reported a failure', async () => {
    const { applications, vault, changed } = listening();
    vault.failing.set('write', 'too-slow');
    await save(applications, record);
    assert.equal(applications.get(id)?.stored, 'nothing');
    vault.records.set(id, serialiseRecord(record));
    changed.length = 0;
    assert.deepEqual(await applications.load(id), success(record));
    assert.deepEqual(applications.get(id), { record, stored: 'this', asking: false });
    assert.deepEqual(changed, [id]);
  });

  it('loading an application recognises that a renewed token was saved although storage had reported a failure', async () => {
    const { applications, vault } = listening();
    await save(applications, record);
    vault.failing.set('write', 'too-slow');
    await save(applications, newer);
    assert.equal(applications.get(id)?.stored, 'older');
    vault.records.set(id, serialiseRecord(newer));
    await applications.load(id);
    assert.equal(applications.get(id)?.stored, 'this');
  });

  it('loading an application announces no change if the stored record differs only in its layout and the order of its properties', async () => {
    const { applications, vault, changed } = listening();
    await save(applications, record);
    applications.setFailure(id, failure, 1);
    const before = applications.get(id);
    const members = Object.entries(JSON.parse(serialiseRecord(record)) as object);
    vault.records.set(id, JSON.stringify(Object.fromEntries(members.reverse()), undefined, 2));
    changed.length = 0;
    assert.deepEqual(await applications.load(id), success(record));
    assert.deepEqual(changed, []);
    assert.deepEqual(applications.get(id), before);
  });

  it('a failure to load an application is kept until a load succeeds, and isn’t kept for an application that is in memory', async () => {
    const { applications, states, vault, changed } = listening();
    vault.failing.set('read', 'too-slow');
    await applications.load(id);
    assert.deepEqual(states.loadFailureOf(id), { reason: 'storage', problem: 'too-slow' });
    assert.deepEqual(changed, [id]);
    vault.failing.delete('read');
    await applications.load(id);
    assert.equal(states.loadFailureOf(id), undefined);
    assert.deepEqual(changed, [id, id]);
    await save(applications, record);
    vault.failing.set('read', 'too-slow');
    await applications.load(id);
    assert.equal(states.loadFailureOf(id), undefined);
  });

  it('loading an application prefers another window’s newer record to the record that storage refused to save', async () => {
    const { applications, vault } = listening();
    vault.failing.set('write', 'write');
    await save(applications, record);
    vault.records.set(id, serialiseRecord(newer));
    assert.deepEqual(await applications.load(id), success(newer));
    assert.deepEqual(applications.get(id), { record: newer, stored: 'this', asking: false });
  });
});

describe('listing applications', () => {
  const others = ['c', 'a', 'b'].map((name) => recordWith(undefined, { name, clientId: name }));

  it('the list of applications is sorted by name, and names a damaged record separately as unreadable', async () => {
    const { applications, vault } = listening();
    for (const other of others) await save(applications, other);
    vault.records.set('broken@host', '{');
    const listed = await applications.list();
    assert.deepEqual(
      listed.ok && listed.value.applications,
      ['a', 'b', 'c'].map((name) =>
        summaryOf(recordWith(undefined, { name, clientId: name }).application),
      ),
    );
    assert.deepEqual(listed.ok && listed.value.unreadable, [
      { id: 'broken@host', failure: { reason: 'storage', problem: 'damaged-record' } },
    ]);
    assert.equal(vault.records.get('broken@host'), '{');
  });

  it('the list of applications sorts applications with the same name by their IDs', async () => {
    const { applications } = listening();
    for (const clientId of ['z', 'y'])
      await save(applications, recordWith(undefined, { clientId }));
    const listed = await applications.list();
    assert.deepEqual(listed.ok && listed.value.applications.map(({ id: listedId }) => listedId), [
      `y@${identityHost}`,
      `z@${identityHost}`,
    ]);
  });

  it('listing the applications fails if storage doesn’t list its keys in time', async () => {
    const { applications, vault } = listening();
    vault.failing.set('ids', 'too-slow');
    assert.deepEqual(await applications.list(), {
      ok: false,
      failure: { reason: 'storage', problem: 'too-slow' },
    });
  });

  it('the list of applications contains no client secret', async () => {
    const { applications } = listening();
    await save(applications, record);
    assert.doesNotMatch(JSON.stringify(await applications.list()), /s3cr3t/);
  });
});

describe('removing an application', () => {
  it('removing an application removes its record from storage, its ID from VS Code’s state, and the application from memory', async () => {
    const { applications, vault, markers, changed } = listening();
    await save(applications, record);
    changed.length = 0;
    assert.deepEqual(await applications.remove(id), success(undefined));
    assert.equal(vault.records.size, 0);
    assert.deepEqual(markers.ids(), []);
    assert.equal(applications.get(id), undefined);
    assert.deepEqual(changed, [id]);
  });

  it('removing an application fails if storage refuses the removal, and the application stays in memory and in VS Code’s state', async () => {
    const { applications, vault, markers, changed } = listening();
    await save(applications, record);
    changed.length = 0;
    vault.failing.set('remove', 'write');
    assert.deepEqual(await applications.remove(id), refusedToWrite);
    assert.deepEqual(markers.ids(), [id]);
    assert.deepEqual(applications.get(id), { record, stored: 'this', asking: false });
    assert.deepEqual(changed, []);
  });

  it('an application whose removal from storage succeeds only after the timeout isn’t reported as a lost secret at the next load', async () => {
    const { applications, vault } = listening();
    await save(applications, record);
    vault.failing.set('remove', 'too-slow');
    const tooSlow = failed({ reason: 'storage', problem: 'too-slow' });
    assert.deepEqual(await applications.remove(id), tooSlow);
    vault.records.clear();
    assert.deepEqual(await applications.load(id), success(undefined));
    assert.equal(applications.get(id), undefined);
  });

  it('an application whose record is already gone when storage refuses its removal isn’t reported as a lost secret at the next load', async () => {
    const { applications, vault } = listening();
    await save(applications, record);
    vault.failing.set('remove', 'write');
    vault.records.clear();
    assert.deepEqual(await applications.remove(id), refusedToWrite);
    assert.deepEqual(await applications.load(id), success(undefined));
  });

  it('an application that storage has refused to save can be removed from memory although storage also refuses the removal', async () => {
    const { applications, vault, markers } = listening();
    vault.failing.set('write', 'write').set('remove', 'write');
    await save(applications, record);
    assert.deepEqual(await applications.remove(id), success(undefined));
    assert.equal(applications.get(id), undefined);
    assert.deepEqual(markers.ids(), []);
  });

  it('a refused removal of an application whose ID isn’t in VS Code’s state doesn’t add the ID there', async () => {
    const { applications, vault, markers } = listening();
    vault.records.set(id, serialiseRecord(record));
    await applications.load(id);
    vault.failing.set('remove', 'write');
    assert.deepEqual(await applications.remove(id), refusedToWrite);
    assert.deepEqual(markers.ids(), []);
  });

  for (const [name, text] of [
    ['is damaged', '{'],
    ['was lost', undefined],
  ] as const) {
    it(`an application whose record ${name} can be removed, and the failure to load it is then no longer reported`, async () => {
      const { applications, states, vault, markers, changed } = listening();
      await markers.add(id);
      if (text !== undefined) vault.records.set(id, text);
      await applications.load(id);
      assert.ok(states.loadFailureOf(id));
      changed.length = 0;
      assert.deepEqual(await applications.remove(id), success(undefined));
      assert.equal(states.loadFailureOf(id), undefined);
      assert.deepEqual(changed, [id]);
    });
  }

  it('removing an application during its save leaves nothing of it in storage, in VS Code’s state or in memory', async () => {
    const { applications, vault, markers } = listening();
    const held = vault.hold('write');
    const saving = save(applications, record);
    await held.arrived;
    const removing = applications.remove(id);
    await settled();
    held.release();
    await Promise.all([saving, removing]);
    assert.deepEqual([vault.records.size, markers.ids(), applications.get(id)], [0, [], undefined]);
  });

  it('removing an application leaves another application in memory unchanged', async () => {
    const { applications } = listening();
    const other = recordWith(undefined, { clientId: 'other' });
    await save(applications, record);
    await save(applications, other);
    await applications.remove(id);
    assert.deepEqual(applications.get(other.application.id)?.record, {
      ...other,
      accountLabel: 'app (other@id, prod)',
    });
  });
});

describe('removing a token', () => {
  const without = { ...recordWith(undefined), accountLabel };

  it('removing an application’s token keeps the credentials in memory and in storage', async () => {
    const { applications, vault, changed } = listening();
    await save(applications, record);
    // The failure of the last renewal is of no interest without a token.
    applications.setFailure(id, failure, 1);
    changed.length = 0;
    assert.deepEqual(await applications.forgetToken(id), success(undefined));
    assert.equal(vault.records.get(id), serialiseRecord(without));
    assert.deepEqual(applications.get(id), { record: without, stored: 'this', asking: false });
    assert.deepEqual(changed, [id]);
  });

  it('removing an application’s token fails and changes nothing if storage refuses to write the record', async () => {
    const { applications, vault, changed } = listening();
    await save(applications, record);
    applications.setFailure(id, failure, 1);
    const before = applications.get(id);
    changed.length = 0;
    vault.failing.set('write', 'write');
    assert.deepEqual(await applications.forgetToken(id), refusedToWrite);
    assert.deepEqual(applications.get(id), before);
    assert.equal(vault.records.get(id), serialiseRecord(record));
    assert.deepEqual(changed, []);
  });

  for (const problem of ['read', 'too-slow'] as const) {
    it(`removing an application’s token fails and keeps the token in memory if storage can’t be read (${problem})`, async () => {
      const { applications, vault } = listening();
      await save(applications, record);
      const before = applications.get(id);
      vault.failing.set('read', problem);
      assert.deepEqual(await applications.forgetToken(id), {
        ok: false,
        failure: { reason: 'storage', problem },
      });
      assert.deepEqual(applications.get(id), before);
    });
  }

  it('the token of an application that storage has refused to save can be removed from memory although storage still refuses to write', async () => {
    const { applications, vault } = listening();
    vault.failing.set('write', 'write');
    await save(applications, record);
    assert.deepEqual(await applications.forgetToken(id), success(undefined));
    assert.deepEqual(applications.get(id), { record: without, stored: 'nothing', asking: false });
  });

  it('removing an application’s token removes the older token in storage and the newer token in memory that storage had refused to save', async () => {
    const { applications, vault } = listening();
    await save(applications, record);
    vault.failing.set('write', 'write');
    await save(applications, newer);
    vault.failing.delete('write');
    assert.deepEqual(await applications.forgetToken(id), success(undefined));
    assert.equal(vault.records.get(id), serialiseRecord(without));
    assert.deepEqual(applications.get(id), { record: without, stored: 'this', asking: false });
  });

  it('removing the token of an application that isn’t saved succeeds without writing to storage', async () => {
    const { applications, vault } = listening();
    assert.deepEqual(await applications.forgetToken(id), success(undefined));
    assert.deepEqual(vault.calls, [`read ${id}`]);
  });
});

describe('changes of an application’s state', () => {
  it('a window without an active application has no state, although another application is in memory', async () => {
    const { applications } = listening();
    await save(applications, record);
    assert.ok(applications.get(id));
    assert.equal(applications.get(undefined), undefined);
  });

  it('the beginning and the end of a token request, and a failure, are each announced once as a change of the application’s state', async () => {
    const { applications, changed } = listening();
    await save(applications, record);
    changed.length = 0;
    applications.setAsking(id, true);
    applications.setAsking(id, true);
    applications.setFailure(id, failure, 1);
    applications.setAsking(id, false);
    assert.deepEqual(changed, [id, id, id]);
    assert.deepEqual(applications.get(id), {
      record,
      stored: 'this',
      asking: false,
      failure,
      failedAt: 1,
    });
  });

  it('a token request or a failure of an application that isn’t in memory changes nothing and isn’t announced', () => {
    const { applications, changed } = listening();
    applications.setAsking(id, true);
    applications.setFailure(id, failure, 1);
    assert.equal(applications.get(id), undefined);
    assert.deepEqual(changed, []);
  });

  it('changes of an application’s state aren’t announced to a removed listener', async () => {
    const { applications, changed, stop } = listening();
    stop();
    await save(applications, record);
    assert.deepEqual(changed, []);
  });
});
