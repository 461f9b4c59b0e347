import type { Application, ApplicationKind } from './applications.ts';
import { valueOf } from './parameters.ts';
import type { IssuedToken, Platform } from './platform.ts';
import { errorReply, jsonReply, type Reply } from './reply.ts';

/** A request to the token endpoint with an authenticated client. */
export interface GrantRequest {
  readonly application: Application;
  readonly parameters: URLSearchParams;
  readonly platform: Platform;
}

export interface Grant {
  /** The kind that may use it; a public application only uses the authorization endpoint. */
  readonly kind: ApplicationKind;
  readonly answer: (request: GrantRequest) => Reply;
}

/** A Map, so that a grant type named `constructor` isn't found. One entry per `grant_type`. */
export const grants: ReadonlyMap<string, Grant> = new Map<string, Grant>([
  ['client_credentials', { kind: 'group', answer: clientCredentials }],
  ['authorization_code', { kind: 'user', answer: authorizationCode }],
  ['refresh_token', { kind: 'user', answer: refreshToken }],
]);

/** RFC 6749 §5.1 and §5.2: no answer of the token endpoint may be cached. */
const uncached = { 'cache-control': 'no-store', pragma: 'no-cache' };

/** RFC 6749 §5.2, always with 400. */
export function refuse(error: string, description?: string): Reply {
  return errorReply(400, error, description, uncached);
}

/** RFC 6749 §4.4.3: no refresh token; the client requests again. */
function clientCredentials({ application, platform }: GrantRequest): Reply {
  return tokenReply(platform.issueToken(application));
}

/** RFC 6749 §4.1.3, and §4.1.2 for a reused code. */
function authorizationCode({ application, parameters, platform }: GrantRequest): Reply {
  const code = valueOf(parameters, 'code');
  if (code === undefined) {
    return refuse('invalid_request', 'A code is required.');
  }
  const redemption = platform.codes.redeem(code, {
    clientId: application.clientId,
    redirectUri: valueOf(parameters, 'redirect_uri'),
    verifier: valueOf(parameters, 'code_verifier'),
  });
  switch (redemption.kind) {
    case 'redeemed': {
      const { authorization } = redemption;
      return tokenReply(
        platform.issueToken(application, authorization),
        platform.refreshTokens.issue(authorization),
      );
    }
    case 'reused':
      platform.revokeAuthorization(redemption.authorization);
      return refuse('invalid_grant');
    case 'refused':
      return refuse('invalid_grant');
  }
}

/** RFC 6749 §6. */
function refreshToken({ application, parameters, platform }: GrantRequest): Reply {
  const token = valueOf(parameters, 'refresh_token');
  if (token === undefined) {
    return refuse('invalid_request', 'A refresh_token is required.');
  }
  const renewal = platform.refreshTokens.renew(token, application.clientId);
  return renewal === undefined
    ? refuse('invalid_grant')
    : tokenReply(platform.issueToken(application, renewal.authorization), renewal.refreshToken);
}

/** JSON omits an `undefined` refresh token. */
function tokenReply(issued: IssuedToken, refresh?: string): Reply {
  const answer = {
    access_token: issued.token,
    token_type: 'bearer',
    expires_in: issued.expiresIn,
    refresh_token: refresh,
  };
  return jsonReply(200, answer, uncached);
}
