import type { Credentials, UserCredentials } from '../../core/credentials/credentials.ts';
import { failed, success, type Result } from '../../core/result.ts';
import { base64Url } from '../../core/signIn/base64.ts';
import type { ExpectedRedirect, RedirectAnswer } from '../../core/signIn/redirect.ts';
import type { Token } from '../../core/token/token.ts';
import { tokenOf } from '../../core/token/tokenAnswer.ts';
import { requestTokenForCode, type GrantPorts } from '../token/grants.ts';

/** One sign-in through the browser, from the address to open to the final answer. */
export interface BrowserSignIn {
  /** The address that the browser opens. */
  readonly url: string;
  readonly expected: ExpectedRedirect;
  readonly codeVerifier: string;
}

/**
 * Builds the authorization request: the code grant with PKCE for a confidential application (RFC 6749 §4.1.1,
 * RFC 7636 §4.3), the implicit grant for a public one (§4.2.1). There is no `scope`, since no Isogeo client
 * sends one. A server that doesn't know PKCE ignores it.
 */
export async function beginSignIn(
  credentials: UserCredentials,
  redirectUri: string,
): Promise<BrowserSignIn> {
  const { clientId, endpoints } = credentials;
  const responseType = responseTypeOf(credentials);
  const [state, codeVerifier] = [randomText(), randomText()];
  const url = new URL(endpoints.authorization);
  const parameters = {
    response_type: responseType,
    client_id: clientId,
    redirect_uri: redirectUri,
    state,
    ...(responseType === 'code' && {
      code_challenge: await codeChallengeOf(codeVerifier),
      code_challenge_method: 'S256',
    }),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const expected = { redirectUri, state, responseType, issuerOrigin: url.origin } as const;
  return { url: url.href, expected, codeVerifier };
}

/** 256 random bits (RFC 7636 §7.1, RFC 6749 §10.10). */
function randomText(): string {
  return base64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** The challenge of method S256 (RFC 7636 §4.2). */
export async function codeChallengeOf(codeVerifier: string): Promise<string> {
  const bytes = new TextEncoder().encode(codeVerifier);
  return base64Url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}

export function responseTypeOf({ kind }: UserCredentials): ExpectedRedirect['responseType'] {
  return kind === 'user' ? 'code' : 'token';
}

/** The answers that end a sign-in; a refused answer doesn't. */
export type FinalAnswer = Exclude<RedirectAnswer, { readonly kind: 'refused' }>;

/** Exchanges the answer for a token. A code is sent only once, even if that fails. */
export async function completeSignIn(
  signIn: BrowserSignIn,
  answer: FinalAnswer,
  credentials: Credentials,
  ports: GrantPorts,
  signal: AbortSignal,
): Promise<Result<Token>> {
  const { host } = new URL(signIn.url);
  switch (answer.kind) {
    case 'code': {
      const { expected, codeVerifier } = signIn;
      const exchange = { code: answer.code, redirectUri: expected.redirectUri, codeVerifier };
      const requested = await requestTokenForCode(credentials, exchange, ports, signal);
      const isOfCode =
        !requested.ok &&
        requested.failure.reason === 'rejected' &&
        requested.failure.oauthError === 'invalid_grant';
      return isOfCode ? failed({ ...requested.failure, isOfCode }) : requested;
    }
    case 'token':
      return success(tokenOf(answer.answer, ports.clock.now()));
    case 'bad-token':
      return failed({ reason: 'unexpected-response', host, problem: 'bad-field' });
    case 'denied':
      return failed({ reason: 'consent-denied', host });
    case 'failed':
      return failed({ reason: 'rejected', host, oauthError: answer.error });
  }
}
