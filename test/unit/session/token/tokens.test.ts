import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure } from '../../../../src/core/failure.ts';
import { failed, success } from '../../../../src/core/result.ts';
import { parseRecord, serialiseRecord } from '../../../../src/core/applications/record.ts';
import type { Token } from '../../../../src/core/token/token.ts';
import { Tokens } from '../../../../src/session/token/tokens.ts';
import {
  answerOf,
  applicationId as id,
  fakePorts,
  hourMs,
  identityHost,
  noCancel,
  recordWith,
  settled,
  startOfTest,
  storeRecord,
  tokenAnswer,
  tokenWith,
  userCredentials,
} from '../fakes.ts';

const old = tokenWith('old-token');
const minuteMs = 60_000;

/** A saved application whose token was issued so many ms ago. */
async function savedFor(ageMs: number, token: Token | undefined = old) {
  const ports = fakePorts();
  await storeRecord(ports, recordWith(token));
  ports.vault.calls.length = 0;
  ports.clock.advance(ageMs);
  const storedToken = () => {
    const record = parseRecord(id, ports.vault.records.get(id) ?? '');
    return typeof record === 'string' ? record : record.token;
  };
  return { ...ports, tokens: new Tokens(ports), storedToken };
}

function newToken(obtainedAt: number, accessToken = 'new-token'): Token {
  return { accessToken, obtainedAt, expiresAt: obtainedAt + 3_599_000 };
}

const rejected: Failure = {
  reason: 'rejected',
  host: identityHost,
  oauthError: 'invalid_client',
};

const gone: Failure = { reason: 'interaction-required', need: 'choose-application' };

describe('a token for use', () => {
  it('a renewal reads the saved record twice and writes it once', async () => {
    const { tokens, http, vault } = await savedFor(hourMs);
    http.answering(tokenAnswer());
    await tokens.forUse(id, true, noCancel());
    assert.deepEqual(vault.recordCalls, [`read ${id}`, `read ${id}`, `write ${id}`]);
  });

  it('a token is requested once an hour for fifty hours, although each hour’s token is used twice', async () => {
    const { tokens, http, clock, storedToken } = await savedFor(0);
    for (let hour = 1; hour <= 50; hour += 1) {
      clock.advance(hourMs);
      http.answering(tokenAnswer(`token-of-hour-${hour}`));
      const given = await tokens.forUse(id, true, noCancel());
      const again = await tokens.forUse(id, true, noCancel());
      assert.ok(given.ok && again.ok);
      assert.equal(given.value.accessToken, `token-of-hour-${hour}`);
      assert.deepEqual(again.value, given.value);
      assert.deepEqual(storedToken(), given.value);
      assert.equal(http.requests.length, hour);
    }
  });

  it('a valid token in memory is used without access to storage and without a request', async () => {
    const { tokens, vault, http } = await savedFor(55 * minuteMs - 1);
    assert.deepEqual(await tokens.forUse(id, true, noCancel()), success(old));
    assert.deepEqual([vault.calls, http.requests], [[], []]);
  });

  for (const [name, ageMs] of [
    ['is about to expire', 55 * minuteMs],
    ['has expired', hourMs],
  ] as const) {
    it(`an application’s token that ${name} is renewed and stored at its first use, and the second use sends no request`, async () => {
      const { tokens, http, applications, storedToken, log } = await savedFor(ageMs);
      http.answering(tokenAnswer());
      const expected = newToken(startOfTest + ageMs);
      assert.deepEqual(await tokens.forUse(id, true, noCancel()), success(expected));
      assert.deepEqual(await tokens.forUse(id, true, noCancel()), success(expected));
      assert.equal(http.requests.length, 1);
      assert.deepEqual(storedToken(), expected);
      assert.deepEqual(applications.get(id), {
        record: recordWith(expected),
        stored: 'this',
        asking: false,
      });
      assert.deepEqual(log.events, ['token renewed']);
    });
  }

  it('a token is requested if the application has no token yet', async () => {
    const ports = fakePorts();
    await storeRecord(ports, recordWith(undefined));
    ports.http.answering(tokenAnswer());
    const given = await new Tokens(ports).forUse(id, true, noCancel());
    assert.deepEqual(given, success(newToken(startOfTest)));
  });

  it('a token is requested if the current token has an issue time in the future', async () => {
    const { tokens, http } = await savedFor(-hourMs);
    http.answering(tokenAnswer());
    assert.deepEqual(
      await tokens.forUse(id, true, noCancel()),
      success(newToken(startOfTest - hourMs)),
    );
  });

  it('a token is requested and stored once for a thousand simultaneous callers', async () => {
    const { tokens, http, vault } = await savedFor(hourMs);
    const held = http.hold();
    const callers = Array.from({ length: 1000 }, () => tokens.forUse(id, true, noCancel()));
    await held.arrived;
    held.answer(tokenAnswer());
    const given = await Promise.all(callers);
    assert.equal(http.requests.length, 1);
    assert.equal(vault.recordCalls.filter((call) => call.startsWith('write')).length, 1);
    assert.ok(given.every((one) => one.ok && one.value.accessToken === 'new-token'));
  });

  it('a token request continues for the other callers if one caller cancels', async () => {
    const { tokens, http } = await savedFor(hourMs);
    const held = http.hold();
    const controller = new AbortController();
    const leaving = tokens.forUse(id, true, controller.signal);
    const staying = tokens.forUse(id, true, noCancel());
    await held.arrived;
    controller.abort();
    assert.deepEqual(await leaving, failed({ reason: 'cancelled' }));
    held.answer(tokenAnswer());
    assert.ok((await staying).ok);
  });

  it('a token request is cancelled, and changes and logs nothing, if its only caller cancels', async () => {
    const { tokens, http, applications, log } = await savedFor(hourMs);
    const held = http.hold();
    const controller = new AbortController();
    const asked = tokens.forUse(id, true, controller.signal);
    await held.arrived;
    assert.equal(applications.get(id)?.asking, true);
    const settledAgain = Promise.withResolvers<undefined>();
    applications.onDidChange(() => {
      settledAgain.resolve(undefined);
    });
    controller.abort();
    assert.deepEqual(await asked, failed({ reason: 'cancelled' }));
    await settledAgain.promise;
    assert.equal(http.aborted, 1);
    assert.deepEqual(applications.get(id), {
      record: recordWith(old),
      stored: 'this',
      asking: false,
    });
    assert.deepEqual(log.events, []);
  });

  it('a caller who cancels a token request gets no token although the old token is still valid', async () => {
    const { tokens, http } = await savedFor(56 * minuteMs);
    const held = http.hold();
    const controller = new AbortController();
    const asked = tokens.forUse(id, true, controller.signal);
    await held.arrived;
    controller.abort();
    assert.deepEqual(await asked, failed({ reason: 'cancelled' }));
  });

  it('a token that another window has stored in the meantime is used in place of a new request', async () => {
    const { tokens, http, vault, applications } = await savedFor(hourMs);
    const theirs = tokenWith('their-token', startOfTest + hourMs);
    vault.records.set(id, serialiseRecord(recordWith(theirs)));
    assert.deepEqual(await tokens.forUse(id, true, noCancel()), success(theirs));
    assert.equal(http.requests.length, 0);
    assert.deepEqual(applications.get(id)?.record.token, theirs);
  });

  it('a token request uses the credentials that another window has stored in the meantime', async () => {
    const { tokens, http, vault } = await savedFor(hourMs);
    vault.records.set(id, serialiseRecord(recordWith(old, { clientSecret: 'changed' })));
    http.answering(tokenAnswer());
    assert.ok((await tokens.forUse(id, true, noCancel())).ok);
    const sent = http.requests[0]?.headers['authorization']?.split(' ')[1] ?? '';
    assert.match(Buffer.from(sent, 'base64').toString(), /:changed$/);
  });

  it('the token of an application that isn’t in memory is read from storage', async () => {
    const ports = fakePorts();
    ports.vault.records.set(id, serialiseRecord(recordWith(old)));
    assert.deepEqual(await new Tokens(ports).forUse(id, true, noCancel()), success(old));
    assert.equal(ports.http.requests.length, 0);
  });

  it('asking for the token of an application that isn’t saved fails with the need to choose an application', async () => {
    const ports = fakePorts();
    assert.deepEqual(
      await new Tokens(ports).forUse(id, true, noCancel()),
      failed({ reason: 'interaction-required', need: 'choose-application' }),
    );
  });

  for (const problem of ['lost', 'damaged-record', 'newer-record', 'read', 'too-slow'] as const) {
    it(`a token request fails with the storage problem ${problem} if the application isn’t in memory`, async () => {
      const ports = fakePorts();
      if (problem === 'lost') await ports.markers.add(id);
      else if (problem === 'damaged-record') ports.vault.records.set(id, '{');
      else if (problem === 'newer-record') ports.vault.records.set(id, '{"version":2}');
      else ports.vault.failing.set('read', problem);
      assert.deepEqual(
        await new Tokens(ports).forUse(id, true, noCancel()),
        failed({ reason: 'storage', problem }),
      );
    });
  }

  it('a token is renewed with the credentials in memory if storage can’t be read', async () => {
    const { tokens, http, vault } = await savedFor(hourMs);
    vault.failing.set('read', 'too-slow');
    http.answering(tokenAnswer());
    assert.ok((await tokens.forUse(id, true, noCancel())).ok);
  });
});

describe('the lock between windows', () => {
  it('the lock between windows is held while a token is requested and saved', async () => {
    const { tokens, http, lock, storedToken } = await savedFor(hourMs);
    const order: unknown[] = [];
    lock.hold = async (key, work) => {
      order.push(key, http.requests.length);
      const done = await work();
      order.push('let go', storedToken());
      return done;
    };
    http.answering(tokenAnswer());
    await tokens.forUse(id, true, noCancel());
    const saved = newToken(startOfTest + hourMs);
    assert.deepEqual(order, [{ applicationId: id, lock: 'renewal' }, 0, 'let go', saved]);
  });

  it('a valid token that another window has stored is used after a single read of storage', async () => {
    const { tokens, vault, http } = await savedFor(hourMs);
    const theirs = tokenWith('theirs-token', startOfTest + hourMs);
    vault.records.set(id, serialiseRecord(recordWith(theirs)));
    assert.deepEqual(await tokens.forUse(id, true, noCancel()), success(theirs));
    assert.deepEqual([http.requests, vault.calls], [[], [`read ${id}`]]);
  });

  it('a window that has waited for the lock uses the token that the previous window saved, without a request', async () => {
    const { tokens, http, vault, lock } = await savedFor(hourMs);
    const theirs = tokenWith('theirs-token', startOfTest + hourMs);
    lock.hold = (_key, work) => {
      vault.records.set(id, serialiseRecord(recordWith(theirs)));
      return work();
    };
    assert.deepEqual(await tokens.forUse(id, true, noCancel()), success(theirs));
    assert.deepEqual(http.requests, []);
  });

  it('a command that is cancelled while it waits for the lock sends no request', async () => {
    const { tokens, http, lock } = await savedFor(hourMs);
    const [waiting, over] = [
      Promise.withResolvers<undefined>(),
      Promise.withResolvers<undefined>(),
    ];
    lock.hold = async (_key, work, signal) => {
      waiting.resolve(undefined);
      await over.promise;
      assert.ok(signal.aborted);
      return work();
    };
    const controller = new AbortController();
    const asked = tokens.forUse(id, true, controller.signal);
    await waiting.promise;
    controller.abort();
    assert.deepEqual(await asked, failed({ reason: 'cancelled' }));
    over.resolve(undefined);
    await settled();
    assert.deepEqual(http.requests, []);
  });
});

describe('a token for use with manual renewal', () => {
  it('a command uses a valid token without a request if renewal is manual', async () => {
    const { tokens, http } = await savedFor(hourMs - 1);
    assert.deepEqual(await tokens.forUse(id, false, noCancel()), success(old));
    assert.equal(http.requests.length, 0);
  });

  it('a command uses a token that another window has renewed, without a request, if renewal is manual', async () => {
    const { tokens, http, vault } = await savedFor(hourMs);
    const theirs = tokenWith('theirs-token', startOfTest + hourMs);
    vault.records.set(id, serialiseRecord(recordWith(theirs)));
    assert.deepEqual(await tokens.forUse(id, false, noCancel()), success(theirs));
    assert.deepEqual([vault.calls, http.requests], [[`read ${id}`], []]);
  });

  it('asking for an expired token sends no request, and fails with the need to renew the token, if renewal is manual', async () => {
    const { tokens, http } = await savedFor(hourMs);
    assert.deepEqual(
      await tokens.forUse(id, false, noCancel()),
      failed({ reason: 'interaction-required', need: 'renew' }),
    );
    assert.equal(http.requests.length, 0);
  });
});

describe('renewing a token', () => {
  it('a token request is marked as repeatable only if its caller allows a repetition', async () => {
    for (const isRepeatable of [true, false]) {
      const { tokens, http } = await savedFor(hourMs);
      http.answering(tokenAnswer());
      assert.ok((await tokens.forUse(id, true, noCancel(), isRepeatable)).ok);
      assert.deepEqual(
        http.requests.map(({ repeatable }) => repeatable),
        [isRepeatable],
      );
    }
  });

  it('Renew Token requests a new token although the old one is still valid', async () => {
    const { tokens, http } = await savedFor(0);
    http.answering(tokenAnswer());
    assert.deepEqual(await tokens.renew(id, noCancel()), success(newToken(startOfTest)));
  });

  it('the state of an application shows when a token request begins and ends', async () => {
    const { tokens, http, applications } = await savedFor(0);
    const asking: (boolean | undefined)[] = [];
    applications.onDidChange(() => asking.push(applications.get(id)?.asking));
    http.answering(tokenAnswer());
    await tokens.renew(id, noCancel());
    assert.deepEqual([asking[0], asking.at(-1)], [true, false]);
  });

  it('a command still gets the old, valid token after a refused early renewal, and the application’s state and the log show the failure', async () => {
    const { tokens, http, applications, clock, storedToken, log } = await savedFor(56 * minuteMs);
    http.answering(answerOf(400, { error: 'invalid_client' }));
    assert.deepEqual(await tokens.forUse(id, true, noCancel()), success(old));
    const halted = { ...old, refreshHalted: 'client-refused' } as const;
    assert.deepEqual(storedToken(), halted);
    assert.deepEqual(applications.get(id), {
      record: recordWith(halted),
      stored: 'this',
      asking: false,
      failure: rejected,
      failedAt: clock.now(),
    });
    assert.deepEqual(log.entries, [
      {
        event: 'renewal failed',
        fields: {
          applicationId: id,
          durationMs: 0,
          reason: 'rejected',
          host: identityHost,
          problem: 'invalid_client',
        },
      },
    ]);
  });

  it('a renewal at the user’s request returns the server’s refusal although the old token is still valid', async () => {
    const { tokens, http, storedToken } = await savedFor(0);
    http.answering(answerOf(400, { error: 'invalid_client' }));
    assert.deepEqual(await tokens.renew(id, noCancel()), failed(rejected));
    assert.deepEqual(storedToken(), { ...old, refreshHalted: 'client-refused' });
  });

  it('a secret that the platform has refused isn’t sent again by twenty other windows, but is sent again by Renew Token', async () => {
    const { tokens, http, openWindow, storedToken, ...ports } = await savedFor(hourMs);
    http.answering(answerOf(401, { error: 'invalid_client' }));
    assert.deepEqual(await tokens.forUse(id, true, noCancel()), failed(rejected));
    for (let window = 0; window < 20; window += 1) {
      const elsewhere = new Tokens({ ...ports, http, applications: openWindow() });
      assert.deepEqual(await elsewhere.forUse(id, true, noCancel()), failed(rejected));
    }
    assert.equal(http.requests.length, 1);
    http.answering(tokenAnswer());
    assert.ok((await tokens.renew(id, noCancel())).ok);
    assert.deepEqual(storedToken(), newToken(startOfTest + hourMs));
  });

  it('a renewal whose old secret is refused leaves the token unchanged that another window has stored with a new secret in the meantime', async () => {
    const { tokens, http, vault, storedToken } = await savedFor(2 * hourMs);
    const held = http.hold();
    const asked = tokens.forUse(id, true, noCancel());
    await held.arrived;
    const theirs = tokenWith('theirs-token', startOfTest + hourMs);
    vault.records.set(id, serialiseRecord(recordWith(theirs, { clientSecret: 'changed' })));
    held.answer(answerOf(401, { error: 'invalid_client' }));
    assert.deepEqual(await asked, failed(rejected));
    assert.deepEqual(storedToken(), theirs);
  });

  it('a renewal that fails with a 503 answer is reported to the command if the old token has expired', async () => {
    const { tokens, http } = await savedFor(hourMs);
    http.answering(answerOf(503, ''));
    assert.deepEqual(
      await tokens.forUse(id, true, noCancel()),
      failed({ reason: 'server-error', host: identityHost, status: 503 }),
    );
  });

  it('a successful renewal clears the failure of an earlier renewal in the application’s state', async () => {
    const { tokens, http, applications } = await savedFor(hourMs);
    http.answering(answerOf(503, ''), tokenAnswer());
    await tokens.forUse(id, true, noCancel());
    await tokens.forUse(id, true, noCancel());
    assert.equal(applications.get(id)?.failure, undefined);
  });

  it('a renewal doesn’t bring back an application that another window removes during the token request', async () => {
    const { tokens, http, vault, markers, applications } = await savedFor(hourMs);
    const held = http.hold();
    const asked = tokens.forUse(id, true, noCancel());
    await held.arrived;
    vault.records.delete(id);
    await markers.remove(id);
    held.answer(tokenAnswer());
    assert.deepEqual(await asked, failed(gone));
    assert.deepEqual([vault.records.size, applications.get(id)], [0, undefined]);
  });

  for (const leave of ['remove', 'forgetToken'] as const) {
    it(`a renewal doesn’t undo another window’s ${leave} between the renewal’s last read and its write`, async () => {
      const { tokens, http, vault, markers, applications, openWindow } = await savedFor(hourMs);
      const elsewhere = openWindow();
      await elsewhere.load(id);
      const request = http.hold();
      const renewing = tokens.forUse(id, true, noCancel());
      await request.arrived;
      const lastRead = vault.hold('read');
      request.answer(tokenAnswer());
      await lastRead.arrived;
      const leaving = elsewhere[leave](id);
      await settled();
      lastRead.release();
      await renewing;
      assert.deepEqual(await leaving, success(undefined));
      const stays = leave === 'remove' ? [] : [id];
      assert.deepEqual([[...vault.records.keys()], markers.ids()], [stays, stays]);
      assert.doesNotMatch(vault.records.get(id) ?? '', /-token/);
      await applications.load(id);
      assert.equal(applications.get(id)?.record.token, undefined);
    });
  }

  it('a renewal doesn’t bring back an application that this window removes during the token request', async () => {
    const { tokens, http, vault, applications } = await savedFor(hourMs);
    const held = http.hold();
    const asked = tokens.forUse(id, true, noCancel());
    await held.arrived;
    await applications.remove(id);
    held.answer(tokenAnswer());
    assert.deepEqual(await asked, failed(gone));
    assert.deepEqual([vault.records.size, applications.get(id)], [0, undefined]);
  });

  it('a renewal doesn’t undo a sign-out in this window during the token request', async () => {
    const { tokens, http, applications, storedToken } = await savedFor(56 * minuteMs);
    const held = http.hold();
    const asked = tokens.forUse(id, true, noCancel());
    await held.arrived;
    await applications.forgetToken(id);
    held.answer(tokenAnswer());
    assert.deepEqual(await asked, failed(gone));
    assert.deepEqual([storedToken(), applications.get(id)?.record.token], [undefined, undefined]);
    assert.equal(applications.get(id)?.failure, undefined);
  });

  it('a renewal doesn’t undo a sign-out in another window during the token request', async () => {
    const { tokens, http, vault, applications, storedToken, log } = await savedFor(56 * minuteMs);
    const held = http.hold();
    const asked = tokens.renew(id, noCancel());
    await held.arrived;
    vault.records.set(id, serialiseRecord(recordWith(undefined)));
    held.answer(tokenAnswer());
    assert.deepEqual(await asked, failed(gone));
    assert.deepEqual([storedToken(), applications.get(id)?.record.token], [undefined, undefined]);
    assert.deepEqual(log.events, []);
  });

  for (const call of ['read', 'write'] as const) {
    it(`a renewal doesn’t bring back an application that is removed during the renewal’s ${call} of storage after the request`, async () => {
      const { tokens, http, vault, markers, applications } = await savedFor(hourMs);
      const request = http.hold();
      const asked = tokens.forUse(id, true, noCancel());
      await request.arrived;
      const held = vault.hold(call);
      request.answer(tokenAnswer());
      await held.arrived;
      const removing = applications.remove(id);
      await settled();
      held.release();
      assert.deepEqual(await removing, success(undefined));
      await asked;
      assert.deepEqual(
        [vault.records.size, markers.ids(), applications.get(id)],
        [0, [], undefined],
      );
    });

    it(`a renewal doesn’t undo a sign-out during the renewal’s ${call} of storage after the request`, async () => {
      const { tokens, http, vault, applications, storedToken } = await savedFor(hourMs);
      const request = http.hold();
      const asked = tokens.forUse(id, true, noCancel());
      await request.arrived;
      const held = vault.hold(call);
      request.answer(tokenAnswer());
      await held.arrived;
      const leaving = applications.forgetToken(id);
      await settled();
      held.release();
      assert.deepEqual(await leaving, success(undefined));
      await asked;
      assert.deepEqual([storedToken(), applications.get(id)?.record.token], [undefined, undefined]);
    });
  }

  it('a renewal uses the secret in memory if the saved secret was lost, and writes nothing to storage', async () => {
    const { tokens, http, vault, applications } = await savedFor(hourMs);
    vault.records.clear();
    http.answering(tokenAnswer());
    const expected = newToken(startOfTest + hourMs);
    assert.deepEqual(await tokens.forUse(id, true, noCancel()), success(expected));
    assert.deepEqual(applications.get(id)?.record.token, expected);
    assert.notEqual(applications.get(id)?.stored, 'this');
    assert.equal(vault.records.size, 0);
    assert.ok(vault.calls.every((call) => call.startsWith('read')));
    // The next call does the same.
    assert.deepEqual(await tokens.forUse(id, true, noCancel()), success(expected));
  });

  it('Renew Token sends its own request after a command’s running token request, and each gets its own token', async () => {
    const { tokens, http } = await savedFor(hourMs);
    const [first, second] = [http.hold(), http.hold()];
    const used = tokens.forUse(id, true, noCancel());
    await first.arrived;
    const renewed = tokens.renew(id, noCancel());
    first.answer(tokenAnswer('for-use-token'));
    await second.arrived;
    second.answer(tokenAnswer('renewed-token'));
    const given = (await Promise.all([used, renewed])).map(
      (one) => one.ok && one.value.accessToken,
    );
    assert.deepEqual(given, ['for-use-token', 'renewed-token']);
    assert.equal(http.requests.length, 2);
  });

  it('Renew Token requests a new token although a command reads a valid one from storage at the same time', async () => {
    const { tokens, http, vault } = await savedFor(hourMs);
    vault.records.set(
      id,
      serialiseRecord(recordWith(tokenWith('theirs-token', startOfTest + hourMs))),
    );
    const held = vault.hold('read');
    const used = tokens.forUse(id, true, noCancel());
    await held.arrived;
    http.answering(tokenAnswer());
    const renewed = tokens.renew(id, noCancel());
    held.release();
    const given = (await Promise.all([used, renewed])).map(
      (one) => one.ok && one.value.accessToken,
    );
    assert.deepEqual(given, ['theirs-token', 'new-token']);
  });

  it('two simultaneous token requests give each application its own token, although the client IDs differ only by the prefix “new ”', async () => {
    const ports = await savedFor(hourMs);
    const { tokens, http } = ports;
    const other = recordWith(old, {
      clientId: `new ${recordWith(old).application.credentials.clientId}`,
    });
    await storeRecord(ports, other);
    const [first, second] = [http.hold(), http.hold()];
    const renewed = tokens.renew(id, noCancel());
    await first.arrived;
    const used = tokens.forUse(other.application.id, true, noCancel());
    second.answer(tokenAnswer('theirs-token'));
    await settled();
    first.answer(tokenAnswer('mine-token'));
    const given = (await Promise.all([used, renewed])).map(
      (one) => one.ok && one.value.accessToken,
    );
    assert.deepEqual(given, ['theirs-token', 'mine-token']);
  });

  it('a renewal keeps a name that another window gives the application during the token request', async () => {
    const { tokens, http, vault, applications } = await savedFor(hourMs);
    const held = http.hold();
    const asked = tokens.forUse(id, true, noCancel());
    await held.arrived;
    vault.records.set(id, serialiseRecord(recordWith(old, { name: 'Renamed' })));
    held.answer(tokenAnswer());
    assert.ok((await asked).ok);
    assert.equal(applications.get(id)?.record.application.name, 'Renamed');
  });

  it('a renewed token is used from memory, without another request, if storage refuses to save the token', async () => {
    const { tokens, http, vault, applications } = await savedFor(hourMs);
    vault.failing.set('write', 'write');
    http.answering(tokenAnswer());
    const expected = newToken(startOfTest + hourMs);
    assert.deepEqual(await tokens.forUse(id, true, noCancel()), success(expected));
    assert.deepEqual(await tokens.forUse(id, true, noCancel()), success(expected));
    assert.equal(http.requests.length, 1);
    assert.equal(applications.get(id)?.stored, 'older');
  });

  it('each of two renewals gets a new token although storage refuses every write, even that of the sign-in', async () => {
    const ports = fakePorts();
    ports.vault.failing.set('write', 'write');
    await ports.applications.saveSignIn(recordWith(old), false, noCancel());
    ports.http.answering(tokenAnswer('one-token'), tokenAnswer('two-token'));
    const tokens = new Tokens(ports);
    const given: unknown[] = [];
    for (let round = 0; round < 2; round += 1) {
      ports.clock.advance(hourMs);
      const one = await tokens.forUse(id, true, noCancel());
      given.push(one.ok ? one.value.accessToken : one.failure);
    }
    assert.deepEqual(given, ['one-token', 'two-token']);
  });

  it('a renewal doesn’t overwrite a record of a newer version of the extension', async () => {
    const { tokens, http, vault } = await savedFor(hourMs);
    const theirs = serialiseRecord(recordWith(old)).replace('"version":1', '"version":2');
    vault.records.set(id, theirs);
    http.answering(tokenAnswer());
    await tokens.forUse(id, true, noCancel());
    assert.equal(vault.records.get(id), theirs);
  });

  it('a renewal fails if the old token and the new token have both already expired', async () => {
    const { tokens, http, applications } = await savedFor(hourMs);
    http.answering(tokenAnswer('dead-token', 0));
    const failure: Failure = {
      reason: 'unexpected-response',
      host: identityHost,
      problem: 'expired-on-arrival',
    };
    assert.deepEqual(await tokens.forUse(id, true, noCancel()), failed(failure));
    assert.deepEqual(applications.get(id)?.failure, failure);
  });

  it('an early renewal keeps the old, valid token if the new token has already expired', async () => {
    const { tokens, http, storedToken } = await savedFor(56 * minuteMs);
    http.answering(tokenAnswer('dead-token', 0));
    assert.deepEqual(await tokens.forUse(id, true, noCancel()), success(old));
    assert.deepEqual(storedToken(), old);
    assert.deepEqual(await tokens.forUse(id, false, noCancel()), success(old));
  });

  it('a token with an unknown expiry is still used after 1000 hours, without a renewal', async () => {
    const { tokens, http, clock } = await savedFor(hourMs);
    http.answering(answerOf(200, { access_token: 'endless-token', token_type: 'bearer' }));
    await tokens.forUse(id, true, noCancel());
    clock.advance(1000 * hourMs);
    const given = await tokens.forUse(id, true, noCancel());
    assert.equal(given.ok && given.value.accessToken, 'endless-token');
    assert.equal(http.requests.length, 1);
  });

  it('a renewal leaves another application in memory unchanged', async () => {
    const ports = await savedFor(hourMs);
    const { tokens, http, applications } = ports;
    const other = recordWith(old, { clientId: 'other' });
    await storeRecord(ports, other);
    http.answering(tokenAnswer());
    await tokens.forUse(id, true, noCancel());
    assert.deepEqual(applications.get(other.application.id)?.record, other);
  });

  it('a refused renewal and a successful renewal log neither secret nor token', async () => {
    const { tokens, http, log } = await savedFor(hourMs);
    http.answering(answerOf(400, { error: 's3cr3t' }), tokenAnswer());
    await tokens.forUse(id, true, noCancel());
    await tokens.forUse(id, true, noCancel());
    assert.equal(log.entries.length, 2);
    assert.doesNotMatch(JSON.stringify(log.entries), /s3cr3t|new-token|old-token/);
  });
});

describe('renewing a user application', () => {
  const refreshable: Token = { ...old, refreshToken: 'refresh-1' };

  async function userSavedFor(token: Token) {
    const ports = fakePorts();
    await storeRecord(ports, recordWith(token, userCredentials));
    ports.clock.advance(hourMs);
    const stored = () => {
      const record = parseRecord(id, ports.vault.records.get(id) ?? '');
      return typeof record === 'string' ? record : record.token;
    };
    return { ...ports, tokens: new Tokens(ports), stored };
  }

  const answerWith = (refresh_token?: string) =>
    answerOf(200, {
      access_token: 'new-token',
      token_type: 'bearer',
      expires_in: 3599,
      ...(refresh_token !== undefined && { refresh_token }),
    });

  it('a renewal of a user application stores the new refresh token before the caller gets the new access token', async () => {
    const { tokens, http, vault, stored } = await userSavedFor(refreshable);
    http.answering(answerWith('refresh-2'));
    const held = vault.hold('write');
    let isHandedOut = false;
    const asked = tokens.forUse(id, true, noCancel());
    void asked.then(() => (isHandedOut = true));
    await held.arrived;
    await settled();
    assert.equal(isHandedOut, false);
    held.release();
    const given = await asked;
    assert.equal(given.ok && given.value.accessToken, 'new-token');
    assert.deepEqual(stored(), {
      ...newToken(startOfTest + hourMs),
      refreshToken: 'refresh-2',
    });
  });

  it('the next renewal of a user application sends the refresh token from the last answer', async () => {
    const { tokens, http, clock } = await userSavedFor(refreshable);
    http.answering(answerWith('refresh-2'), answerWith('refresh-3'));
    await tokens.forUse(id, true, noCancel());
    clock.advance(hourMs);
    await tokens.forUse(id, true, noCancel());
    assert.deepEqual(
      http.requests.map(({ body }) => new URLSearchParams(body).get('refresh_token')),
      ['refresh-1', 'refresh-2'],
    );
  });

  it('each of fifty renewals in a row sends the latest refresh token, although every third renewal fails', async () => {
    const { tokens, http, clock, stored } = await userSavedFor(refreshable);
    const given: (string | undefined)[] = [];
    for (let renewal = 1; renewal <= 50; renewal += 1) {
      const isDown = renewal % 3 === 0;
      http.answering(isDown ? answerOf(503, {}) : answerWith(`refresh-${renewal + 1}`));
      clock.advance(hourMs);
      const got = await tokens.renew(id, noCancel());
      assert.equal(got.ok, !isDown, `renewal ${renewal}`);
      given.push(isDown ? undefined : `refresh-${renewal + 1}`);
      const token = stored();
      assert.ok(typeof token === 'object');
      assert.equal(
        token.refreshToken,
        given.findLast((each) => each !== undefined),
      );
    }
    const sent = http.requests.map(({ body }) => new URLSearchParams(body).get('refresh_token'));
    const before = given.slice(0, -1).map((_, at) => given.slice(0, at + 1).findLast(Boolean));
    assert.deepEqual(sent, ['refresh-1', ...before]);
  });

  for (const [name, answered] of [
    ['no', undefined],
    ['an empty', ''],
  ] as const) {
    it(`the old refresh token is kept if the answer to a renewal contains ${name} new refresh token`, async () => {
      const { tokens, http, stored, applications } = await userSavedFor(refreshable);
      http.answering(answerWith(answered));
      const given = await tokens.forUse(id, true, noCancel());
      assert.equal(given.ok && given.value.accessToken, 'new-token');
      const expected = { ...newToken(startOfTest + hourMs), refreshToken: 'refresh-1' };
      assert.deepEqual(stored(), expected);
      assert.deepEqual(applications.get(id)?.record.token, expected);
    });
  }

  it('a refresh token that another window stores during a renewal is kept if the answer to the renewal contains no refresh token', async () => {
    const { tokens, http, vault, stored } = await userSavedFor(refreshable);
    const held = http.hold();
    const asked = tokens.forUse(id, true, noCancel());
    await held.arrived;
    const theirs = recordWith({ ...refreshable, refreshToken: 'refresh-9' }, userCredentials);
    vault.records.set(id, serialiseRecord(theirs));
    held.answer(answerWith());
    await asked;
    const kept = stored();
    assert.equal(typeof kept === 'object' && kept.refreshToken, 'refresh-9');
  });

  it('a refused renewal keeps the saved tokens, marks the refresh token as refused, and shows the failure in the application’s state', async () => {
    const { tokens, http, stored, applications } = await userSavedFor(refreshable);
    http.answering(answerOf(400, { error: 'invalid_grant' }));
    const failure: Failure = {
      reason: 'rejected',
      host: identityHost,
      oauthError: 'invalid_grant',
    };
    assert.deepEqual(await tokens.forUse(id, true, noCancel()), failed(failure));
    assert.deepEqual(stored(), { ...refreshable, refreshHalted: 'refused' });
    assert.deepEqual(applications.get(id)?.failure, failure);
  });

  for (const [name, answer, halt, need] of [
    [
      'whose answer was lost',
      failed({ reason: 'timed-out', host: identityHost, timeoutMs: 30_000 }),
      'uncertain',
      'renew-uncertain',
    ],
    ['that was refused', answerOf(400, { error: 'invalid_grant' }), 'refused', 'browser-sign-in'],
  ] as const) {
    it(`a refresh token ${name} isn’t sent again for a command in this or another window, but is sent again by Renew Token`, async () => {
      const { tokens, http, stored, applications, vault } = await userSavedFor(refreshable);
      http.answering(answer, answerWith('refresh-2'));
      assert.equal((await tokens.forUse(id, true, noCancel())).ok, false);
      const elsewhere = fakePorts();
      elsewhere.vault.records.set(id, vault.records.get(id) ?? '');
      elsewhere.clock.advance(hourMs);
      const waits = failed({ reason: 'interaction-required', need });
      assert.deepEqual(await tokens.forUse(id, true, noCancel()), waits);
      assert.deepEqual(await new Tokens(elsewhere).forUse(id, true, noCancel()), waits);
      assert.deepEqual(stored(), { ...refreshable, refreshHalted: halt });
      assert.equal(http.requests.length, 1);
      assert.deepEqual(
        [applications.get(id)?.failure?.reason, elsewhere.http.requests],
        [answer.ok ? 'rejected' : 'timed-out', []],
      );
      assert.ok((await tokens.renew(id, noCancel())).ok);
      const expected = { ...newToken(startOfTest + hourMs), refreshToken: 'refresh-2' };
      assert.deepEqual(stored(), expected);
    });
  }

  it('a renewal whose answer was lost leaves the tokens unchanged that another window has stored in the meantime', async () => {
    const { tokens, http, vault, stored } = await userSavedFor(refreshable);
    const held = http.hold();
    const asked = tokens.forUse(id, true, noCancel());
    await held.arrived;
    const theirs = { ...tokenWith('theirs-token', startOfTest), refreshToken: 'refresh-9' };
    vault.records.set(id, serialiseRecord(recordWith(theirs, userCredentials)));
    held.answer(failed({ reason: 'unreachable', host: identityHost, code: 'ECONNRESET' }));
    await asked;
    assert.deepEqual(stored(), theirs);
  });

  it('a renewal doesn’t overwrite a newer token that another window has stored in the meantime', async () => {
    const { tokens, http, vault, stored } = await userSavedFor(refreshable);
    const held = http.hold();
    const asked = tokens.forUse(id, true, noCancel());
    await held.arrived;
    const theirs = {
      ...tokenWith('theirs-token', startOfTest + hourMs + 1),
      refreshToken: 'refresh-9',
    };
    vault.records.set(id, serialiseRecord(recordWith(theirs, userCredentials)));
    held.answer(answerWith('refresh-2'));
    assert.ok((await asked).ok);
    assert.deepEqual(stored(), theirs);
  });

  it('the new refresh token is saved although the renewal fails because the new access token has already expired', async () => {
    const { tokens, http, stored } = await userSavedFor(refreshable);
    http.answering(
      answerOf(200, {
        access_token: 'dead-token',
        token_type: 'bearer',
        expires_in: 0,
        refresh_token: 'refresh-2',
      }),
    );
    assert.equal((await tokens.forUse(id, true, noCancel())).ok, false);
    assert.deepEqual(stored(), { ...refreshable, refreshToken: 'refresh-2' });
  });

  it('Renew Token waits for a command’s running renewal, and sends the new refresh token from its answer', async () => {
    const { tokens, http } = await userSavedFor(refreshable);
    const first = http.hold();
    const used = tokens.forUse(id, true, noCancel());
    await first.arrived;
    http.answering(answerWith('refresh-3'));
    const renewed = tokens.renew(id, noCancel());
    await settled();
    first.answer(answerWith('refresh-2'));
    const given = await Promise.all([used, renewed]);
    assert.ok(given.every((one) => one.ok));
    assert.deepEqual(
      http.requests.map(({ body }) => new URLSearchParams(body).get('refresh_token')),
      ['refresh-1', 'refresh-2'],
    );
  });

  it('a renewal of a user application without a refresh token sends no request, and fails with the need of a browser sign-in', async () => {
    const { tokens, http } = await userSavedFor(old);
    assert.deepEqual(
      await tokens.forUse(id, true, noCancel()),
      failed({ reason: 'interaction-required', need: 'browser-sign-in' }),
    );
    assert.deepEqual(http.requests, []);
  });

  it('a renewal of a user application logs neither access token nor refresh token', async () => {
    const { tokens, http, log } = await userSavedFor(refreshable);
    http.answering(answerOf(400, { error: 'invalid_grant' }), answerWith('refresh-2'));
    await tokens.forUse(id, true, noCancel());
    await tokens.renew(id, noCancel());
    assert.deepEqual(log.events, ['renewal failed', 'token renewed']);
    assert.doesNotMatch(JSON.stringify(log.entries), /refresh-|new-token|old-token|s3cr3t/);
  });
});
