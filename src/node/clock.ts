import type { Clock, Timer } from '../session/ports.ts';

export const systemClock: Clock = { now: () => Date.now() };

/** Past this, `setTimeout` overflows and fires at once. */
const longestTimeoutMs = 2 ** 31 - 1;

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
