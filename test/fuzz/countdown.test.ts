import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { nextChangeAt, timeLeft } from '../../src/core/token/countdown.ts';
import { cases } from './cases.ts';

const unitMs = { hours: 3_600_000, minutes: 60_000, seconds: 1000 };
const moment = fc.integer({ min: 0, max: 8.64e15 });
const expiresAt = fc.oneof(
  moment,
  fc.constantFrom(0, 1, 8.64e15),
  fc.double({ min: 0, max: 8.64e15, noNaN: true }),
);
/** Most tokens live for hours; other durations are tried too. */
const distance = fc.oneof(
  fc.integer({ min: -1000, max: 5 * unitMs.hours }),
  fc.integer({ min: -8.64e15, max: 8.64e15 }),
);

/** The time left that the item shows, in milliseconds. */
function promisedMs(end: number, now: number): number {
  const left = timeLeft(end, now);
  return 'amount' in left ? left.amount * unitMs[left.unit] : 0;
}

it('the countdown never shows more than the time left, and the difference is less than one unit', () => {
  fc.assert(
    fc.property(expiresAt, distance, (end, before) => {
      const now = end - before;
      const left = timeLeft(end, now);
      if (!('amount' in left)) {
        assert.deepEqual(left, { unit: 'expired' });
        assert.ok(end - now <= 0);
        return;
      }
      const spareMs = end - now - promisedMs(end, now);
      assert.ok(spareMs >= 0 && spareMs < unitMs[left.unit], String(spareMs));
      assert.ok(Number.isSafeInteger(left.amount));
    }),
    cases,
  );
});

it('the countdown never increases as time passes', () => {
  fc.assert(
    fc.property(moment, distance, fc.nat(6 * unitMs.hours), (end, before, laterMs) => {
      const now = end - before;
      assert.ok(promisedMs(end, now + laterMs) <= promisedMs(end, now));
    }),
    cases,
  );
});

it('the countdown shows a smaller time at each of its updates, and its last update is at the expiry', () => {
  fc.assert(
    fc.property(moment, fc.integer({ min: 1, max: 4 * unitMs.hours }), (end, before) => {
      let now = end - before;
      let last = Number.POSITIVE_INFINITY;
      for (;;) {
        const next = nextChangeAt(end, now);
        if (next === undefined) break;
        assert.ok(next > now);
        const promised = promisedMs(end, now);
        assert.ok(promised < last);
        [now, last] = [next, promised];
      }
      assert.equal(now, end);
    }),
    cases,
  );
});
