import type { Credentials } from '../../core/credentials/credentials.ts';
import { rawBasic } from '../../core/signIn/basic.ts';
import { failed, success, type Result } from '../../core/result.ts';
import type { Token } from '../../core/token/token.ts';
import { tokenOf } from '../../core/token/tokenAnswer.ts';
import type { Clock, Http } from '../ports.ts';
import { readTokenResponse } from './tokenResponse.ts';

export interface GrantPorts {
  readonly http: Http;
  readonly clock: Clock;
}

/**
 * Requests a token without the user: client credentials (RFC 6749 §4.4) for a group application, a refresh
 * token (§6) for the others. The endpoint must be checked and confirmed before. Fails as `Http` does, and
 * with `rejected`,
 * `throttled`, `server-error`, `proxy`, `unexpected-response`, or `interaction-required` if only a browser
 * sign-in helps.
 */
export async function requestToken(
  credentials: Credentials,
  refreshToken: string | undefined,
  ports: GrantPorts,
  signal: AbortSignal,
  isRepeatable = true,
): Promise<Result<Token>> {
  if (credentials.kind === 'group') {
    const grant = { grant_type: 'client_credentials' } as const;
    return exchange(grant, credentials, ports, signal, isRepeatable);
  }
  if (refreshToken === undefined) {
    return failed({ reason: 'interaction-required', need: 'browser-sign-in' });
  }
  const grant = { grant_type: 'refresh_token', refresh_token: refreshToken } as const;
  return exchange(grant, credentials, ports, signal);
}

/** The parameters of a code exchange (RFC 6749 §4.1.3, RFC 7636 §4.5). */
export interface CodeExchange {
  /** Decoded, as the platform made it. */
  readonly code: string;
  /** The URI of the authorization request, byte for byte. */
  readonly redirectUri: string;
  readonly codeVerifier: string;
}

/** Exchanges a code for a token. A code is never sent twice. Fails as `requestToken` does. */
export function requestTokenForCode(
  credentials: Credentials,
  { code, redirectUri, codeVerifier }: CodeExchange,
  ports: GrantPorts,
  signal: AbortSignal,
): Promise<Result<Token>> {
  const grant = {
    grant_type: 'authorization_code',
    redirect_uri: redirectUri,
    code,
    code_verifier: codeVerifier,
  } as const;
  return exchange(grant, credentials, ports, signal);
}

/** The form of a token request. */
interface Grant extends Record<string, string> {
  readonly grant_type: 'client_credentials' | 'refresh_token' | 'authorization_code';
}

async function exchange(
  grant: Grant,
  { clientId, clientSecret, endpoints }: Credentials,
  { http, clock }: GrantPorts,
  signal: AbortSignal,
  // A code or a refresh token may be valid for one use only, and a request whose answer was lost may have
  // used it.
  repeatable = false,
): Promise<Result<Token>> {
  const requestedAt = clock.now();
  const sent = await http.send(
    {
      method: 'POST',
      url: endpoints.token,
      headers: {
        accept: 'application/json',
        authorization: rawBasic(clientId, clientSecret),
        'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      },
      body: new URLSearchParams(grant).toString(),
      repeatable,
    },
    signal,
  );
  if (!sent.ok) return sent;
  const answer = readTokenResponse(sent.value, new URL(endpoints.token).host);
  return answer.ok ? success(tokenOf(answer.value, requestedAt)) : answer;
}
