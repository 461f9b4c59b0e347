import type { Clock, Timer } from '../../session/ports.ts';

export const systemClock: Clock = { now: () => Date.now() };

/**
 * A timeout stands still while the machine sleeps, and past 2³¹ ms it overflows; so a long wait is
 * made of shorter ones. A countdown in minutes waits no longer than this anyway.
 */
const longestTimeoutMs = 5 * 60_000;

/**
 * A timer by the wall clock. The delay is measured again whenever it fires, so that neither a
 * suspended machine nor a date far away makes it run early.
 */
export const systemTimer: Timer = {
  at(moment, run) {
    let handle: NodeJS.Timeout | undefined;
    const wait = () => {
      const delayMs = Math.max(0, moment - Date.now());
      handle = setTimeout(
        () => {
          if (Date.now() < moment) wait();
          else run();
        },
        Math.min(delayMs, longestTimeoutMs),
      );
    };
    wait();
    return () => {
      clearTimeout(handle);
    };
  },
};
