import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import * as oauth from 'oauth4webapi';
import {
  startIndependentServer,
  type IndependentServer,
  type IndependentServerOptions,
} from './server.ts';

const redirectUri = 'http://localhost:5000/callback';
const insecure = {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to be noticed
  [oauth.allowInsecureRequests]: true,
};

async function serverFor(
  t: TestContext,
  options: Partial<IndependentServerOptions> = {},
): Promise<IndependentServer> {
  const server = await startIndependentServer({ redirectUris: [redirectUri], ...options });
  t.after(() => server.stop());
  return server;
}

/** The data that oauth4webapi needs of a server, from its metadata. */
interface Peer {
  readonly server: IndependentServer;
  readonly as: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly authentication: oauth.ClientAuth;
}

async function peerFor(t: TestContext, options?: Partial<IndependentServerOptions>): Promise<Peer> {
  const server = await serverFor(t, options);
  const issuer = new URL(server.issuer);
  return {
    server,
    as: await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, insecure),
    ),
    client: { client_id: server.clientId },
    authentication: oauth.ClientSecretBasic(server.clientSecret),
  };
}

function authorizationUrl(server: IndependentServer, given: Record<string, string> = {}): string {
  const url = new URL(server.authorizationEndpoint);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: server.clientId,
    redirect_uri: redirectUri,
    ...given,
  }).toString();
  return url.href;
}

async function challengeOf(verifier: string): Promise<Record<string, string>> {
  return {
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  };
}

/** The tokens of a sign-in with PKCE; `sent` is the verifier sent with the code. */
async function signIn(
  { server, as, client, authentication }: Peer,
  sent?: string,
): Promise<oauth.TokenEndpointResponse> {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const url = authorizationUrl(server, { state, ...(await challengeOf(verifier)) });
  const redirected = new URL(await server.authorize(url));
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    authentication,
    oauth.validateAuthResponse(as, client, redirected, state),
    redirectUri,
    sent ?? verifier,
    insecure,
  );
  return oauth.processAuthorizationCodeResponse(as, client, response);
}

async function renew(
  { as, client, authentication }: Peer,
  { refresh_token: token = '' }: oauth.TokenEndpointResponse,
): Promise<oauth.TokenEndpointResponse> {
  const response = await oauth.refreshTokenGrantRequest(
    as,
    client,
    authentication,
    token,
    insecure,
  );
  return oauth.processRefreshTokenResponse(as, client, response);
}

function sharesStatus(server: IndependentServer, token: string): Promise<number> {
  return fetch(`${server.apiOrigin}/shares`, {
    headers: { authorization: `Bearer ${token}` },
  }).then(({ status }) => status);
}

const invalidGrant = { error: 'invalid_grant', status: 400 };

describe('the independent server', () => {
  it('the independent server has its endpoints at the addresses in its metadata', async (t) => {
    const { server, as } = await peerFor(t);
    assert.equal(as.authorization_endpoint, server.authorizationEndpoint);
    assert.equal(as.token_endpoint, server.tokenEndpoint);
  });

  it('the independent server gives tokens for a code with PKCE, with the lifetime that the test sets', async (t) => {
    const peer = await peerFor(t, { accessTokenSeconds: 120 });
    const tokens = await signIn(peer);
    assert.equal(tokens.token_type, 'bearer');
    assert.equal(tokens.expires_in, 120);
    assert.ok(tokens.refresh_token);
    assert.equal(await sharesStatus(peer.server, tokens.access_token), 200);
  });

  it('the independent server refuses another PKCE verifier than the one of the sign-in', async (t) => {
    const peer = await peerFor(t);
    await assert.rejects(signIn(peer, oauth.generateRandomCodeVerifier()), invalidGrant);
  });

  it('the independent server rotates the refresh token, and revokes all tokens if a used refresh token is sent again', async (t) => {
    const peer = await peerFor(t);
    const first = await signIn(peer);
    const second = await renew(peer, first);
    assert.notEqual(second.refresh_token, first.refresh_token);
    assert.equal(await sharesStatus(peer.server, second.access_token), 200);
    await assert.rejects(renew(peer, first), invalidGrant);
    await assert.rejects(renew(peer, second), invalidGrant);
    assert.equal(await sharesStatus(peer.server, second.access_token), 401);
  });

  it('the independent server accepts a code without PKCE once, and revokes the code’s tokens if the code is sent again', async (t) => {
    const server = await serverFor(t);
    const redirected = new URL(await server.authorize(authorizationUrl(server)));
    const code = redirected.searchParams.get('code') ?? '';
    const exchange = (): Promise<Response> => exchangeRaw(server, code);
    const first = await exchange();
    assert.equal(first.status, 200);
    const { access_token: token } = (await first.json()) as { access_token: string };
    assert.equal((await exchange()).status, 400);
    assert.equal(await sharesStatus(server, token), 401);
  });

  it('the independent server gives a token to a group application', async (t) => {
    const { server, as, client, authentication } = await peerFor(t);
    const response = await oauth.clientCredentialsGrantRequest(
      as,
      client,
      authentication,
      {},
      insecure,
    );
    const tokens = await oauth.processClientCredentialsResponse(as, client, response);
    assert.equal(tokens.refresh_token, undefined);
    assert.equal(await sharesStatus(server, tokens.access_token), 200);
  });

  it('the independent server has a client ID and secret that percent-encoding doesn’t change', async (t) => {
    const { clientId, clientSecret } = await serverFor(t);
    assert.equal(encodeURIComponent(clientId + clientSecret), clientId + clientSecret);
  });

  it('the independent server accepts the client secret with each of its characters percent-encoded', async (t) => {
    const server = await serverFor(t);
    const everyCharacter = server.clientSecret.replace(
      /./g,
      (character) => `%${character.charCodeAt(0).toString(16)}`,
    );
    const response = await requestToken(
      server,
      { grant_type: 'client_credentials' },
      everyCharacter,
    );
    assert.equal(response.status, 200);
  });

  it('the independent server answers a wrong secret with 401', async (t) => {
    const response = await requestToken(
      await serverFor(t),
      { grant_type: 'client_credentials' },
      'wrong',
    );
    assert.equal(response.status, 401);
    assert.equal(((await response.json()) as { error: string }).error, 'invalid_client');
  });

  it('the independent server returns the state of a sign-in, and shows an error page for an unregistered redirect URI', async (t) => {
    const server = await serverFor(t);
    const state = 'a+b/c=%é';
    const redirected = new URL(await server.authorize(authorizationUrl(server, { state })));
    assert.equal(redirected.searchParams.get('state'), state);
    const elsewhere = authorizationUrl(server, { redirect_uri: `${redirectUri}/` });
    await assert.rejects(server.authorize(elsewhere), /400: invalid_redirect_uri/);
  });

  it('the independent server refuses API requests without a token or with an unknown token', async (t) => {
    const server = await serverFor(t);
    assert.equal((await fetch(`${server.apiOrigin}/shares`)).status, 401);
    assert.equal(await sharesStatus(server, 'unknown'), 401);
  });

  it('the independent server shares no data with other test servers, and frees its port when it stops', async (t) => {
    const one = await peerFor(t);
    const tokens = await signIn(one);
    assert.equal(await sharesStatus(await serverFor(t), tokens.access_token), 401);
    await one.server.stop();
    await one.server.stop();
    const port = Number(new URL(one.server.issuer).port);
    assert.equal((await serverFor(t, { port })).issuer, one.server.issuer);
  });
});

/** Without a library, with the raw pair. */
function requestToken(
  { tokenEndpoint, clientId, clientSecret }: IndependentServer,
  parameters: Record<string, string>,
  secret = clientSecret,
): Promise<Response> {
  const pair = Buffer.from(`${clientId}:${secret}`).toString('base64');
  return fetch(tokenEndpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${pair}` },
    body: new URLSearchParams(parameters),
  });
}

function exchangeRaw(server: IndependentServer, code: string): Promise<Response> {
  const parameters = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
  return requestToken(server, parameters);
}
