import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isHeld,
  mayPass,
  pauseBeforeRetry,
  retryAfterMs,
} from '../../../../src/core/http/retry.ts';

const now = Date.UTC(2026, 0, 1, 12);
const hourMs = 3_600_000;

function asked(retryAfter: string, date?: string): number | undefined {
  return retryAfterMs({ 'retry-after': retryAfter, ...(date !== undefined && { date }) }, now);
}

describe('Retry-After', () => {
  const cases: readonly (readonly [string, number | undefined])[] = [
    ['0', undefined],
    ['7', 7000],
    [' 7 ', 7000],
    ['3600', hourMs],
    ['3601', hourMs],
    ['9'.repeat(400), hourMs],
    ['Thu, 01 Jan 2026 12:00:05 GMT', 5000],
    ['Thu, 01 Jan 2026 11:00:00 GMT', undefined],
    ['Thu, 01 Jan 2099 12:00:00 GMT', hourMs],
    ...['', '-5', '1.5', '1e3', '0x10', 'soon', 'soon 1', 'NaN', '2026-01-01T12:00:05Z'].map(
      (garbage) => [garbage, undefined] as const,
    ),
    ['Thu, 99 Jan 2026 12:00:05 GMT', undefined],
  ];
  for (const [text, expected] of cases) {
    it(`the wait in ms for the header Retry-After: ${text.slice(0, 40) || 'nothing'} is ${expected ?? 'no wait'}`, () => {
      assert.equal(asked(text), expected);
    });
  }

  it('a missing Retry-After header means no wait', () => {
    assert.equal(retryAfterMs({}, now), undefined);
  });

  it('a date in Retry-After is compared with the server’s Date header, or with this machine’s clock if that header has no date', () => {
    const hourAhead = 'Thu, 01 Jan 2026 13:00:00 GMT';
    assert.equal(asked('Thu, 01 Jan 2026 13:00:05 GMT', hourAhead), 5000);
    assert.equal(asked('Thu, 01 Jan 2026 12:00:05 GMT', 'no date'), 5000);
  });
});

describe('the pause before another try', () => {
  it('a request is tried three times at most, with a pause of up to 1 s before the second try and 2 s before the third', () => {
    const pauses = [1, 2, 3, 4].map((tries) => pauseBeforeRetry(tries, undefined, 1));
    assert.deepEqual(pauses, [1000, 2000, undefined, undefined]);
  });

  it('the pause before the third try of a request is a random part of its limit of 2 s', () => {
    assert.deepEqual(
      [0, 0.25, 0.5].map((random) => pauseBeforeRetry(2, undefined, random)),
      [0, 500, 1000],
    );
  });

  it('a request is repeated after the wait that the server asks for, but not if this is more than ten seconds', () => {
    const pauses = [0, 1, 10_000, 10_001].map((askedMs) => pauseBeforeRetry(1, askedMs, 0.5));
    assert.deepEqual(pauses, [0, 1, 10_000, undefined]);
    assert.equal(pauseBeforeRetry(3, 1, 0.5), undefined);
  });
});

it('a request is repeated only after the HTTP statuses 429, 500, 502, 503 and 504', () => {
  const all = Array.from({ length: 500 }, (_, index) => index + 100);
  assert.deepEqual(all.filter(mayPass), [429, 500, 502, 503, 504]);
});

it('requests to a server are held back until the time that the server gave, but not if this time is more than an hour ahead', () => {
  const held = [-1, 0, 1, hourMs, hourMs + 1].map((leftMs) => isHeld(now + leftMs, now));
  assert.deepEqual(held, [false, false, true, true, false]);
});
