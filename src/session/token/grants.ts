import * as oauth from 'oauth4webapi';
import type { Credentials } from '../../core/credentials/credentials.ts';
import { rawBasic } from '../../core/signIn/basic.ts';
import { failed, success, type Result } from '../../core/result.ts';
import { tokenOf, type Token } from '../../core/token/token.ts';
import type { Clock, Http } from '../ports.ts';
import { TokenTransport } from './tokenTransport.ts';

export interface GrantPorts {
  readonly http: Http;
  readonly clock: Clock;
}

/**
 * Asks for a token without the user, by what the application's kind allows: client credentials
 * (RFC 6749 §4.4) for a group application, a refresh token (§6) for the others. The endpoint must
 * have been checked and confirmed before. Fails with what `Http` fails with, and `rejected`,
 * `throttled`, `server-error`, `proxy`, `unexpected-response`; with `interaction-required` where
 * only a sign-in through the browser helps.
 */
export async function requestToken(
  credentials: Credentials,
  refreshToken: string | undefined,
  ports: GrantPorts,
  signal: AbortSignal,
): Promise<Result<Token>> {
  if (credentials.kind === 'group') {
    return exchange({ type: 'client_credentials', parameters: {} }, credentials, ports, signal);
  }
  if (refreshToken === undefined) {
    return failed({ reason: 'interaction-required', need: 'browser-sign-in' });
  }
  const parameters = { refresh_token: refreshToken };
  return exchange({ type: 'refresh_token', parameters }, credentials, ports, signal);
}

/** What an authorization code is exchanged with (RFC 6749 §4.1.3, RFC 7636 §4.5). */
export interface CodeExchange {
  /** Decoded: as the platform made it. */
  readonly code: string;
  /** The one of the authorization request, byte for byte. */
  readonly redirectUri: string;
  readonly codeVerifier: string;
}

/** Exchanges a code for a token, once: a code is not sent a second time. Fails as `requestToken`. */
export function requestTokenForCode(
  credentials: Credentials,
  { code, redirectUri, codeVerifier }: CodeExchange,
  ports: GrantPorts,
  signal: AbortSignal,
): Promise<Result<Token>> {
  const parameters = { redirect_uri: redirectUri, code, code_verifier: codeVerifier };
  return exchange({ type: 'authorization_code', parameters }, credentials, ports, signal);
}

/** One way to a token: its type and its own parameters. */
interface Grant {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

async function exchange(
  grant: Grant,
  { clientId, clientSecret, endpoints }: Credentials,
  { http, clock }: GrantPorts,
  signal: AbortSignal,
): Promise<Result<Token>> {
  const transport = new TokenTransport(http);
  const server = { issuer: new URL(endpoints.token).origin, token_endpoint: endpoints.token };
  const client = { client_id: clientId };
  const authentication: oauth.ClientAuth = (_server, _client, _body, headers) => {
    headers.set('authorization', rawBasic(clientId, clientSecret));
  };
  const options = {
    signal,
    [oauth.customFetch]: transport.fetch,
    // Plain http reaches this point on loopback alone: `checkEndpoint` refuses every other.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to be noticed
    [oauth.allowInsecureRequests]: true,
  };
  const requestedAt = clock.now();
  try {
    // The library's functions for each grant bring more of OpenID Connect than Isogeo speaks.
    const response = await oauth.genericTokenEndpointRequest(
      server,
      client,
      authentication,
      grant.type,
      grant.parameters,
      options,
    );
    await oauth.processGenericTokenEndpointResponse(server, client, response);
    return transport.answer
      ? success(tokenOf(transport.answer, requestedAt))
      : failed(transport.failureOf(undefined));
  } catch (error) {
    return failed(transport.failureOf(error));
  }
}
