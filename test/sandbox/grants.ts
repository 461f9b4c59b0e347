import type { Application } from './applications.ts';
import type { Platform } from './platform.ts';
import { jsonReply, type Reply } from './reply.ts';

/** A request to the token endpoint whose client is already authenticated. */
export interface GrantRequest {
  readonly application: Application;
  readonly parameters: URLSearchParams;
  readonly platform: Platform;
}

export type Grant = (request: GrantRequest) => Reply;

/** A Map, so that a grant type named `constructor` finds nothing. One entry per `grant_type`. */
export const grants: ReadonlyMap<string, Grant> = new Map([
  ['client_credentials', clientCredentials],
]);

/** RFC 6749 §4.4.3: no refresh token, the client asks again. */
function clientCredentials({ application, platform }: GrantRequest): Reply {
  return tokenReply(platform.issueToken(application));
}

/** RFC 6749 §5.1: an answer with a token must not be cached. */
function tokenReply(issued: { readonly token: string; readonly expiresIn: number }): Reply {
  return jsonReply(
    200,
    { access_token: issued.token, token_type: 'bearer', expires_in: issued.expiresIn },
    { 'cache-control': 'no-store', pragma: 'no-cache' },
  );
}
