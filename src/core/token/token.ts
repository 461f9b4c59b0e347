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

/** The fields of a token answer (RFC 6749 §5.1) that passed every check below. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'bearer';
  readonly expires_in?: number;
  readonly refresh_token?: string;
}

/**
 * Checks a decoded body against RFC 6749 §5.1, more strictly than OAuth libraries do: a number is a
 * number or its plain digits, and a token is visible ASCII, so that it can go into any header,
 * environment or command line. Answers `undefined` for anything else.
 */
export function readTokenAnswer(body: unknown): TokenAnswer | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { access_token, token_type, expires_in, refresh_token } = body as Record<string, unknown>;

  if (!isAccessToken(access_token)) return undefined;
  if (typeof token_type !== 'string' || token_type.toLowerCase() !== 'bearer') return undefined;
  const lifetimeSeconds = readLifetime(expires_in ?? undefined);
  if (lifetimeSeconds === 'invalid') return undefined;
  // An empty or absent refresh token means that the old one stays (RFC 6749 §6).
  const refreshed = refresh_token === '' ? undefined : (refresh_token ?? undefined);
  if (refreshed !== undefined && !isRefreshToken(refreshed)) return undefined;

  return {
    access_token,
    token_type: 'bearer',
    ...(lifetimeSeconds !== undefined && { expires_in: lifetimeSeconds }),
    ...(refreshed !== undefined && { refresh_token: refreshed }),
  };
}

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

function readLifetime(value: unknown): number | undefined | 'invalid' {
  if (value === undefined) return undefined;
  const seconds = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0
    ? seconds
    : 'invalid';
}

/** The moment is taken before the request goes out, so that the token never seems to live longer. */
export function tokenOf(answer: TokenAnswer, requestedAt: number): Token {
  return {
    accessToken: answer.access_token,
    obtainedAt: requestedAt,
    ...(answer.expires_in !== undefined && {
      // A date past this is no valid `Date`; such a token outlives every editor all the same.
      expiresAt: Math.min(requestedAt + answer.expires_in * 1000, 8.64e15),
    }),
    ...(answer.refresh_token !== undefined && { refreshToken: answer.refresh_token }),
  };
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
