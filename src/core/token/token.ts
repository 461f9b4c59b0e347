/** What the platform answers, with the moment it expires. Moments are milliseconds since the epoch. */
export interface Token {
  readonly accessToken: string;
  readonly obtainedAt: number;
  /** Absent where the platform did not say. */
  readonly expiresAt?: number;
  readonly refreshToken?: string;
  /** Why no new one is asked for unless the user says so; gone with the next token. */
  readonly refreshHalted?: RefreshHalt;
}

/** From when to when a token is valid. */
export type Validity = Pick<Token, 'obtainedAt' | 'expiresAt'>;

/**
 * Of the refresh token, `uncertain`: the answer to its last use was lost; `refused`: the platform no
 * longer takes it. `client-refused`: it no longer takes the client's id and secret.
 */
export type RefreshHalt = (typeof refreshHalts)[number];

export const refreshHalts = ['uncertain', 'refused', 'client-refused'] as const;

/** The longest that a header and the environment of a child process take without trouble. */
const longestToken = 16_384;

/** Shorter ones are no credentials, and would be found in any text that is searched for them. */
const shortestAccessToken = 8;

export function isAccessToken(value: unknown): value is string {
  return isRefreshToken(value) && value.length >= shortestAccessToken;
}

/** A refresh token is sent to the platform alone, so that a short one does no harm. */
export function isRefreshToken(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestToken && /^[\x21-\x7e]+$/.test(value);
}

const longestMarginMs = 5 * 60_000;

/** A token is renewed when less than the smaller of five minutes and a tenth of its life is left. */
function renewalMarginMs(token: Token & { readonly expiresAt: number }): number {
  return Math.min(longestMarginMs, (token.expiresAt - token.obtainedAt) / 10);
}

/** When to renew; `undefined` for a token whose end is unknown, which is used until refused. */
export function renewalDueAt(token: Token): number | undefined {
  if (token.expiresAt === undefined) return undefined;
  return token.expiresAt - renewalMarginMs({ ...token, expiresAt: token.expiresAt });
}

/**
 * A token from the future was written under a clock that has since been set back: how long it
 * still lives cannot be known, so it counts as expired.
 */
function isFromFuture(token: Validity, now: number): boolean {
  return now < trustedFrom(token);
}

/** Clocks that differ by less than a minute are taken for equal. */
export function trustedFrom(token: Pick<Token, 'obtainedAt'>): number {
  return token.obtainedAt - 60_000;
}

/** The platform would still accept it. */
export function isValid(token: Validity, now: number): boolean {
  return !isFromFuture(token, now) && (token.expiresAt === undefined || now < token.expiresAt);
}

/** Valid, and not so near its end that whoever gets it could not use it. */
export function isFresh(token: Token, now: number): boolean {
  const dueAt = renewalDueAt(token);
  return isValid(token, now) && (dueAt === undefined || now < dueAt);
}
