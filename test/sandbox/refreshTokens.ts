import { randomBytes } from 'node:crypto';
import type { Authorization } from './codes.ts';

/** The refresh token in the answer to a refresh: a new one, none, or an empty one. */
export type RefreshRotation = 'rotate' | 'omit' | 'empty';

export interface Renewal {
  readonly authorization: Authorization;
  /** The value in the answer; `undefined` omits it. */
  readonly refreshToken: string | undefined;
}

export interface RefreshTokens {
  issue(authorization: Authorization): string;
  /**
   * `undefined` for a token that is unknown, revoked, replaced or another client's. Replaying a token revokes
   * nothing else: no source says that Isogeo revokes more.
   */
  renew(token: string, clientId: string): Renewal | undefined;
  revoke(authorization: Authorization): void;
  setRotation(mode: RefreshRotation): void;
}

/** Each token is passed to `remember`. */
export function createRefreshTokens(remember: (token: string) => void): RefreshTokens {
  const live = new Map<string, Authorization>();
  let rotation: RefreshRotation = 'rotate';

  function issue(authorization: Authorization): string {
    const token = randomBytes(48).toString('base64url');
    live.set(token, authorization);
    remember(token);
    return token;
  }

  /** Only a rotation ends the old token; otherwise the client would have none. */
  function successorOf(token: string, authorization: Authorization): string | undefined {
    switch (rotation) {
      case 'rotate':
        live.delete(token);
        return issue(authorization);
      case 'omit':
        return undefined;
      case 'empty':
        return '';
    }
  }

  return {
    issue,
    renew(token, clientId) {
      const authorization = live.get(token);
      return authorization?.clientId === clientId
        ? { authorization, refreshToken: successorOf(token, authorization) }
        : undefined;
    },
    revoke(authorization) {
      for (const [token, holder] of live) {
        if (holder === authorization) {
          live.delete(token);
        }
      }
    },
    setRotation(mode) {
      rotation = mode;
    },
  };
}
