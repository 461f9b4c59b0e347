/** A token from the platform. Moments are milliseconds since the epoch. */
export interface Token {
  readonly accessToken: string;
  readonly obtainedAt: number;
  /** Absent if the platform didn't say. */
  readonly expiresAt?: number;
  readonly refreshToken?: string;
  /** Why the token is refreshed only when the user asks. The next token has no such mark. */
  readonly refreshHalted?: RefreshHalt;
}

/** When a token was issued and when it expires. */
export type Validity = Pick<Token, 'obtainedAt' | 'expiresAt'>;

/**
 * `uncertain`: the answer to the last use of the refresh token was lost. `refused`: the platform refuses the
 * refresh token. `client-refused`: the platform refuses the client's ID and secret.
 */
export type RefreshHalt = (typeof refreshHalts)[number];

export const refreshHalts = ['uncertain', 'refused', 'client-refused'] as const;

/** The longest token that fits safely into a header and a child process's environment. */
const longestToken = 16_384;

/**
 * A shorter text isn't a token. The token is searched for in texts to hide it, and a shorter one would match
 * by chance.
 */
const shortestAccessToken = 8;

export function isAccessToken(value: unknown): value is string {
  return isRefreshToken(value) && value.length >= shortestAccessToken;
}

/** A refresh token is only sent to the platform, so a short one does no harm. */
export function isRefreshToken(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestToken && /^[\x21-\x7e]+$/.test(value);
}

const longestMarginMs = 5 * 60_000;

/**
 * When to renew: when less than five minutes or a tenth of its life is left, whichever is smaller. `undefined`
 * for a token without a known expiry, which is used until it is refused.
 */
export function renewalDueAt({ expiresAt, obtainedAt }: Token): number | undefined {
  if (expiresAt === undefined) return undefined;
  return expiresAt - Math.min(longestMarginMs, (expiresAt - obtainedAt) / 10);
}

/** Clocks that differ by less than a minute count as equal. */
export function trustedFrom(token: Pick<Token, 'obtainedAt'>): number {
  return token.obtainedAt - 60_000;
}

/**
 * Whether the platform would still accept the token. A token from the future was saved before the clock was
 * set back. Its remaining life is unknown, so it counts as expired.
 */
export function isValid(token: Validity, now: number): boolean {
  return now >= trustedFrom(token) && (token.expiresAt === undefined || now < token.expiresAt);
}

/** Whether the token is valid for long enough to be used. */
export function isFresh(token: Token, now: number): boolean {
  const dueAt = renewalDueAt(token);
  return isValid(token, now) && (dueAt === undefined || now < dueAt);
}
