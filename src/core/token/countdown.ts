/** The remaining life of a token, in the unit that the status bar shows, rounded down. */
export type TimeLeft =
  | { readonly unit: 'hours' | 'minutes' | 'seconds'; readonly amount: number }
  | { readonly unit: 'expired' }
  | { readonly unit: 'unknown' };

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const firstInHoursMs = 3 * hourMs;

export function timeLeft(expiresAt: number | undefined, now: number): TimeLeft {
  if (expiresAt === undefined) return { unit: 'unknown' };
  const leftMs = expiresAt - now;
  if (leftMs <= 0) return { unit: 'expired' };
  if (leftMs >= firstInHoursMs) return { unit: 'hours', amount: Math.floor(leftMs / hourMs) };
  if (leftMs >= minuteMs) return { unit: 'minutes', amount: Math.floor(leftMs / minuteMs) };
  return { unit: 'seconds', amount: Math.floor(leftMs / secondMs) };
}

/** The next moment at which `timeLeft` changes; `undefined` if the time left never changes. */
export function nextChangeAt(expiresAt: number | undefined, now: number): number | undefined {
  const left = timeLeft(expiresAt, now);
  if (expiresAt === undefined || !('amount' in left)) return undefined;
  const unitMs = { hours: hourMs, minutes: minuteMs, seconds: secondMs }[left.unit];
  // The shown amount changes one millisecond after exactly that much is left.
  const endOfAmount = expiresAt - left.amount * unitMs + 1;
  return Math.min(endOfAmount, expiresAt);
}
