import { parseHttpDate } from './httpDate.ts';

const maxTries = 3;

/** Doubled before each further try. */
const firstPauseMs = 1000;

/** A command waits this long at most if a server asks it to; a longer wait is reported to the user. */
const longestPauseMs = 10_000;

/** A longer wait that a server asks for is cut to this. */
const longestHoldMs = 3_600_000;

/** The statuses after which the same request may succeed later. */
export function mayPass(status: number): boolean {
  return [429, 500, 502, 503, 504].includes(status);
}

/**
 * The wait that a `Retry-After` header asks for (RFC 9110 §10.2.3), at most one hour. A date is compared with
 * the server's own `Date`, if present. `undefined` if the header is missing, invalid or asks for no wait.
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
 * The wait before the next try, after so many tries: the time that the server asks for, else about one and
 * two seconds with full jitter. `random` is between 0 and 1. `undefined`: don't try again.
 */
export function pauseBeforeRetry(
  tries: number,
  askedMs: number | undefined,
  random: number,
): number | undefined {
  if (tries >= maxTries || (askedMs ?? 0) > longestPauseMs) return undefined;
  return askedMs ?? random * firstPauseMs * 2 ** (tries - 1);
}

/** A moment further ahead was noted before the clock was set back. */
export function isHeld(until: number, now: number): boolean {
  return now < until && until <= now + longestHoldMs;
}
