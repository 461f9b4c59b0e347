import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { nextChangeAt, timeLeft } from '../../../../src/core/token/countdown.ts';
import { cases as fuzzCases } from '../../../fuzz/cases.ts';

const now = Date.UTC(2026, 0, 1);
const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

describe('the time left', () => {
  const cases = [
    { leftMs: 24 * hourMs, shown: [24, 'hours'] },
    { leftMs: 4 * hourMs - 1, shown: [3, 'hours'] },
    { leftMs: 3 * hourMs, shown: [3, 'hours'] },
    { leftMs: 3 * hourMs - 1, shown: [179, 'minutes'] },
    { leftMs: hourMs, shown: [60, 'minutes'] },
    { leftMs: 3599 * secondMs, shown: [59, 'minutes'] },
    { leftMs: minuteMs, shown: [1, 'minutes'] },
    { leftMs: minuteMs - 1, shown: [59, 'seconds'] },
    { leftMs: secondMs, shown: [1, 'seconds'] },
    { leftMs: secondMs - 1, shown: [0, 'seconds'] },
    { leftMs: 1, shown: [0, 'seconds'] },
    { leftMs: 0, shown: ['expired'] },
    { leftMs: -1, shown: ['expired'] },
    { leftMs: -24 * hourMs, shown: ['expired'] },
  ];
  for (const { leftMs, shown } of cases) {
    it(`a token’s time left of ${leftMs} ms is shown as ${shown.join(' ')}`, () => {
      const left = timeLeft(now + leftMs, now);
      assert.deepEqual('amount' in left ? [left.amount, left.unit] : [left.unit], shown);
    });
  }

  it('a token’s time left is shown as unknown if the token’s expiry is unknown', () => {
    assert.deepEqual(timeLeft(undefined, now), { unit: 'unknown' });
  });
});

describe('the next change of the time left', () => {
  it('no next change of a token’s shown time left is predicted if the token’s expiry is unknown', () => {
    assert.equal(nextChangeAt(undefined, now), undefined);
  });

  it('no next change of a token’s shown time left is predicted once the token has expired', () => {
    assert.deepEqual([nextChangeAt(now, now), nextChangeAt(now - 1, now)], [undefined, undefined]);
  });

  it('the next change of a token’s shown time left is predicted to the millisecond', () => {
    const leftMs = fc.oneof(
      fc.integer({ min: 1, max: 5 * hourMs }),
      fc.integer({ min: 1, max: 3 * minuteMs }),
      fc.integer({ min: 1, max: 8.64e15 - now }),
      // Values around every boundary.
      fc
        .tuple(
          fc.constantFrom(secondMs, minuteMs, 2 * minuteMs, hourMs, 3 * hourMs, 4 * hourMs),
          fc.integer({ min: -2, max: 2 }),
        )
        .map(([boundary, offset]) => boundary + offset),
    );
    fc.assert(
      fc.property(leftMs, fc.double({ min: 0, max: 1, noNaN: true }), (left, part) => {
        const expiresAt = now + left;
        const changesAt = nextChangeAt(expiresAt, now) ?? Number.NaN;
        assert.ok(changesAt > now && changesAt <= expiresAt);
        const text = timeLeft(expiresAt, now);
        const between = now + Math.floor((changesAt - 1 - now) * part);
        assert.deepEqual(timeLeft(expiresAt, between), text);
        assert.deepEqual(timeLeft(expiresAt, changesAt - 1), text);
        assert.notDeepEqual(timeLeft(expiresAt, changesAt), text);
      }),
      fuzzCases,
    );
  });

  it('119 to 125 changes of a token’s shown time left are predicted for the token’s last hour', () => {
    const expiresAt = now + hourMs;
    let changes = 0;
    let moment: number | undefined = now;
    while ((moment = nextChangeAt(expiresAt, moment)) !== undefined) changes += 1;
    assert.ok(changes >= 119 && changes <= 125, String(changes));
  });
});
