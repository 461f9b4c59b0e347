import type { Clock, Timer } from '../../session/ports.ts';

export const systemClock: Clock = { now: () => Date.now() };

/** A timeout stops while the machine sleeps, and overflows past 2³¹ ms, so a long wait consists of shorter ones. */
const longestTimeoutMs = 5 * 60_000;

/**
 * A timer that follows the wall clock. It measures the delay again whenever it fires, so that it is
 * neither early for a distant date nor hours late after a sleep.
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
