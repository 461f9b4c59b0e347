import { randomBytes } from 'node:crypto';
import type { Authorization } from './codes.ts';

/** What a refresh answers with: a new refresh token in place of the old, none, or an empty one. */
export type RefreshRotation = 'rotate' | 'omit' | 'empty';

export interface Renewal {
  readonly authorization: Authorization;
  /** As the answer carries it; `undefined` is an answer without one. */
  readonly refreshToken: string | undefined;
}

export interface RefreshTokens {
  issue(authorization: Authorization): string;
  /**
   * `undefined` for a token that is unknown, revoked, rotated away or another client's. A replay
   * costs the replayer its answer and nobody else anything: no source says that Isogeo revokes more.
   */
  renew(token: string, clientId: string): Renewal | undefined;
  revoke(authorization: Authorization): void;
  setRotation(mode: RefreshRotation): void;
}

/** Each token is given to `remember`. */
export function createRefreshTokens(remember: (token: string) => void): RefreshTokens {
  const live = new Map<string, Authorization>();
  let rotation: RefreshRotation = 'rotate';

  function issue(authorization: Authorization): string {
    const token = randomBytes(48).toString('base64url');
    live.set(token, authorization);
    remember(token);
    return token;
  }

  /** Only a rotation ends the old one, since the client has nothing else to keep otherwise. */
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
