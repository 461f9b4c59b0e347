import { isObject } from '../text/json.ts';
import { isAccessToken, isRefreshToken, type Token } from './token.ts';

/** The checked fields of a token answer (RFC 6749 §5.1). */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'bearer';
  readonly expires_in?: number;
  readonly refresh_token?: string;
}

/**
 * Checks a decoded body against RFC 6749 §5.1, more strictly than OAuth libraries: a number is a number or
 * plain digits, and a token is visible ASCII, so that it is safe in headers, environments and command lines.
 * `undefined` for anything else.
 */
export function readTokenAnswer(body: unknown): TokenAnswer | undefined {
  if (!isObject(body)) return undefined;
  const { access_token, token_type, expires_in, refresh_token } = body;

  if (!isAccessToken(access_token)) return undefined;
  if (typeof token_type !== 'string' || token_type.toLowerCase() !== 'bearer') return undefined;
  const lifetimeSeconds = readLifetime(expires_in ?? undefined);
  if (lifetimeSeconds === 'invalid') return undefined;
  // An empty or absent refresh token keeps the old one (RFC 6749 §6).
  const refreshed = refresh_token === '' ? undefined : (refresh_token ?? undefined);
  if (refreshed !== undefined && !isRefreshToken(refreshed)) return undefined;

  return {
    access_token,
    token_type: 'bearer',
    ...(lifetimeSeconds !== undefined && { expires_in: lifetimeSeconds }),
    ...(refreshed !== undefined && { refresh_token: refreshed }),
  };
}

function readLifetime(value: unknown): number | undefined | 'invalid' {
  if (value === undefined) return undefined;
  const seconds = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof seconds === 'number' && Number.isFinite(seconds) && seconds >= 0
    ? seconds
    : 'invalid';
}

/** `requestedAt` is taken before the request, so that the token never seems to live longer than it does. */
export function tokenOf(answer: TokenAnswer, requestedAt: number): Token {
  return {
    accessToken: answer.access_token,
    obtainedAt: requestedAt,
    ...(answer.expires_in !== undefined && {
      // The latest moment that a `Date` can express.
      expiresAt: Math.min(requestedAt + answer.expires_in * 1000, 8.64e15),
    }),
    ...(answer.refresh_token !== undefined && { refreshToken: answer.refresh_token }),
  };
}
