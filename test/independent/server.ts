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
  /** Of scheme http or https: others are for native clients, whose rules differ. */
  readonly redirectUris: readonly string[];
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Default 3600. */
  readonly accessTokenSeconds?: number;
}

/** A running authorization server that nobody wrote with Isogeo in mind. */
export interface IndependentServer {
  /** `http://127.0.0.1:<port>`, without a trailing slash. */
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where `GET /shares` answers a live access token. */
  readonly apiOrigin: string;
  /**
   * Opens an authorization request as a user who agrees. Answers with the redirect address, code
   * and state or error in it; rejects where the server shows a page instead.
   */
  authorize(url: string): Promise<string>;
  /** Ends open connections too. May be called twice. */
  stop(): Promise<void>;
}

const accountId = 'independent-user';

/** The one that Isogeo writes into its credentials files; no client of Isogeo's sends it. */
const defaultScope = 'resources:read';

const authorizationPath = '/auth';

/**
 * oidc-provider on 127.0.0.1: one confidential client with `client_secret_basic`, PKCE checked
 * where it is used, refresh tokens rotated. README.md says where it differs from Isogeo.
 *
 * It form-decodes a Basic pair, as RFC 6749 §2.3.1 has it, while Isogeo takes the pair raw. The
 * client's id and secret have nothing that encoding changes, so that both ways are right here.
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
    // By default only the scope offline_access gets one, and it ends with the browser's session.
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
 * RFC 6749 §3.3 lets a server have a default for a request without a scope, or refuse it.
 * oidc-provider refuses, and has no setting for the other.
 */
function withScope(target: string, issuer: string): string {
  const url = new URL(target, issuer);
  return url.pathname === authorizationPath && !url.searchParams.has('scope')
    ? `${target}${url.search === '' ? '?' : '&'}scope=${encodeURIComponent(defaultScope)}`
    : target;
}

/** For ID tokens, which a client gets that asks for the scope openid. */
function newSigningKey(): object {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' };
}

/** The one user signs in and consents in the same moment. */
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

/** As Isogeo answers it, so that a client that tries its token out finds what it looks for. */
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
