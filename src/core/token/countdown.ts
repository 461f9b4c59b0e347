/** The remaining life of a token, in the unit that the status bar shows, rounded down. */
export type TimeLeft =
  | { readonly unit: 'hours' | 'minutes' | 'seconds'; readonly amount: number }
  | { readonly unit: 'expired' }
  | { readonly unit: 'unknown' };

const unitMs = { hours: 3_600_000, minutes: 60_000, seconds: 1000 } as const;

export function timeLeft(expiresAt: number | undefined, now: number): TimeLeft {
  if (expiresAt === undefined) return { unit: 'unknown' };
  const leftMs = expiresAt - now;
  if (leftMs <= 0) return { unit: 'expired' };
  const unit =
    leftMs >= 3 * unitMs.hours ? 'hours' : leftMs >= unitMs.minutes ? 'minutes' : 'seconds';
  return { unit, amount: Math.floor(leftMs / unitMs[unit]) };
}

/** The next moment at which `timeLeft` changes; `undefined` if the time left never changes. */
export function nextChangeAt(expiresAt: number | undefined, now: number): number | undefined {
  const left = timeLeft(expiresAt, now);
  if (expiresAt === undefined || !('amount' in left)) return undefined;
  // The shown amount changes one millisecond after exactly that much is left.
  const endOfAmount = expiresAt - left.amount * unitMs[left.unit] + 1;
  return Math.min(endOfAmount, expiresAt);
}
