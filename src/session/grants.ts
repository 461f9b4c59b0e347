import * as oauth from 'oauth4webapi';
import type { Credentials } from '../core/application.ts';
import { rawBasic } from '../core/basic.ts';
import { failed, success, type Result } from '../core/failure.ts';
import { tokenOf, type Token } from '../core/token.ts';
import type { Clock, Http } from './ports.ts';
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
  const grant = credentials.kind === 'group' ? clientCredentials : refresh(refreshToken);
  return grant
    ? exchange(grant, credentials, ports, signal)
    : failed({ reason: 'interaction-required', need: 'browser-sign-in' });
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
  code: CodeExchange,
  ports: GrantPorts,
  signal: AbortSignal,
): Promise<Result<Token>> {
  return exchange(authorizationCode(code), credentials, ports, signal);
}

interface Exchange {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly authentication: oauth.ClientAuth;
  readonly options: oauth.TokenEndpointRequestOptions;
}

/** One way to a token: how the library asks, and how it reads the answer. */
interface Grant {
  ask(exchange: Exchange): Promise<Response>;
  read(exchange: Exchange, response: Response): Promise<unknown>;
}

const clientCredentials: Grant = {
  ask: ({ server, client, authentication, options }) =>
    oauth.clientCredentialsGrantRequest(server, client, authentication, {}, options),
  read: ({ server, client }, response) =>
    oauth.processClientCredentialsResponse(server, client, response),
};

function authorizationCode({ code, redirectUri, codeVerifier }: CodeExchange): Grant {
  return {
    ask: ({ server, client, authentication, options }) =>
      oauth.authorizationCodeGrantRequest(
        server,
        client,
        authentication,
        // The state has been checked where the answer came in; a pasted code has none.
        oauth.validateAuthResponse(server, client, new URLSearchParams({ code })),
        redirectUri,
        codeVerifier,
        options,
      ),
    read: ({ server, client }, response) =>
      oauth.processAuthorizationCodeResponse(server, client, response),
  };
}

function refresh(refreshToken: string | undefined): Grant | undefined {
  if (refreshToken === undefined) return undefined;
  return {
    ask: ({ server, client, authentication, options }) =>
      oauth.refreshTokenGrantRequest(server, client, authentication, refreshToken, options),
    read: ({ server, client }, response) =>
      oauth.processRefreshTokenResponse(server, client, response),
  };
}

async function exchange(
  grant: Grant,
  { clientId, clientSecret, endpoints }: Credentials,
  { http, clock }: GrantPorts,
  signal: AbortSignal,
): Promise<Result<Token>> {
  const transport = new TokenTransport(http);
  const parts: Exchange = {
    server: { issuer: new URL(endpoints.token).origin, token_endpoint: endpoints.token },
    client: { client_id: clientId },
    authentication: (_server, _client, _body, headers) => {
      headers.set('authorization', rawBasic(clientId, clientSecret));
    },
    options: {
      signal,
      [oauth.customFetch]: transport.fetch,
      // Plain http reaches this point on loopback alone: `checkEndpoint` refuses every other.
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to be noticed
      [oauth.allowInsecureRequests]: true,
    },
  };
  const requestedAt = clock.now();
  try {
    await grant.read(parts, await grant.ask(parts));
    return transport.answer
      ? success(tokenOf(transport.answer, requestedAt))
      : failed(transport.failureOf(undefined));
  } catch (error) {
    return failed(transport.failureOf(error));
  }
}
