import { parseHttpDate } from './httpDate.ts';

const maxTries = 3;

/** Doubled before each further try. */
const firstPauseMs = 1000;

/** A command waits so long where a server asks it to; what takes longer is told to the user. */
const longestPauseMs = 10_000;

/** A server that says more is not believed for longer. */
const longestHoldMs = 3_600_000;

/** The statuses after which the same request may do better. */
export function mayPass(status: number): boolean {
  return [429, 500, 502, 503, 504].includes(status);
}

/**
 * How long a `Retry-After` (RFC 9110 §10.2.3) asks to wait, an hour at most: seconds, or a date that
 * is compared with the server's own where it gives one. `undefined` where it is missing, is
 * neither, or asks for no time at all.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string>>,
  now: number,
): number | undefined {
  const text = headers['retry-after']?.trim() ?? '';
  const moment = parseHttpDate(text);
  const askedMs = /^\d+$/.test(text)
    ? Number(text) * 1000
    : moment && moment - (parseHttpDate(headers['date']) ?? now);
  return askedMs && askedMs > 0 ? Math.min(askedMs, longestHoldMs) : undefined;
}

/**
 * How long to wait before the next try, after so many that failed: what the server asks for, else
 * about one and two seconds with full jitter. `random` is from 0 to 1. `undefined`: there is none.
 */
export function pauseBeforeRetry(
  tries: number,
  askedMs: number | undefined,
  random: number,
): number | undefined {
  if (tries >= maxTries || (askedMs ?? 0) > longestPauseMs) return undefined;
  return askedMs ?? random * firstPauseMs * 2 ** (tries - 1);
}

/** A moment further away was noted under a clock that has since been set back. */
export function isHeld(until: number, now: number): boolean {
  return now < until && until <= now + longestHoldMs;
}
