import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { isFresh, isValid } from '../../src/core/token/token.ts';
import { readTokenAnswer, tokenOf } from '../../src/core/token/tokenAnswer.ts';
import { assertMeets, cases, character } from './cases.ts';

const visible = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 8,
  maxLength: 200,
});
const bearer = fc.constantFrom('bearer', 'Bearer', 'BEARER', 'bEaReR');
const seconds = fc.oneof(
  fc.nat(10_000),
  fc.double({ min: 0, max: 1e15, noNaN: true }),
  fc.constantFrom(0, 2 ** 31, Number.MAX_SAFE_INTEGER, Number.MAX_VALUE),
);
const moment = fc.integer({ min: 0, max: 4e12 });

/** Any value, but often with the right names, so that the later checks are reached. */
const body = fc.oneof(
  fc.anything(),
  fc.record(
    {
      access_token: fc.oneof(visible, fc.anything()),
      token_type: fc.oneof(bearer, fc.anything()),
      expires_in: fc.oneof(seconds, seconds.map(String), fc.anything()),
      refresh_token: fc.oneof(visible, fc.constant(''), fc.anything()),
    },
    { requiredKeys: [] },
  ),
  fc.json().map((text): unknown => JSON.parse(text)),
);

it('the reader of token answers returns only tokens of visible ASCII and lifetimes that aren’t negative or infinite', () => {
  assertMeets(body, (given) => readTokenAnswer(given) !== undefined);
  fc.assert(
    fc.property(body, (given) => {
      const answer = readTokenAnswer(given);
      if (!answer) return;
      assert.match(answer.access_token, /^[\x21-\x7e]{8,16384}$/);
      assert.equal(answer.token_type, 'bearer');
      const { expires_in: lifetime = 0, refresh_token: refresh = 'none' } = answer;
      assert.ok(Number.isFinite(lifetime) && lifetime >= 0);
      assert.match(refresh, /^[\x21-\x7e]+$/);
    }),
    cases,
  );
});

it('the reader of token answers keeps a valid token unchanged, and accepts the lifetime as a number or as a string of digits', () => {
  const digits = fc.nat().map((number) => ({ sent: String(number), read: number }));
  const number = seconds.map((value) => ({ sent: value, read: value }));
  fc.assert(
    fc.property(
      visible,
      bearer,
      fc.oneof(digits, number),
      visible,
      (access, type, life, refresh) => {
        const sent = { access_token: access, token_type: type, expires_in: life.sent };
        const read = { access_token: access, token_type: 'bearer', expires_in: life.read };
        assert.deepEqual(readTokenAnswer(sent), read);
        assert.deepEqual(readTokenAnswer({ ...sent, refresh_token: refresh, more: {} }), {
          ...read,
          refresh_token: refresh,
        });
      },
    ),
    cases,
  );
});

it('the reader of token answers refuses a token with one character outside visible ASCII, at any place', () => {
  const strange = fc.oneof(
    character.filter((given) => !/[\x21-\x7e]/.test(given)),
    fc.constantFrom(' ', '\t', '\r\n', '\0', '\x7f', '\xa0', 'é'),
  );
  fc.assert(
    fc.property(visible, strange, visible, (before, character, after) => {
      for (const access_token of [
        before + character + after,
        character + after,
        before + character,
      ]) {
        assert.equal(readTokenAnswer({ access_token, token_type: 'bearer' }), undefined);
      }
    }),
    cases,
  );
});

it('a token’s expiry is a valid date within its lifetime, and an expired token never counts as fresh', () => {
  fc.assert(
    fc.property(seconds, moment, fc.nat(20_000_000), (lifetime, requestedAt, afterMs) => {
      const token = tokenOf(
        { access_token: 'token-of-a', token_type: 'bearer', expires_in: lifetime },
        requestedAt,
      );
      const end = token.expiresAt ?? Number.NaN;
      assert.ok(end >= requestedAt && end <= requestedAt + lifetime * 1000);
      assert.ok(!Number.isNaN(new Date(end).getTime()));
      const now = requestedAt + afterMs;
      assert.equal(isValid(token, now), now < end);
      assert.ok(!isFresh(token, now) || isValid(token, now));
    }),
    cases,
  );
});
