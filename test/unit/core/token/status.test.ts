import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Failure } from '../../../../src/core/failure.ts';
import {
  isFinal,
  isRenewable,
  needsUser,
  statusChangesAt,
  statusOf,
  type Status,
  type StatusInput,
} from '../../../../src/core/token/status.ts';
import type { Token } from '../../../../src/core/token/token.ts';
import { cases as fuzzCases } from '../../../fuzz/cases.ts';

const now = Date.UTC(2026, 0, 1);
const minuteMs = 60_000;
const host = 'id.api.isogeo.com';

const rejected: Failure = { reason: 'rejected', host, oauthError: 'invalid_client' };
const unreachable: Failure = { reason: 'unreachable', host, code: 'ENOTFOUND' };

function tokenFor(leftMs: number): Token {
  return { accessToken: 'a', obtainedAt: now - 60 * minuteMs, expiresAt: now + leftMs };
}

function inputWith(changes: Partial<StatusInput>): StatusInput {
  return {
    token: tokenFor(59 * minuteMs),
    asking: false,
    failure: undefined,
    renewable: true,
    renewal: 'onUse',
    warnMs: 5 * minuteMs,
    ...changes,
  };
}

const minutes = (amount: number) => ({ unit: 'minutes', amount }) as const;
const near = tokenFor(4 * minuteMs);
const expired = tokenFor(0);
const unknownExpiry: Token = { accessToken: 'a', obtainedAt: now };

const cases: readonly { name: string; input: StatusInput | undefined; status: Status }[] = [
  { name: 'without an application', input: undefined, status: { kind: 'signed-out' } },
  {
    name: 'for an application without a token',
    input: inputWith({ token: undefined }),
    status: { kind: 'signed-out' },
  },
  {
    name: 'during a token request, even after a failure',
    input: inputWith({ asking: true, failure: rejected, token: undefined }),
    status: { kind: 'asking' },
  },
  {
    name: 'with a token that is valid for 59 more minutes',
    input: inputWith({}),
    status: { kind: 'valid', left: minutes(59), warn: false },
  },
  {
    name: 'with a token of unknown expiry',
    input: inputWith({ token: unknownExpiry, renewal: 'manual' }),
    status: { kind: 'valid', left: { unit: 'unknown' }, warn: false },
  },
  {
    name: 'near the expiry if the next use renews the token',
    input: inputWith({ token: near }),
    status: { kind: 'valid', left: minutes(4), warn: false },
  },
  {
    name: 'near the expiry with automatic renewal',
    input: inputWith({ token: near, renewal: 'automatic' }),
    status: { kind: 'valid', left: minutes(4), warn: false },
  },
  {
    name: 'near the expiry with manual renewal',
    input: inputWith({ token: near, renewal: 'manual' }),
    status: { kind: 'valid', left: minutes(4), warn: true },
  },
  {
    name: 'near the expiry if the token can’t be renewed',
    input: inputWith({ token: near, renewable: false }),
    status: { kind: 'valid', left: minutes(4), warn: true },
  },
  {
    name: 'near the expiry after the server refused a renewal',
    input: inputWith({ token: near, failure: rejected }),
    status: { kind: 'valid', left: minutes(4), warn: true },
  },
  {
    name: 'near the expiry after a renewal that failed because the host was unreachable',
    input: inputWith({ token: near, failure: unreachable }),
    status: { kind: 'valid', left: minutes(4), warn: false },
  },
  {
    name: 'exactly at the warning time',
    input: inputWith({ token: tokenFor(5 * minuteMs), renewal: 'manual' }),
    status: { kind: 'valid', left: minutes(5), warn: false },
  },
  {
    name: 'a millisecond after the warning time',
    input: inputWith({ token: tokenFor(5 * minuteMs - 1), renewal: 'manual' }),
    status: { kind: 'valid', left: minutes(4), warn: true },
  },
  {
    name: 'a millisecond before the expiry without a warning time',
    input: inputWith({ token: tokenFor(1), renewal: 'manual', warnMs: 0 }),
    status: { kind: 'valid', left: { unit: 'seconds', amount: 0 }, warn: false },
  },
  {
    name: 'with a valid token after a renewal failed',
    input: inputWith({ failure: unreachable }),
    status: { kind: 'valid', left: minutes(59), warn: false },
  },
  {
    name: 'after the expiry if the next use renews the token',
    input: inputWith({ token: expired }),
    status: { kind: 'expired', warn: false },
  },
  {
    name: 'after the expiry with manual renewal',
    input: inputWith({ token: expired, renewal: 'manual' }),
    status: { kind: 'expired', warn: true },
  },
  {
    name: 'after the expiry if the token can’t be renewed',
    input: inputWith({ token: expired, renewable: false }),
    status: { kind: 'expired', warn: true },
  },
  {
    name: 'after the expiry if a renewal failed',
    input: inputWith({ token: expired, failure: unreachable }),
    status: { kind: 'failing', failure: unreachable, mustAct: false },
  },
  {
    name: 'without a token after the server refused a renewal',
    input: inputWith({ token: undefined, failure: rejected }),
    status: { kind: 'failing', failure: rejected, mustAct: true },
  },
  {
    name: 'with a token issued in the future',
    input: inputWith({ token: { ...near, obtainedAt: now + 60 * minuteMs } }),
    status: { kind: 'expired', warn: false },
  },
];

describe('the status', () => {
  for (const { name, input, status } of cases) {
    const warning = 'warn' in status && status.warn ? ' with a warning' : '';
    it(`the token’s status is ${status.kind}${warning} ${name}`, () => {
      assert.deepEqual(statusOf(input, now), status);
    });
  }
});

describe('when the status changes without an event', () => {
  it('no change of the status in the status bar is predicted without an application, a token or a known expiry, after the expiry, or during a token request', () => {
    const inputs = [
      undefined,
      inputWith({ token: undefined }),
      inputWith({ asking: true }),
      inputWith({ token: expired }),
      inputWith({ token: unknownExpiry }),
    ];
    assert.deepEqual(
      inputs.map((input) => statusChangesAt(input, now)),
      inputs.map(() => undefined),
    );
  });

  it('the next change of the status in the status bar is predicted for the start of the expiry warning if the countdown changes later', () => {
    const token = tokenFor(5 * minuteMs + 20_000);
    const input = inputWith({ token, renewal: 'manual', warnMs: 5 * minuteMs + 10_000 });
    assert.equal(statusChangesAt(input, now), now + 10_001);
  });

  it('the next change of the status in the status bar is predicted for the countdown’s next change if the expiry warning begins right now', () => {
    const token = tokenFor(5 * minuteMs - 1);
    const input = inputWith({ token, renewal: 'manual', warnMs: 5 * minuteMs });
    assert.equal(statusChangesAt(input, now), now + minuteMs);
  });

  it('the next change of the status in the status bar is predicted for the countdown’s next change if the token’s issue time is one minute in the future', () => {
    const token = { ...tokenFor(120 * minuteMs), obtainedAt: now + minuteMs };
    assert.equal(statusChangesAt(inputWith({ token }), now), now + 1);
  });

  it('the next change of the status in the status bar is predicted in 60 minutes, when the token becomes trusted, if its issue time is 61 minutes in the future', () => {
    const token = { ...tokenFor(120 * minuteMs), obtainedAt: now + 61 * minuteMs };
    assert.equal(statusChangesAt(inputWith({ token }), now), now + 60 * minuteMs);
  });

  it('the status of a valid token in the status bar doesn’t change before the predicted moment, which is later than now', () => {
    const inputs = fc.record({
      leftMs: fc.oneof(
        fc.integer({ min: 1, max: 10 * minuteMs }),
        fc.integer({ min: 1, max: 2e7 }),
      ),
      warnMinutes: fc.integer({ min: 0, max: 1440 }),
      renewal: fc.constantFrom('onUse', 'automatic', 'manual'),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(inputs, ({ leftMs, warnMinutes, renewal, part }) => {
        const warnMs = warnMinutes * minuteMs;
        const input = inputWith({ token: tokenFor(leftMs), renewal, warnMs });
        const changesAt = statusChangesAt(input, now) ?? Number.NaN;
        assert.ok(changesAt > now);
        const status = statusOf(input, now);
        const between = now + Math.floor((changesAt - 1 - now) * part);
        assert.deepEqual(statusOf(input, between), status);
        assert.deepEqual(statusOf(input, changesAt - 1), status);
      }),
      fuzzCases,
    );
  });
});

describe('failures', () => {
  const waiting: readonly Failure[] = [
    { reason: 'cancelled' },
    unreachable,
    { reason: 'timed-out', host, timeoutMs: 30_000 },
    { reason: 'throttled', host },
    { reason: 'server-error', host, status: 503 },
    { reason: 'unexpected-response', host, problem: 'web-page' },
  ];
  for (const failure of waiting) {
    it(`the failure ${failure.reason} counts as temporary: the user needn’t act, and another try may succeed`, () => {
      assert.deepEqual([needsUser(failure), isFinal(failure)], [false, false]);
    });
  }

  const lasting: readonly Failure[] = [
    rejected,
    { reason: 'consent-denied', host },
    { reason: 'wrong-platform', host },
    { reason: 'endpoint-refused', problem: 'scheme', origin: 'http://a' },
    { reason: 'credentials-unreadable', cause: 'not-found', path: 'a' },
    { reason: 'credentials-invalid', problem: { kind: 'empty' } },
    { reason: 'interaction-required', need: 'renew' },
    { reason: 'storage', problem: 'lost' },
    { reason: 'tls', host, code: 'CERT_HAS_EXPIRED' },
    { reason: 'proxy', host, code: '407' },
  ];
  for (const failure of lasting) {
    it(`the failure ${failure.reason} counts as one that the user must act on`, () => {
      assert.equal(needsUser(failure), true);
    });

    const mayBeMended = ['tls', 'proxy', 'storage'].includes(failure.reason);
    it(`the failure ${failure.reason} counts, for automatic retries, as ${mayBeMended ? 'worth another try' : 'final'}`, () => {
      assert.equal(isFinal(failure), !mayBeMended);
    });
  }
});

describe('new tokens without the user', () => {
  const refreshable: Token = { ...unknownExpiry, refreshToken: 'r' };

  it('a group application can get a new token without the user, with or without an old token', () => {
    assert.ok(isRenewable('group', undefined));
    assert.ok(isRenewable('group', unknownExpiry));
  });

  it('an application whose credentials the platform has refused can’t get a new token without the user', () => {
    const halted = { ...refreshable, refreshHalted: 'client-refused' } as const;
    assert.ok(!isRenewable('group', halted));
    assert.ok(!isRenewable('user', halted));
  });

  for (const kind of ['user', 'public'] as const) {
    it(`a ${kind} application can get a new token without the user only if it has a refresh token`, () => {
      const tokens = [undefined, unknownExpiry, refreshable];
      assert.deepEqual(
        tokens.map((token) => isRenewable(kind, token)),
        [false, false, true],
      );
    });
  }
});
