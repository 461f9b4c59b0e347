import { randomBytes } from 'node:crypto';
import { newClientSecret, type Application } from './applications.ts';
import { createCodes, type Authorization, type Codes } from './codes.ts';
import { createRefreshTokens, type RefreshTokens } from './refreshTokens.ts';

/** The state that the identity server and the API of one sandbox share. */
export interface Platform {
  /** In the given order, with the current secrets. */
  applications(): readonly Application[];
  find(clientId: string): Application | undefined;
  /** Changes the application's secret and returns it; issued tokens stay valid. */
  rotateSecret(clientId: string): string;
  /** Every access token, refresh token and code that was ever issued. */
  readonly issued: readonly string[];
  readonly codes: Codes;
  readonly refreshTokens: RefreshTokens;
  issueToken(application: Application, authorization?: Authorization): IssuedToken;
  /** The application that a token was issued to, unless it is unknown, revoked or expired. */
  holderOf(token: string): Application | undefined;
  /** Revokes every access token; refresh tokens stay valid. */
  revokeTokens(): void;
  /** Revokes the access tokens and refresh tokens of one consent. */
  revokeAuthorization(authorization: Authorization): void;
  /** Applies to later tokens. Throws a RangeError unless it is a whole number, 0 or more. */
  setLifetime(seconds: number): void;
}

export interface IssuedToken {
  readonly token: string;
  /** In seconds. */
  readonly expiresIn: number;
}

export interface PlatformOptions {
  readonly applications: readonly Application[];
  readonly tokenLifetimeSeconds: number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

interface TokenRecord {
  readonly clientId: string;
  readonly expiresAt: number;
  readonly authorization: Authorization | undefined;
}

/** As long as the documentation's sample: an opaque token of several hundred characters. */
const tokenBytes = 270;

export function createPlatform(options: PlatformOptions): Platform {
  const byClientId = new Map(options.applications.map((one) => [one.clientId, one]));
  if (byClientId.size !== options.applications.length) {
    throw new Error('Two applications have the same client id.');
  }
  const tokens = new Map<string, TokenRecord>();
  const issued: string[] = [];
  const remember = (secret: string) => void issued.push(secret);
  const refreshTokens = createRefreshTokens(remember);
  let lifetimeSeconds = wholeSeconds(options.tokenLifetimeSeconds);

  return {
    applications: () => [...byClientId.values()],
    find: (clientId) => byClientId.get(clientId),
    rotateSecret(clientId) {
      const application = byClientId.get(clientId);
      if (application === undefined) {
        throw new Error(`No application has the client id ${clientId}.`);
      }
      const clientSecret = newClientSecret();
      byClientId.set(clientId, { ...application, clientSecret });
      return clientSecret;
    },
    issued,
    codes: createCodes(options.clock, remember),
    refreshTokens,
    issueToken({ clientId }, authorization) {
      const token = randomBytes(tokenBytes).toString('base64url');
      const expiresAt = options.clock() + lifetimeSeconds * 1000;
      remember(token);
      tokens.set(token, { clientId, expiresAt, authorization });
      return { token, expiresIn: lifetimeSeconds };
    },
    holderOf(token) {
      const record = tokens.get(token);
      return record !== undefined && options.clock() < record.expiresAt
        ? byClientId.get(record.clientId)
        : undefined;
    },
    revokeTokens() {
      tokens.clear();
    },
    revokeAuthorization(authorization) {
      refreshTokens.revoke(authorization);
      for (const [token, record] of tokens) {
        if (record.authorization === authorization) {
          tokens.delete(token);
        }
      }
    },
    setLifetime(seconds) {
      lifetimeSeconds = wholeSeconds(seconds);
    },
  };
}

function wholeSeconds(seconds: number): number {
  if (!Number.isSafeInteger(seconds) || seconds < 0) {
    throw new RangeError(`A lifetime is a whole number of seconds, 0 or more, not ${seconds}.`);
  }
  return seconds;
}
