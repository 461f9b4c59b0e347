import './support/withVscode.ts';
import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type * as vscode from 'vscode';
import { failed } from '../../src/core/result.ts';
import { serialiseRecord, type ApplicationRecord } from '../../src/core/applications/record.ts';
import { statusOf } from '../../src/core/token/status.ts';
import { systemClock, systemTimer } from '../../src/node/concurrency/clock.ts';
import { Applications } from '../../src/session/applications/applications.ts';
import { ApplicationReader } from '../../src/session/applications/reader.ts';
import { authenticate } from '../../src/session/signIn/authenticate.ts';
import { AutomaticRenewal } from '../../src/session/token/automaticRenewal.ts';
import { Tokens } from '../../src/session/token/tokens.ts';
import { openSecrets } from '../../src/vscode/host/storedSecrets.ts';
import type { TokenPorts } from '../../src/vscode/token/tokenCommands.ts';
import { createVault } from '../../src/vscode/host/vault.ts';
import { FakeSecrets } from './support/secrets.ts';
import { shown } from './support/vscode.ts';
import {
  answerOf,
  applicationId as id,
  credentials,
  fakePorts,
  hourMs,
  noCancel,
  recordWith,
  startOfTest,
  tokenAnswer,
  tokenWith,
} from '../unit/session/fakes.ts';

// Imported after the hook is registered.
const { loadOrDrop } = await import('../../src/vscode/applications/otherWindows.ts');
const { StatusBar } = await import('../../src/vscode/token/statusBar.ts');
const { copyAccessToken } = await import('../../src/vscode/token/tokenCommands.ts');

const prefix = 'isogeo.application.';
const other = recordWith(tokenWith('other-token'), { clientId: 'other' });

/** VS Code's secret storage with the test's faults. */
function secretsWith(records: readonly ApplicationRecord[], faults: Partial<vscode.SecretStorage>) {
  const secrets = Object.assign(new FakeSecrets(), faults);
  for (const record of records) {
    secrets.values.set(prefix + record.application.id, serialiseRecord(record));
  }
  const { values } = secrets;
  const announce = (key: string) => {
    for (const listener of secrets.listeners) listener({ key });
  };
  return { secrets, values, announce };
}

/** The session over that storage; everything else works. */
function sessionOver(secrets: vscode.SecretStorage) {
  const ports = fakePorts();
  const stored = openSecrets(secrets);
  const vault = createVault(secrets, stored);
  const { markers, log } = ports;
  const reader = new ApplicationReader({ vault, markers, log });
  const applications = new Applications({ vault, markers, log, lock: ports.lock }, reader);
  const session = { ...ports, vault, stored, applications, states: reader.states };
  return { ...session, tokens: new Tokens(session) };
}

/** The part of a window that exists before the first command. */
function readerOver(secrets: vscode.SecretStorage) {
  return { applications: new ApplicationReader({ ...fakePorts(), vault: openSecrets(secrets) }) };
}

const shares = answerOf(200, []);

describe('failing storage', () => {
  const broken = () => Promise.reject(new Error('no keyring'));
  for (const [name, faults] of Object.entries({
    'get throws': {
      get: () => {
        throw new Error('no keyring');
      },
    },
    'get and store reject': { get: broken, store: broken },
  })) {
    it(`fault 23: a sign-in gives a usable token and overwrites nothing if the secret storage fails (${name})`, async () => {
      const mine = recordWith(tokenWith('old-token'), { name: 'Named by me' });
      const { secrets, values } = secretsWith([mine, other], faults);
      const before = [...values];
      const session = sessionOver(secrets);
      const unread = failed({ reason: 'storage', problem: 'read' });
      assert.deepEqual(await session.applications.load(id), unread);
      session.http.answering(tokenAnswer(), shares);
      const signedIn = await authenticate(credentials, [], session, noCancel());
      assert.equal(signedIn.ok && signedIn.value.saved, false);
      const used = await session.tokens.forUse(id, true, noCancel());
      assert.equal(used.ok && used.value.accessToken, 'new-token');
      assert.deepEqual([...values], before);
    });
  }

  it('fault 23: a sign-in and a later renewal give a token within 5 s each if the secret storage never answers', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const never = () => new Promise<never>(() => undefined);
      const { secrets } = secretsWith([], { keys: never, get: never, store: never, delete: never });
      const session = sessionOver(secrets);
      const loaded = session.applications.load(id);
      let elapsedMs = 0;
      const until = async <T>(promise: Promise<T>): Promise<T> => {
        const outcome = { settled: false };
        const settle = () => {
          outcome.settled = true;
        };
        promise.then(settle, settle);
        await setImmediate();
        while (!outcome.settled) {
          mock.timers.tick(50);
          elapsedMs += 50;
          await setImmediate();
        }
        return promise;
      };
      assert.deepEqual(await until(loaded), failed({ reason: 'storage', problem: 'too-slow' }));
      assert.equal(elapsedMs, 5000);
      elapsedMs = 0;
      session.http.answering(tokenAnswer(), shares);
      const signedIn = await until(authenticate(credentials, [], session, noCancel()));
      assert.equal(signedIn.ok && signedIn.value.saved, false);
      assert.ok(elapsedMs <= 5000, `${elapsedMs} ms`);
      elapsedMs = 0;
      session.clock.advance(hourMs);
      session.http.answering(tokenAnswer('next-token'));
      const used = await until(session.tokens.forUse(id, true, noCancel()));
      assert.equal(used.ok && used.value.accessToken, 'next-token');
      assert.ok(elapsedMs <= 5000, `${elapsedMs} ms`);
    } finally {
      mock.timers.reset();
    }
  });

  it('fault 24: a token that can’t be saved is used from memory, the sign-in’s result says that it isn’t saved, and storage is unchanged', async () => {
    const saved = recordWith(tokenWith('old-token'));
    const { secrets, values } = secretsWith([saved, other], {
      store: () => {
        throw new Error('disk full');
      },
    });
    const before = [...values];
    const session = sessionOver(secrets);
    await session.applications.load(id);
    session.clock.advance(hourMs);
    session.http.answering(tokenAnswer());
    const renewed = await session.tokens.forUse(id, true, noCancel());
    assert.equal(renewed.ok && renewed.value.accessToken, 'new-token');
    assert.equal(session.applications.get(id)?.stored, 'older');
    session.http.answering(tokenAnswer('signed-in'), shares);
    const signedIn = await authenticate(credentials, [], session, noCancel());
    assert.equal(signedIn.ok && signedIn.value.saved, false);
    const used = await session.tokens.forUse(id, true, noCancel());
    assert.equal(used.ok && used.value.accessToken, 'signed-in');
    assert.deepEqual([...values], before);
  });

  it('fault 25: a saved secret that has vanished is reported as lost, and a new sign-in saves the secret again', async () => {
    const { secrets, values } = secretsWith([other], {});
    const session = sessionOver(secrets);
    await session.markers.add(id);
    const lost = failed({ reason: 'storage', problem: 'lost' });
    assert.deepEqual(await session.tokens.forUse(id, true, noCancel()), lost);
    assert.deepEqual(session.states.loadFailureOf(id), lost.failure);
    assert.deepEqual([session.log.events, session.http.requests], [['secret lost'], []]);
    session.http.answering(tokenAnswer(), shares);
    const signedIn = await authenticate(credentials, [], session, noCancel());
    assert.ok(signedIn.ok && signedIn.value.saved);
    assert.equal(session.states.loadFailureOf(id), undefined);
    assert.equal(values.get(prefix + other.application.id), serialiseRecord(other));
  });

  it('fault 25: a command that needs a vanished secret shows one message, but reading the application shows none', async () => {
    shown.reset();
    const { secrets } = secretsWith([], {});
    const session = sessionOver(secrets);
    await session.markers.add(id);
    const active = { id, drop: () => assert.fail('It is lost, not removed.') };
    for (let event = 0; event < 3; event += 1) await loadOrDrop(id, { ...session, active });
    assert.equal(shown.notifications.length, 0);
    await copyAccessToken({ ...session, active } as unknown as TokenPorts);
    assert.deepEqual(
      shown.notifications.map(({ actions }) => actions.length > 0),
      [true],
    );
  });

  it('fault 26: a sign-in doesn’t overwrite a record of a newer extension version, even if every second read fails', async () => {
    const newer = '{"version":2}';
    const reads: string[] = [];
    const { secrets, values } = secretsWith([other], {
      get: (key) => {
        reads.push(key);
        return reads.length % 2 === 1
          ? Promise.reject(new Error('busy'))
          : Promise.resolve(values.get(key));
      },
    });
    values.set(prefix + id, newer);
    const session = sessionOver(secrets);
    session.http.answering(tokenAnswer(), shares);
    const signedIn = await authenticate(credentials, [], session, noCancel());
    assert.equal(signedIn.ok && signedIn.value.saved, false);
    assert.equal(values.get(prefix + id), newer);
  });

  it('fault 26: if an application’s record is damaged twice, each time before a sign-in, both damaged texts are kept', async () => {
    const { secrets, values } = secretsWith([other], {});
    const texts = ['damaged once', 'damaged twice'];
    for (const text of texts) {
      values.set(prefix + id, text);
      const session = sessionOver(secrets);
      session.http.answering(tokenAnswer(), shares);
      const signedIn = await authenticate(credentials, [], session, noCancel());
      assert.ok(signedIn.ok && signedIn.value.saved);
    }
    const kept = [...values.values()].join();
    assert.deepEqual(
      texts.filter((text) => kept.includes(text)),
      texts,
    );
  });

  const whole = serialiseRecord(recordWith(tokenWith('old-token')));
  for (const [name, text, problem] of [
    ['cut short', whole.slice(0, whole.length / 2), 'damaged-record'],
    ['empty', '', 'damaged-record'],
    ['not text', '\u0000\u0001', 'damaged-record'],
    ['for other addresses', whole.replaceAll('isogeo.com', 'isogeo.example'), 'damaged-record'],
    ['of a newer schema', whole.replace('"version":1', '"version":2'), 'newer-record'],
  ] as const) {
    it(`fault 26: a record that is ${name} isn’t used, its text is kept after a new sign-in, and the other records can be used`, async () => {
      const { secrets, values } = secretsWith([other], {});
      values.set(prefix + id, text);
      const session = sessionOver(secrets);
      const unreadable = failed({ reason: 'storage', problem });
      assert.deepEqual(await session.tokens.forUse(id, true, noCancel()), unreadable);
      const otherId = other.application.id;
      assert.ok((await session.tokens.forUse(otherId, true, noCancel())).ok);
      const listed = await session.applications.list();
      assert.deepEqual(listed.ok && listed.value.applications.map((one) => one.id), [otherId]);
      session.http.answering(tokenAnswer(), shares);
      assert.ok((await authenticate(credentials, [], session, noCancel())).ok);
      // A sign-in replaces a damaged record, but the old text stays readable.
      assert.ok([...values.values()].includes(text));
    });
  }

  it('fault 29: storage events without a change or without a record announce no changed application', async () => {
    const saved = recordWith(tokenWith('old-token'));
    const { secrets, announce } = secretsWith([saved], {});
    const session = sessionOver(secrets);
    await session.applications.load(id);
    const [announced, loads]: [string[], Promise<unknown>[]] = [[], []];
    session.applications.onDidChange((changed) => announced.push(...changed));
    session.stored.onDidChange((changed) => loads.push(session.applications.load(changed)));
    for (const key of [prefix + id, prefix + id, '', prefix, `${prefix}nobody`, 'something.else']) {
      announce(key);
    }
    await Promise.all(loads);
    assert.equal(loads.length, 4);
    assert.deepEqual(announced, []);
    assert.deepEqual(session.applications.get(id)?.record, saved);
    assert.deepEqual(session.http.requests, []);
  });
});

describe('a wrong clock', () => {
  for (const [name, aheadMs] of [
    ['an hour', hourMs],
    ['a year', 365 * 24 * hourMs],
  ] as const) {
    it(`fault 21: a token that was saved while the clock was ${name} ahead is renewed once`, async () => {
      const saved = recordWith(tokenWith('from-the-future', startOfTest + aheadMs));
      const { secrets } = secretsWith([saved], {});
      const session = sessionOver(secrets);
      session.http.answering(tokenAnswer());
      for (let use = 0; use < 3; use += 1) {
        const used = await session.tokens.forUse(id, true, noCancel());
        assert.equal(used.ok && used.value.accessToken, 'new-token');
      }
      assert.equal(session.http.requests.length, 1);
      const stored = await sessionOver(secrets).applications.load(id);
      assert.equal(stored.ok && stored.value?.token?.obtainedAt, startOfTest);
    });
  }

  it('fault 21: a saved token whose time of issue is 30 s in the future is used without a renewal', async () => {
    const { secrets } = secretsWith(
      [recordWith(tokenWith('kept-token', startOfTest + 30_000))],
      {},
    );
    const used = await sessionOver(secrets).tokens.forUse(id, true, noCancel());
    assert.equal(used.ok && used.value.accessToken, 'kept-token');
  });

  it('fault 22: a token that expired while the machine slept has the status “expired”, and is renewed once', async () => {
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: startOfTest });
    try {
      const { secrets } = secretsWith([recordWith(tokenWith('old-token'))], {});
      const session = { ...sessionOver(secrets), clock: systemClock };
      const tokens = new Tokens(session);
      await session.applications.load(id);
      let renewing: Promise<unknown> = Promise.resolve();
      const renewal = new AutomaticRenewal({
        clock: systemClock,
        timer: systemTimer,
        application: () => session.applications.get(id),
        renew: (due) => (renewing = tokens.forUse(due, true, noCancel())),
      });
      renewal.update();
      const statusNow = () =>
        statusOf(
          {
            token: session.applications.get(id)?.record.token,
            asking: false,
            failure: undefined,
            renewable: true,
            renewal: 'automatic',
            warnMs: 300_000,
          },
          systemClock.now(),
        ).kind;
      assert.equal(statusNow(), 'valid');
      // The machine sleeps: the wall clock continues, its timers don't.
      mock.timers.setTime(startOfTest + 2 * hourMs);
      assert.equal(statusNow(), 'expired');
      session.http.answering(tokenAnswer());
      mock.timers.tick(5 * 60_000);
      await renewing;
      assert.equal(statusNow(), 'valid');
      assert.equal(session.http.requests.length, 1);
      renewal.dispose();
    } finally {
      mock.timers.reset();
    }
  });

  it('fault 22: the status bar’s countdown follows a change of the clock, but not of the time zone', async () => {
    const zone = process.env['TZ'];
    mock.timers.enable({ apis: ['setTimeout', 'Date'], now: startOfTest });
    const { secrets } = secretsWith([recordWith(tokenWith('token-of-a'))], {});
    const { applications } = readerOver(secrets);
    await applications.load(id);
    const bar = new StatusBar({
      applications: applications.states,
      savedIds: () => [id],
      active: { id, isSigningIn: false },
      clock: systemClock,
      timer: systemTimer,
      causeOf: () => undefined,
    });
    const minuteMs = 60_000;
    const shownAt = (moment: number) => {
      mock.timers.setTime(moment);
      bar.update();
      return shown.statusBar.text;
    };
    try {
      const texts = [shown.statusBar.text];
      for (let minute = 0; minute < 2; minute += 1) {
        // The timer fires without any action.
        mock.timers.tick(minuteMs);
        mock.timers.tick(1);
        texts.push(shown.statusBar.text);
      }
      for (const minutes of [40, 20, 20.5, 61, 30]) {
        texts.push(shownAt(startOfTest + minutes * minuteMs));
      }
      assert.deepEqual(
        texts.map((text) => text.replace('$(key) Isogeo', '').trim()),
        ['60 min', '58 min', '57 min', '20 min', '40 min', '39 min', ': expired', '30 min'],
      );
      const inZones = ['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles'].map((changed) => {
        process.env['TZ'] = changed;
        return shownAt(startOfTest + 30 * minuteMs);
      });
      assert.deepEqual(new Set(inZones), new Set(texts.slice(-1)));
      assert.notEqual(new Date().getTimezoneOffset(), 0);
    } finally {
      bar.dispose();
      mock.timers.reset();
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });
});
