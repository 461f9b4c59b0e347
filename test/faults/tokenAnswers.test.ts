import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { renewalDueAt } from '../../src/core/token/token.ts';
import { systemClock, systemTimer } from '../../src/node/concurrency/clock.ts';
import { AutomaticRenewal } from '../../src/session/token/automaticRenewal.ts';
import { authenticate } from '../../src/session/signIn/authenticate.ts';
import { noCancel, settled, tokenAnswer } from '../unit/session/fakes.ts';
import { rawServer, reply, tokenReply, type Answer } from './support/rawServer.ts';
import { groupAt, withSaved, world } from './support/world.ts';

/** Checks that a renewal with this answer fails with `unexpected-response`. */
async function assertRefused(
  t: TestContext,
  answer: Answer,
  problem: 'web-page' | 'not-json' | 'bad-field',
) {
  const { host, requests } = await rawServer(t, answer);
  const saved = await withSaved(groupAt(host));
  await saved.assertFails({ reason: 'unexpected-response', host, problem, status: 200 });
  assert.equal(requests.length, 1);
  return saved;
}

async function renewedWith(t: TestContext, answer: Answer) {
  const { host, requests } = await rawServer(t, answer);
  const saved = await withSaved(groupAt(host));
  await saved.assertRenews();
  const token = saved.applications.get(saved.id)?.record.token;
  assert.ok(token);
  return { ...saved, token, requests };
}

const page = '<!doctype html><title>Wi-Fi</title><form action="https://portal.example/login">';

for (const contentType of ['text/html; charset=utf-8', 'application/json']) {
  it(`fault 9: a web page that arrives as ${contentType} instead of a token is reported, and its text isn’t logged`, async (t) => {
    const answer = reply(200, page, { 'content-type': contentType });
    const { log } = await assertRefused(t, answer, 'web-page');
    assert.equal(log.entries.at(-1)?.fields.problem, 'web-page');
    assert.doesNotMatch(JSON.stringify(log.entries), /html|portal|Wi-Fi/);
  });
}

for (const headers of [{}, { 'content-type': 'text/plain' }, { 'content-type': 'text/html' }]) {
  const name = headers['content-type'] ?? 'none';
  it(`fault 11: a token answer with the content type ${name} is accepted`, async (t) => {
    const body = tokenAnswer();
    await renewedWith(t, reply(200, body.ok ? body.value.body : '', headers));
  });
}

it('fault 11: a text/plain answer without a token is refused, also if the text is JSON', async (t) => {
  await assertRefused(t, reply(200, 'ok', { 'content-type': 'text/plain' }), 'not-json');
  await assertRefused(t, reply(200, '{"ok":true}', { 'content-type': 'text/plain' }), 'bad-field');
});

it('fault 12: without expires_in, the expiry of a token is unknown and the token isn’t renewed automatically', async (t) => {
  const { id, token, requests, ...ports } = await renewedWith(
    t,
    tokenReply({ expires_in: undefined }),
  );
  assert.equal(token.expiresAt, undefined);
  const renewal = new AutomaticRenewal({
    ...ports,
    application: () => ports.applications.get(id),
    renew: () => Promise.reject(new Error('renewed by itself')),
  });
  renewal.update();
  assert.deepEqual(ports.timer.pending, []);
  for (let use = 0; use < 20; use += 1) await ports.tokens.forUse(id, true, noCancel());
  assert.equal(requests.length, 1);
});

for (const expiresIn of [-1, '-1', 'NaN', '3600abc', 'Infinity', '', [3599], {}, true]) {
  it(`fault 13: the lifetime ${JSON.stringify(expiresIn)} of a token is refused`, async (t) => {
    await assertRefused(t, tokenReply({ expires_in: expiresIn }), 'bad-field');
  });
}

it('fault 13: a token lifetime of NaN, Infinity or 1e999 in the JSON answer is refused', async (t) => {
  const bodies = ['NaN', 'Infinity', '1e999'].map(
    (value) => `{"access_token":"a","token_type":"bearer","expires_in":${value}}`,
  );
  await assertRefused(t, reply(200, bodies[0]), 'not-json');
  await assertRefused(t, reply(200, bodies[1]), 'not-json');
  await assertRefused(t, reply(200, bodies[2]), 'bad-field');
});

for (const expiresIn of [0, 1, 5, 10]) {
  it(`fault 14: tokens that live ${expiresIn} s are renewed automatically at intervals of at least 10 s`, async (t) => {
    const answer = tokenReply({ expires_in: expiresIn });
    const { host, requests } = await rawServer(t, ...Array<Answer>(20).fill(answer));
    const { id, tokens, applications, clock, timer } = await withSaved(groupAt(host), {
      expiresAt: world().clock.now(),
    });
    const askedAt: number[] = [];
    let renewing: Promise<unknown> = Promise.resolve();
    const renewal = new AutomaticRenewal({
      clock,
      timer,
      application: () => applications.get(id),
      renew: () => {
        askedAt.push(clock.now());
        return (renewing = tokens.forUse(id, true, noCancel()));
      },
    });
    renewal.update();
    for (let round = 0; round < 5; round += 1) {
      const [next] = timer.pending;
      assert.ok(next !== undefined, 'it goes on');
      await timer.advanceTo(next);
      await renewing;
      await settled();
    }
    renewal.dispose();
    assert.deepEqual([askedAt.length, requests.length], [5, 5]);
    const gapsMs = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0));
    assert.ok(
      gapsMs.every((gapMs) => gapMs >= 10_000),
      gapsMs.join(),
    );
  });
}

for (const expiresIn of [2 ** 31, 2 ** 53, 1e300]) {
  it(`fault 15: a token that lives ${expiresIn} s overflows no timer or date`, async (t) => {
    const { id, token, applications } = await renewedWith(t, tokenReply({ expires_in: expiresIn }));
    assert.ok(!Number.isNaN(new Date(token.expiresAt ?? NaN).getTime()));
    assert.ok((renewalDueAt(token) ?? 0) > systemClock.now() + 2 ** 31);
    const { mock } = t.mock.method(globalThis, 'setTimeout');
    const renewal = new AutomaticRenewal({
      clock: systemClock,
      timer: systemTimer,
      application: () => applications.get(id),
      renew: () => Promise.reject(new Error('renewed by itself')),
    });
    renewal.update();
    renewal.dispose();
    const delays = mock.calls.map(({ arguments: [, delayMs] }) => delayMs ?? 0);
    assert.ok(delays.length === 1 && delays.every((delayMs) => delayMs > 0 && delayMs < 2 ** 31));
  });
}

for (const tokenType of ['bearer', 'BEARER', 'Bearer', 'bEaReR']) {
  it(`fault 16: the token type ${tokenType} is accepted`, async (t) => {
    await renewedWith(t, tokenReply({ token_type: tokenType }));
  });
}

for (const tokenType of ['mac', 'N_A', '', undefined, null, 1]) {
  it(`fault 16: the token type ${JSON.stringify(tokenType)} is refused`, async (t) => {
    await assertRefused(t, tokenReply({ token_type: tokenType }), 'bad-field');
  });
}

const badTokens = {
  'with a header in it': 'a-token\r\nx-evil: 1',
  'with a line feed': 'a-token\n',
  'with a NUL': 'a-token\0',
  'with an accent': 'a-token-é',
  'with a blank': 'a token of two words',
  'without a character': '',
  'of 1 character': 'e',
  'of 7 characters': 'a'.repeat(7),
  'of 16,385 characters': 'a'.repeat(16_385),
  'of 200,000 characters': 'a'.repeat(200_000),
};
for (const [name, token] of Object.entries(badTokens)) {
  it(`fault 17: an access token ${name} is refused and not saved`, async (t) => {
    const refused = await assertRefused(t, tokenReply({ access_token: token }), 'bad-field');
    assert.doesNotMatch(JSON.stringify(refused.log.entries), /evil/);
    const { host, requests } = await rawServer(t, tokenReply({ access_token: token }));
    const ports = world();
    assert.equal((await authenticate(groupAt(host), [], ports, noCancel())).ok, false);
    assert.deepEqual([requests.length, ports.vault.records.size], [1, 0]);
  });
}

for (const length of [8, 16_384]) {
  it(`fault 17: an access token of ${length} characters is accepted`, async (t) => {
    const { host } = await rawServer(t, tokenReply({ access_token: 'a'.repeat(length) }));
    const { renew } = await withSaved(groupAt(host));
    const renewed = await renew();
    assert.equal(renewed.ok && renewed.value.accessToken.length, length);
  });
}

for (const [name, token] of [
  ['with a line break', 'a\r\nb'],
  ['of 16,385 characters', 'a'.repeat(16_385)],
] as const) {
  it(`fault 17: a refresh token ${name} is refused`, async (t) => {
    await assertRefused(t, tokenReply({ refresh_token: token }), 'bad-field');
  });
}
