import { parseHttpDate } from './httpDate.ts';

const maxTries = 3;

/** The first pause, which is doubled before each further try. */
const firstPauseMs = 1000;

/** If a server asks for a longer pause, the command fails with `throttled` in place of waiting. */
const longestPauseMs = 10_000;

/** After `throttled`, no request is sent to the address until the server's time, but at most for an hour. */
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
 * The pause before the next try: the time that the server asks for, or about one second after the first try
 * and two after the second, with full jitter. `random` is between 0 and 1. `undefined`: don't try again.
 */
export function pauseBeforeRetry(
  tries: number,
  askedMs: number | undefined,
  random: number,
): number | undefined {
  if (tries >= maxTries || (askedMs ?? 0) > longestPauseMs) return undefined;
  return askedMs ?? random * firstPauseMs * 2 ** (tries - 1);
}

/**
 * Whether requests must still wait. A time that is more than an hour ahead was noted before the clock was set
 * back.
 */
export function isHeld(until: number, now: number): boolean {
  return now < until && until <= now + longestHoldMs;
}
