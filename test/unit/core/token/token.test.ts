import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import {
  isAccessToken,
  isFresh,
  isRefreshToken,
  isValid,
  renewalDueAt,
  type Token,
} from '../../../../src/core/token/token.ts';
import { readTokenAnswer, tokenOf } from '../../../../src/core/token/tokenAnswer.ts';
import { cases as fuzzCases, character } from '../../../fuzz/cases.ts';

const answer = { access_token: 'abc.DEF-_~+/=', token_type: 'bearer', expires_in: 3599 };
const now = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;

describe('token answers', () => {
  it('the fields access_token, token_type, expires_in and refresh_token of a token answer are read, and other fields are dropped', () => {
    assert.deepEqual(readTokenAnswer({ ...answer, refresh_token: 'r', scope: 'x', other: {} }), {
      ...answer,
      refresh_token: 'r',
    });
  });

  for (const token_type of ['bearer', 'Bearer', 'BEARER']) {
    it(`a token answer with the token type ${token_type} is accepted, and its type is read as bearer`, () => {
      assert.deepEqual(readTokenAnswer({ ...answer, token_type }), answer);
    });
  }

  for (const token_type of ['mac', '', ' bearer', 'bearer ', null, undefined, 1, ['bearer']]) {
    it(`a token answer with the token type ${inspect(token_type)} is refused`, () => {
      assert.equal(readTokenAnswer({ ...answer, token_type }), undefined);
    });
  }

  for (const expires_in of [undefined, null]) {
    it(`a token answer with the lifetime ${String(expires_in)} is read as one without a lifetime`, () => {
      const { access_token, token_type } = answer;
      assert.deepEqual(readTokenAnswer({ ...answer, expires_in }), { access_token, token_type });
    });
  }

  const lifetimes: readonly (readonly [unknown, number])[] = [
    [0, 0],
    [1, 1],
    [10, 10],
    ['3600', 3600],
    ['0', 0],
    [3599.5, 3599.5],
    [2 ** 31, 2 ** 31],
    ['2147483648', 2 ** 31],
    [Number.MAX_VALUE, Number.MAX_VALUE],
  ];
  for (const [expires_in, seconds] of lifetimes) {
    it(`a token answer with a lifetime of ${JSON.stringify(expires_in)} seconds is accepted`, () => {
      assert.equal(readTokenAnswer({ ...answer, expires_in })?.expires_in, seconds);
    });
  }

  const notLifetimes = [
    ...[-1, -0.5, Number.NaN, Number.POSITIVE_INFINITY, true, [3599], {}],
    ...['', ' ', '-1', '3600abc', 'Infinity', 'NaN', '1e3', '0x10', '3600 ', '36.5', '９'],
  ];
  for (const expires_in of notLifetimes) {
    it(`a token answer with the lifetime ${inspect(expires_in)} is refused`, () => {
      assert.equal(readTokenAnswer({ ...answer, expires_in }), undefined);
    });
  }

  const notTokens = [
    ...['', ' ', 'a b', 'a\r\nb', 'a\n', '\na', 'a\0', 'a\tb', 'é', 'a\u007f', '😀', 'a\u2028'],
    ...[null, undefined, 1, true, ['a'], { toString: 'a' }],
  ];
  for (const text of notTokens) {
    it(`a token answer with the access token ${inspect(text)} is refused`, () => {
      assert.equal(readTokenAnswer({ ...answer, access_token: text }), undefined);
    });
  }

  for (const refresh_token of ['', null, undefined]) {
    it(`a token answer with the refresh token ${inspect(refresh_token)} is read as one without a refresh token`, () => {
      assert.deepEqual(readTokenAnswer({ ...answer, refresh_token }), answer);
    });
  }

  for (const refresh_token of ['a\r\nb', 'é', 1, {}]) {
    it(`a token answer with the refresh token ${JSON.stringify(refresh_token)} is refused`, () => {
      assert.equal(readTokenAnswer({ ...answer, refresh_token }), undefined);
    });
  }

  for (const body of [undefined, null, 'token', 1, true, [], [answer], {}, { error: 'x' }]) {
    it(`the token answer ${inspect(body)} is refused`, () => {
      assert.equal(readTokenAnswer(body), undefined);
    });
  }

  it('the reader of token answers doesn’t throw on random values, and accepts only visible ASCII tokens without a past or infinite expiry', () => {
    const text = fc.oneof(fc.string({ minLength: 1 }), fc.string({ unit: character }));
    const like = fc.record(
      {
        access_token: fc.oneof(text, fc.anything()),
        token_type: fc.oneof(fc.constantFrom('bearer', 'Bearer', 'mac'), fc.anything()),
        expires_in: fc.oneof(fc.double(), fc.integer().map(String), text, fc.anything()),
        refresh_token: fc.oneof(text, fc.anything()),
      },
      { requiredKeys: ['access_token', 'token_type'] },
    );
    fc.assert(
      fc.property(fc.oneof(like, fc.anything()), fc.nat(), (body, requestedAt) => {
        const read = readTokenAnswer(body);
        if (!read) return;
        const token = tokenOf(read, requestedAt);
        for (const part of [token.accessToken, token.refreshToken ?? 'none']) {
          assert.match(part, /^[!-~]+$/);
        }
        assert.ok(Number.isFinite(token.expiresAt ?? 0));
        assert.ok((token.expiresAt ?? requestedAt) >= requestedAt);
      }),
      fuzzCases,
    );
  });
});

describe('tokens', () => {
  it('the expiry of a token is the time of its request plus its lifetime', () => {
    assert.deepEqual(
      tokenOf({ access_token: 'token-of-a', token_type: 'bearer', expires_in: 10 }, now),
      {
        accessToken: 'token-of-a',
        obtainedAt: now,
        expiresAt: now + 10_000,
      },
    );
  });

  it('the expiry of a token is unknown if the token answer has no lifetime', () => {
    const token = tokenOf(
      { access_token: 'token-of-a', token_type: 'bearer', refresh_token: 'r' },
      now,
    );
    assert.deepEqual(token, { accessToken: 'token-of-a', obtainedAt: now, refreshToken: 'r' });
  });

  it('a token with the largest possible lifetime expires at the last time that a date can express', () => {
    const { expiresAt } = tokenOf(
      { access_token: 'token-of-a', token_type: 'bearer', expires_in: Number.MAX_VALUE },
      now,
    );
    assert.equal(new Date(expiresAt ?? 0).getTime(), 8.64e15);
  });
});

const living = (lifetimeMs: number): Token => ({
  accessToken: 'token-of-a',
  obtainedAt: now,
  expiresAt: now + lifetimeMs,
});
const unknownExpiry: Token = { accessToken: 'token-of-a', obtainedAt: now };

describe('when renewal is due', () => {
  const margins = [
    { lifetimeMs: 60 * minuteMs, marginMs: 5 * minuteMs },
    { lifetimeMs: 50 * minuteMs, marginMs: 5 * minuteMs },
    { lifetimeMs: 40 * minuteMs, marginMs: 4 * minuteMs },
    { lifetimeMs: 10_000, marginMs: 1000 },
    { lifetimeMs: 0, marginMs: 0 },
    { lifetimeMs: 2 ** 31 * 1000, marginMs: 5 * minuteMs },
  ];
  for (const { lifetimeMs, marginMs } of margins) {
    it(`the renewal of a token with a lifetime of ${lifetimeMs} ms is due ${marginMs} ms before the token’s expiry`, () => {
      assert.equal(renewalDueAt(living(lifetimeMs)), now + lifetimeMs - marginMs);
    });
  }

  it('no due time is given for the renewal of a token with an unknown expiry', () => {
    assert.equal(renewalDueAt(unknownExpiry), undefined);
  });
});

describe('the validity of a token', () => {
  const hour = living(60 * minuteMs);
  const cases = [
    { name: 'just issued', token: hour, at: 0, valid: true, fresh: true },
    {
      name: 'a millisecond before its renewal is due',
      token: hour,
      at: 55 * minuteMs - 1,
      valid: true,
      fresh: true,
    },
    {
      name: 'from the moment when its renewal is due',
      token: hour,
      at: 55 * minuteMs,
      valid: true,
      fresh: false,
    },
    {
      name: 'a millisecond before its expiry',
      token: hour,
      at: 60 * minuteMs - 1,
      valid: true,
      fresh: false,
    },
    { name: 'at its expiry', token: hour, at: 60 * minuteMs, valid: false, fresh: false },
    {
      name: 'with a lifetime of zero',
      token: living(0),
      at: 0,
      valid: false,
      fresh: false,
    },
    {
      name: 'without a known expiry, long after it was issued',
      token: unknownExpiry,
      at: 9e12,
      valid: true,
      fresh: true,
    },
    {
      name: 'issued one minute in the future',
      token: hour,
      at: -minuteMs,
      valid: true,
      fresh: true,
    },
    {
      name: 'issued more than a minute in the future',
      token: hour,
      at: -minuteMs - 1,
      valid: false,
      fresh: false,
    },
    { name: 'issued a year in the future', token: hour, at: -3e10, valid: false, fresh: false },
    {
      name: 'without a known expiry, issued an hour in the future',
      token: unknownExpiry,
      at: -60 * minuteMs,
      valid: false,
      fresh: false,
    },
  ];
  for (const { name, token, at, valid, fresh } of cases) {
    const state = fresh
      ? 'valid, and not due for renewal'
      : valid
        ? 'valid, but due for renewal'
        : 'not valid';
    it(`a token is ${state}: ${name}`, () => {
      assert.deepEqual([isValid(token, now + at), isFresh(token, now + at)], [valid, fresh]);
    });
  }
});

it('an access token may contain all visible ASCII characters', () => {
  const visible = String.fromCharCode(...Array.from({ length: 94 }, (_, index) => index + 0x21));
  assert.ok(isAccessToken(visible));
});

describe('the length of a token', () => {
  for (const [length, isAccess, isRefresh] of [
    [0, false, false],
    [1, false, true],
    [7, false, true],
    [8, true, true],
    [16_384, true, true],
    [16_385, false, false],
    [200_000, false, false],
  ] as const) {
    it(`an access token of ${length} characters is ${isAccess ? 'accepted' : 'refused'}`, () => {
      assert.equal(isAccessToken('a'.repeat(length)), isAccess);
    });

    it(`a refresh token of ${length} characters is ${isRefresh ? 'accepted' : 'refused'}`, () => {
      assert.equal(isRefreshToken('a'.repeat(length)), isRefresh);
    });
  }
});
