import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseIndex, serialiseIndex } from '../../../../src/core/applications/listed.ts';
import { parseRecord } from '../../../../src/core/applications/record.ts';
import { failed } from '../../../../src/core/result.ts';
import { Applications } from '../../../../src/session/applications/applications.ts';
import {
  fakePorts,
  FakeVault,
  hourMs,
  identityHost,
  noCancel,
  recordWith,
  settled,
  startOfTest,
  tokenWith,
} from '../fakes.ts';

type Ports = ReturnType<typeof fakePorts>;

function recordOf(clientId: string, name = clientId) {
  return recordWith(tokenWith(`token-of-${clientId}`), { clientId, name });
}

function idOf(clientId: string): string {
  return recordOf(clientId).application.id;
}

async function saving(...clientIds: readonly string[]) {
  const ports = fakePorts();
  for (const clientId of clientIds) {
    await ports.applications.saveSignIn(recordOf(clientId), false, noCancel());
  }
  await ports.applications.list();
  await settled();
  ports.vault.calls.length = 0;
  return ports;
}

/** The list of a newly opened window. */
async function listedAnew(ports: Ports): Promise<readonly string[]> {
  const list = await ports.openWindow().list();
  await settled();
  assert.ok(list.ok, JSON.stringify(list));
  return list.value.applications.map(({ name }) => name);
}

function opened(vault: FakeVault): readonly string[] {
  return vault.calls.filter((call) => call.startsWith('read'));
}

describe('the list of applications', () => {
  it('the list of a hundred applications asks storage once for its keys and once for the index, and for no record', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `app-${index}`);
    const ports = await saving(...ids);
    assert.equal((await listedAnew(ports)).length, 100);
    assert.deepEqual(ports.vault.calls, ['ids', 'readIndex']);
  });

  it('the list of applications sorts numbers in names by their value: app 3 comes before app 10', async () => {
    const names = await listedAnew(await saving('app 10', 'app 11', 'app 3'));
    assert.deepEqual(names, ['app 3', 'app 10', 'app 11']);
  });

  it('the list of applications contains the new issue time and expiry after a token’s renewal, and no times after a sign-out', async () => {
    const ports = await saving('a', 'b');
    const renewed = tokenWith('new-token', startOfTest + hourMs);
    await ports.applications.saveToken(recordOf('a'), renewed);
    await ports.applications.forgetToken(idOf('b'));
    await settled();
    const list = await ports.openWindow().list();
    const { obtainedAt, expiresAt } = renewed;
    assert.deepEqual(
      list.ok && list.value.applications.map(({ name, validity }) => [name, validity]),
      [
        ['a', { obtainedAt, expiresAt }],
        ['b', undefined],
      ],
    );
    assert.deepEqual(opened(ports.vault).filter((call) => call === 'readIndex').length, 1);
  });

  it('the first list of applications after a sign-in and a renewal reads one record, the new application’s, and the next list none', async () => {
    const ports = await saving('a', 'b');
    await ports.applications.saveSignIn(recordOf('c'), false, noCancel());
    await ports.applications.saveToken(recordOf('a'), tokenWith('new-token', startOfTest + hourMs));
    for (const reads of [['readIndex', `read ${idOf('c')}`], ['readIndex']]) {
      ports.vault.calls.length = 0;
      const list = await ports.applications.list();
      await settled();
      assert.deepEqual(
        list.ok && list.value.applications.map(({ validity }) => validity?.obtainedAt),
        [startOfTest + hourMs, startOfTest, startOfTest],
      );
      assert.deepEqual(opened(ports.vault), reads);
    }
  });

  it('the list of applications contains the name that another window has just saved, although the old record is in this window’s memory', async () => {
    const ports = await saving('a', 'b');
    const here = ports.openWindow();
    await here.readAll();
    // No event comes here.
    await ports.openWindow().rename(idOf('a'), 'renamed');
    const list = await here.list();
    await settled();
    assert.deepEqual(list.ok && list.value.applications.map(({ name }) => name), ['b', 'renamed']);
    assert.deepEqual(await listedAnew(ports), ['b', 'renamed']);
  });

  it('the list of applications contains each token’s issue time even if no token times are stored outside the records', async () => {
    const ports = await saving('a', 'b');
    ports.markers.validityOf = () => undefined;
    const list = await ports.openWindow().list();
    assert.deepEqual(
      list.ok && list.value.applications.map(({ validity }) => validity?.obtainedAt),
      [startOfTest, startOfTest],
    );
  });

  it('the list of applications contains the saved name if this window’s memory has an older name than the stored index', async () => {
    const ports = await saving('a', 'b');
    const here = ports.openWindow();
    await here.readAll();
    const there = ports.openWindow();
    await there.rename(idOf('a'), 'renamed');
    await there.list();
    await settled();
    // No event came: memory here has the old name.
    const list = await here.list();
    assert.deepEqual(list.ok && list.value.applications.map(({ name }) => name), ['b', 'renamed']);
  });

  it('an application that couldn’t be saved is in the list of applications, but not in the stored index', async () => {
    const ports = await saving('a');
    ports.vault.failing.set('write', 'write');
    await ports.applications.saveSignIn(recordOf('b'), false, noCancel());
    const list = await ports.applications.list();
    assert.deepEqual(list.ok && list.value.applications.map(({ name }) => name), ['a', 'b']);
    await settled();
    assert.deepEqual([...parseIndex(ports.vault.index).keys()], [idOf('a')]);
  });

  it('the list of applications reports a lost record as lost, although its index contains it, and still lists the others', async () => {
    const ports = await saving('a', 'b', 'c');
    ports.vault.records.delete(idOf('a'));
    const list = await ports.openWindow().list();
    assert.deepEqual(list.ok && list.value.unreadable, [
      { id: idOf('a'), failure: { reason: 'storage', problem: 'lost' } },
    ]);
    assert.deepEqual(list.ok && list.value.applications.map(({ name }) => name), ['b', 'c']);
  });

  it('the list of applications fails if storage can’t list the IDs of its records', async () => {
    const ports = await saving('a');
    ports.vault.failing.set('ids', 'too-slow');
    assert.deepEqual(
      await ports.openWindow().list(),
      failed({ reason: 'storage', problem: 'too-slow' }),
    );
  });

  it('the stored index of applications is deleted when the last application is removed', async () => {
    const ports = await saving('a', 'b');
    for (const name of ['a', 'b']) await ports.openWindow().remove(idOf(name));
    assert.equal(ports.vault.index, undefined);
  });
});

describe('an invalid index', () => {
  const before = serialiseIndex([recordOf('a').application, recordOf('gone').application]);
  for (const [what, index] of [
    ['was lost', undefined],
    ['is damaged', before.slice(0, 40)],
    ['is of a newer schema', before.replace('"version":1', '"version":2')],
    ['is from before a removal and two sign-ins', before],
    ['lists nothing', serialiseIndex([])],
  ] as const) {
    it(`the list of applications shows the saved applications, and rewrites a stored index that ${what}`, async () => {
      const ports = await saving('a', 'b', 'c');
      ports.vault.index = index;
      assert.deepEqual(await listedAnew(ports), ['a', 'b', 'c']);
      ports.vault.calls.length = 0;
      assert.deepEqual(await listedAnew(ports), ['a', 'b', 'c']);
      assert.deepEqual(opened(ports.vault), ['readIndex']);
    });
  }

  for (const problem of ['read', 'too-slow'] as const) {
    it(`the list of applications is complete although storage can’t return the index (${problem})`, async () => {
      const ports = await saving('a', 'b');
      ports.vault.failing.set('readIndex', problem);
      assert.deepEqual(await listedAnew(ports), ['a', 'b']);
    });
  }

  it('a later list of applications writes the stored index of applications that storage had refused to write', async () => {
    const ports = await saving('a');
    ports.vault.failing.set('writeIndex', 'write');
    await ports.applications.saveSignIn(recordOf('b'), false, noCancel());
    assert.deepEqual(await listedAnew(ports), ['a', 'b']);
    ports.vault.failing.clear();
    await ports.applications.list();
    await settled();
    assert.equal(parseIndex(ports.vault.index).size, 2);
  });
});

/** The storage of a window that is killed before one of its calls. */
class DyingVault extends FakeVault {
  constructor(of: FakeVault, callsLeft: number) {
    super();
    let left = callsLeft;
    for (const call of ['ids', 'read', 'write', 'remove', 'setAside', 'readIndex', 'writeIndex']) {
      const live = Reflect.get(of, call) as (...given: unknown[]) => Promise<unknown>;
      Object.assign(this, {
        [call]: (...given: unknown[]) => {
          left -= 1;
          return left < 0 ? new Promise(() => undefined) : live.apply(of, given);
        },
      });
    }
  }
}

const clients = ['a', 'b', 'c'] as const;
const acts = [
  'save',
  'list',
  'saveAsUser',
  'rename',
  'renew',
  'signOut',
  'remove',
  'list',
  'readAll',
] as const;

describe('the index and the records', () => {
  it('a new window lists exactly the saved applications after random actions of two windows, some killed midway, and damage to the index', async () => {
    const anyAct = fc.record({
      act: fc.constantFrom(...acts),
      client: fc.constantFrom(...clients),
      window: fc.nat({ max: 1 }),
      // The window is killed before that call to storage, and opened again.
      diesAt: mostly(null, fc.nat({ max: 12 }), 2),
      // The next action of that window begins before this one has ended.
      overlaps: fc.boolean(),
      damage: mostly(null, fc.constantFrom(undefined, '{', '{"version":2}'), 15),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(anyAct, { maxLength: 16 }), async (steps) => {
        const ports = fakePorts();
        const lock = { hold: <T>(_key: unknown, work: () => Promise<T>) => work() };
        const open = (vault: FakeVault) => new Applications({ ...ports, vault, lock });
        const windows = [open(ports.vault), open(ports.vault)];
        for (const [at, { act, client, window, diesAt, overlaps, damage }] of steps.entries()) {
          if (damage !== null) ports.vault.index = damage;
          const living = windows[window] ?? open(ports.vault);
          const acting = diesAt === null ? living : open(new DyingVault(ports.vault, diesAt));
          // The killed window knows every application.
          if (diesAt !== null && at % 2 === 0) void acting.readAll();
          const done = perform(acting, act, client, at);
          const next = steps[at + 1];
          const isSameWindow = next?.window === window && next.diesAt === null && diesAt === null;
          if (!overlaps || !isSameWindow) {
            await Promise.race([done, turns()]);
            await turns();
            // VS Code announces a changed record in every window.
            for (const each of windows) if (each !== acting) await each.load(idOf(client));
          }
        }
        await turns();
        const truth = new Map(
          [...ports.vault.records].map(([id, text]) => {
            const record = parseRecord(id, text);
            assert.ok(typeof record === 'object');
            const { name, kind } = record.application;
            return [id, `${name} ${kind}`];
          }),
        );
        const list = await open(ports.vault).list();
        assert.ok(list.ok);
        const shown = list.value.applications.map(
          ({ id, name, kind }) => [id, `${name} ${kind}`] as const,
        );
        assert.deepEqual(new Map(shown), truth);
        const labels = [...ports.vault.records].map(([id, text]) => {
          const record = parseRecord(id, text);
          return typeof record === 'object' ? record.accountLabel : id;
        });
        assert.equal(new Set(labels).size, labels.length);
      }),
      { numRuns: 300 },
    );
  });
});

function mostly<T>(usual: null, rare: fc.Arbitrary<T>, weight: number): fc.Arbitrary<T | null> {
  return fc.oneof({ arbitrary: fc.constant(usual), weight }, { arbitrary: rare, weight: 1 });
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await settled();
}

async function perform(
  window: Applications,
  act: (typeof acts)[number],
  client: string,
  at: number,
): Promise<unknown> {
  const id = idOf(client);
  switch (act) {
    case 'save':
      return window.saveSignIn(recordOf(client, `${client} ${at}`), false, noCancel());
    case 'saveAsUser': {
      const record = recordWith(undefined, {
        clientId: client,
        kind: 'user',
        endpoints: {
          token: `https://${identityHost}/oauth/token`,
          authorization: `https://${identityHost}/oauth/authorize`,
          api: 'https://v1.api.isogeo.com',
        },
      });
      return window.saveSignIn(record, false, noCancel());
    }
    case 'rename':
      return window.rename(id, `renamed ${at}`);
    case 'renew': {
      const loaded = await window.load(id);
      if (!loaded.ok || !loaded.value) return undefined;
      return window.saveToken(loaded.value, tokenWith(`token-${at}`, startOfTest + at * 1000));
    }
    case 'signOut':
      return window.forgetToken(id);
    case 'remove':
      return window.remove(id);
    case 'list':
      return window.list();
    case 'readAll':
      return window.readAll();
  }
}
