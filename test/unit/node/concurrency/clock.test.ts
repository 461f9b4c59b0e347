import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { systemClock, systemTimer } from '../../../../src/node/concurrency/clock.ts';

const now = Date.UTC(2026, 0, 1);

/** Node's fake clock and timers; returns a list of the moments at which the timer fired. */
function alarmAt(t: TestContext, moment: number) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now });
  const ranAt: number[] = [];
  const cancel = systemTimer.at(moment, () => ranAt.push(Date.now()));
  return { ranAt, cancel, timers: t.mock.timers };
}

it('the extension’s clock returns the wall-clock time, as Date.now does', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now });
  assert.equal(systemClock.now(), now);
});

describe('the system timer', () => {
  it('the system timer runs a task once, at its time', (t) => {
    const { ranAt, timers } = alarmAt(t, now + 1000);
    timers.tick(999);
    assert.deepEqual(ranAt, []);
    timers.tick(1);
    timers.tick(10_000);
    assert.deepEqual(ranAt, [now + 1000]);
  });

  it('the system timer runs a task soon, but not synchronously, if its time has passed', (t) => {
    const { ranAt, timers } = alarmAt(t, now - 1000);
    assert.deepEqual(ranAt, []);
    timers.tick(1);
    assert.equal(ranAt.length, 1);
  });

  it('the system timer doesn’t run a task that was cancelled', (t) => {
    const { ranAt, cancel, timers } = alarmAt(t, now + 1000);
    cancel();
    cancel();
    timers.tick(10_000);
    assert.deepEqual(ranAt, []);
  });

  it('the system timer runs a task at the right time, even if the wait is longer than Node’s longest timeout', (t) => {
    const longestMs = 2 ** 31 - 1;
    const { ranAt, timers } = alarmAt(t, now + 2 * longestMs + 5);
    timers.tick(longestMs);
    timers.tick(longestMs);
    timers.tick(4);
    assert.deepEqual(ranAt, []);
    timers.tick(1);
    assert.deepEqual(ranAt, [now + 2 * longestMs + 5]);
  });

  it('the system timer sets a timeout of five minutes for a wait that is longer than Node’s longest timeout', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now });
    const timeouts = t.mock.method(globalThis, 'setTimeout');
    systemTimer.at(now + 2 ** 40, () => undefined);
    const delays = timeouts.mock.calls.map((call) => call.arguments[1]);
    assert.deepEqual(delays, [5 * 60_000]);
  });

  it('the system timer runs an overdue task within five minutes after the machine wakes up, although timeouts stop during sleep', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    let wallClock = now;
    t.mock.method(Date, 'now', () => wallClock);
    let runs = 0;
    systemTimer.at(now + 3_600_000, () => (runs += 1));
    // The machine sleeps for two hours, during which timeouts stop.
    wallClock += 2 * 3_600_000;
    t.mock.timers.tick(5 * 60_000);
    assert.equal(runs, 1);
  });

  it('a wait of the system timer that is longer than Node’s longest timeout can still be cancelled shortly before its end', (t) => {
    const longestMs = 2 ** 31 - 1;
    const { ranAt, cancel, timers } = alarmAt(t, now + longestMs + 5);
    timers.tick(longestMs);
    cancel();
    timers.tick(10);
    assert.deepEqual(ranAt, []);
  });

  it('the system timer doesn’t run a task in the first second if the task’s time is the last time that a date can express', (t) => {
    const { ranAt, timers } = alarmAt(t, 8.64e15);
    timers.tick(1000);
    assert.deepEqual(ranAt, []);
  });

  it('the system timer waits longer if the clock is set back, until the clock reaches the task’s time', (t) => {
    const { ranAt, timers } = alarmAt(t, now + 1000);
    timers.setTime(now - 60_000);
    timers.tick(1000);
    assert.deepEqual(ranAt, []);
    timers.tick(60_000);
    assert.equal(ranAt.length, 1);
  });
});
