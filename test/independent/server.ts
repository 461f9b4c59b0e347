import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { userApplication } from '../sandbox/applications.ts';
import { presentShare, referenceShare } from '../sandbox/shares.ts';
import { createAdapter } from './adapter.ts';
import { follow } from './browser.ts';

export interface IndependentServerOptions {
  /** With the scheme http or https: others are for native clients, which have other rules. */
  readonly redirectUris: readonly string[];
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** Default 3600. */
  readonly accessTokenSeconds?: number;
}

/** A running authorization server that wasn't written for Isogeo. */
export interface IndependentServer {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** `GET /shares` answers a valid access token at this origin. */
  readonly apiOrigin: string;
  /**
   * Opens an authorization request as a user who accepts. Returns the redirect address with code and state or
   * error; rejects if the server shows a page.
   */
  authorize(url: string): Promise<string>;
  /** Closes open connections too. May be called twice. */
  stop(): Promise<void>;
}

const accountId = 'independent-user';

/** The scope in Isogeo's credentials files; no client of Isogeo sends it. */
const defaultScope = 'resources:read';

const authorizationPath = '/auth';

/**
 * oidc-provider on 127.0.0.1: one confidential client with `client_secret_basic`, PKCE checked if used,
 * rotating refresh tokens. README.md lists the differences from Isogeo. It form-decodes a Basic pair (RFC
 * 6749 §2.3.1), while Isogeo reads the pair raw; the client's ID and secret contain nothing that encoding
 * changes, so both work here.
 */
export async function startIndependentServer(
  options: IndependentServerOptions,
): Promise<IndependentServer> {
  const client = { id: 'independent-client', secret: randomBytes(32).toString('hex') };
  const server = createServer();
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = createProvider(issuer, client, options);
  const answerOAuth = provider.callback();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', issuer);
    if (pathname === '/shares') {
      await answerShares(provider, request, response);
    } else if (pathname.startsWith('/interaction/')) {
      await agree(provider, request, response);
    } else {
      request.url = withScope(request.url ?? '/', issuer);
      await answerOAuth(request, response);
    }
  }

  async function close(): Promise<void> {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  server.on('request', (request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  let stopping: Promise<void> | undefined;

  return {
    issuer,
    authorizationEndpoint: issuer + authorizationPath,
    tokenEndpoint: `${issuer}/token`,
    clientId: client.id,
    clientSecret: client.secret,
    apiOrigin: issuer,
    authorize: (url) => follow(url, options.redirectUris),
    stop: () => (stopping ??= close()),
  };
}

function createProvider(
  issuer: string,
  client: { readonly id: string; readonly secret: string },
  options: IndependentServerOptions,
): Provider {
  const day = 86_400;
  const accessTokenSeconds = options.accessTokenSeconds ?? 3600;
  return new Provider(issuer, {
    adapter: createAdapter(),
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: options.redirectUris,
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    cookies: { keys: [randomBytes(32).toString('hex')] },
    jwks: { keys: [newSigningKey()] },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
    },
    scopes: ['openid', 'offline_access', defaultScope],
    pkce: { required: () => false },
    rotateRefreshToken: true,
    // By default only the scope offline_access gets a refresh token, and it ends with the browser's session.
    issueRefreshToken: () => Promise.resolve(true),
    expiresWithSession: () => Promise.resolve(false),
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      AuthorizationCode: 60,
      IdToken: 3600,
      Interaction: 3600,
      Grant: 14 * day,
      RefreshToken: 14 * day,
      Session: 14 * day,
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, id) => ({ accountId: id, claims: () => Promise.resolve({ sub: id }) }),
    renderError: (context, { error }) => {
      context.body = error;
    },
  });
}

/**
 * A server may have a default for a request without a scope, or refuse it (RFC 6749 §3.3). oidc-provider
 * refuses it, without a setting for the default.
 */
function withScope(target: string, issuer: string): string {
  const url = new URL(target, issuer);
  return url.pathname === authorizationPath && !url.searchParams.has('scope')
    ? `${target}${url.search === '' ? '?' : '&'}scope=${encodeURIComponent(defaultScope)}`
    : target;
}

/** For ID tokens, which a client gets with the scope openid. */
function newSigningKey(): object {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' };
}

/** The only user signs in and consents at once. */
async function agree(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  const grantId = await grant.save();
  await provider.interactionFinished(request, response, {
    login: { accountId },
    consent: { grantId },
  });
}

/** Answers like Isogeo, so that a client can try its token. */
async function answerShares(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const holder =
    (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
  const body =
    holder === undefined
      ? { error: 'invalid_token' }
      : [presentShare(referenceShare, userApplication({ name: 'Independent client' }))];
  response.writeHead(holder === undefined ? 401 : 200, {
    'content-type': 'application/json; charset=utf-8',
  });
  response.end(JSON.stringify(body));
}
