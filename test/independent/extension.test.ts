import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { applicationIdOf } from '../../src/core/applications/application.ts';
import type { UserCredentials } from '../../src/core/credentials/credentials.ts';
import type { OAuthError } from '../../src/core/failure.ts';
import { failed, type Result } from '../../src/core/result.ts';
import { parseRecord } from '../../src/core/applications/record.ts';
import { readRedirect } from '../../src/core/signIn/redirect.ts';
import type { Token } from '../../src/core/token/token.ts';
import { createHttp } from '../../src/node/http/http.ts';
import { authenticate } from '../../src/session/signIn/authenticate.ts';
import {
  beginSignIn,
  completeSignIn,
  type BrowserSignIn,
  type FinalAnswer,
} from '../../src/session/signIn/browserSignIn.ts';
import { requestToken } from '../../src/session/token/grants.ts';
import { Tokens } from '../../src/session/token/tokens.ts';
import { fakePorts, hourMs, noCancel } from '../unit/session/fakes.ts';
import { startIndependentServer } from './server.ts';

const redirectUri = 'http://localhost:5000/callback';

/** The server, and the extension's session over the real Http port. */
async function peerFor(t: TestContext) {
  const server = await startIndependentServer({
    redirectUris: [redirectUri],
    accessTokenSeconds: 3600,
  });
  t.after(() => server.stop());
  const credentials: UserCredentials = {
    kind: 'user',
    clientId: server.clientId,
    clientSecret: server.clientSecret,
    endpoints: {
      token: server.tokenEndpoint,
      authorization: server.authorizationEndpoint,
      api: server.apiOrigin,
    },
    redirectUris: [redirectUri],
    scopes: ['resources:read'],
  };
  const ports = { ...fakePorts(), http: createHttp() };
  const id = applicationIdOf(credentials.clientId, credentials.endpoints.token);
  const rejected = (oauthError: OAuthError, isOfCode = false) =>
    failed({
      reason: 'rejected',
      host: new URL(server.issuer).host,
      oauthError,
      ...(isOfCode && { isOfCode }),
    });
  return { server, credentials, ports, id, rejected };
}

type Peer = Awaited<ReturnType<typeof peerFor>>;

function valueOf<T>(result: Result<T>): T {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

async function begin({ server, credentials }: Peer) {
  const signIn = await beginSignIn(credentials, redirectUri);
  const address = await server.authorize(signIn.url);
  const answer = readRedirect(address, signIn.expected);
  assert.ok(answer.kind !== 'refused');
  return { signIn, address, answer };
}

function complete(
  { credentials, ports }: Peer,
  signIn: BrowserSignIn,
  answer: FinalAnswer,
): Promise<Result<Token>> {
  return completeSignIn(signIn, answer, credentials, ports, noCancel());
}

/** As the command does: token, trial on the API, then storage. */
async function authenticated(peer: Peer): Promise<Token> {
  const { signIn, answer } = await begin(peer);
  const { token, shareCount, saved } = valueOf(
    await authenticate(peer.credentials, [], peer.ports, noCancel(), () =>
      complete(peer, signIn, answer),
    ),
  );
  assert.deepEqual([shareCount, saved], [1, true]);
  return token;
}

function storedToken({ ports, id }: Peer): Token | undefined {
  const record = parseRecord(id, ports.vault.records.get(id) ?? '');
  return typeof record === 'object' ? record.token : undefined;
}

function sharesStatus({ server }: Peer, { accessToken }: Token): Promise<number> {
  return fetch(`${server.apiOrigin}/shares`, {
    headers: { authorization: `Bearer ${accessToken}` },
  }).then(({ status }) => status);
}

describe('the extension with an independent server', () => {
  it('the extension with an independent server signs in with a code and PKCE, tries the token, and saves it', async (t) => {
    const peer = await peerFor(t);
    const token = await authenticated(peer);
    const obtainedAt = peer.ports.clock.now();
    assert.deepEqual([token.obtainedAt, token.expiresAt], [obtainedAt, obtainedAt + hourMs]);
    assert.ok(token.refreshToken);
    assert.deepEqual(storedToken(peer), token);
  });

  it('the extension with an independent server is refused with invalid_grant if it sends the PKCE verifier of another sign-in', async (t) => {
    const peer = await peerFor(t);
    const { signIn, answer } = await begin(peer);
    const { codeVerifier } = await beginSignIn(peer.credentials, redirectUri);
    const forged = { ...signIn, codeVerifier };
    assert.deepEqual(await complete(peer, forged, answer), peer.rejected('invalid_grant', true));
    // The code was still valid, so the verifier was the reason.
    valueOf(await complete(peer, signIn, answer));
  });

  it('the extension with an independent server accepts a code whose redirect also contains the issuer (iss)', async (t) => {
    const peer = await peerFor(t);
    const { address, answer } = await begin(peer);
    assert.equal(new URL(address).searchParams.get('iss'), peer.server.issuer);
    assert.equal(answer.kind, 'code');
  });

  it('the extension with an independent server gets invalid_grant if it sends a code twice, and the code’s token is revoked', async (t) => {
    const peer = await peerFor(t);
    const { signIn, answer } = await begin(peer);
    const token = valueOf(await complete(peer, signIn, answer));
    assert.equal(await sharesStatus(peer, token), 200);
    assert.deepEqual(await complete(peer, signIn, answer), peer.rejected('invalid_grant', true));
    assert.equal(await sharesStatus(peer, token), 401);
  });

  it('the extension with an independent server renews repeatedly, each time with the latest refresh token', async (t) => {
    const peer = await peerFor(t);
    const seen = [await authenticated(peer)];
    const tokens = new Tokens(peer.ports);
    for (let time = 1; time <= 3; time += 1) {
      const renewed = valueOf(await tokens.renew(peer.id, noCancel()));
      assert.deepEqual(storedToken(peer), renewed);
      assert.equal(await sharesStatus(peer, renewed), 200);
      seen.push(renewed);
    }
    assert.equal(new Set(seen.map(({ refreshToken }) => refreshToken)).size, 4);
  });

  it('the extension with an independent server renews an expired token when the token is used', async (t) => {
    const peer = await peerFor(t);
    const token = await authenticated(peer);
    const tokens = new Tokens(peer.ports);
    assert.deepEqual(valueOf(await tokens.forUse(peer.id, true, noCancel())), token);
    peer.ports.clock.advance(hourMs);
    const renewed = valueOf(await tokens.forUse(peer.id, true, noCancel()));
    assert.notEqual(renewed.accessToken, token.accessToken);
  });

  it('the extension with an independent server can’t renew even with the newest refresh token after it has sent an older one', async (t) => {
    const peer = await peerFor(t);
    await authenticated(peer);
    const { ports, id } = peer;
    const old = ports.vault.records.get(id) ?? '';
    const tokens = new Tokens(ports);
    const renewed = valueOf(await tokens.renew(id, noCancel()));
    const newest = ports.vault.records.get(id) ?? '';
    // Storage restored from a backup.
    ports.vault.records.set(id, old);
    assert.deepEqual(await tokens.renew(id, noCancel()), peer.rejected('invalid_grant'));
    assert.equal(ports.vault.records.get(id), withRefusal(old));
    ports.vault.records.set(id, newest);
    assert.deepEqual(await tokens.renew(id, noCancel()), peer.rejected('invalid_grant'));
    assert.equal(await sharesStatus(peer, renewed), 401);
  });

  it('the extension with an independent server reports a wrong secret as rejected with invalid_client', async (t) => {
    const peer = await peerFor(t);
    const { signIn, answer } = await begin(peer);
    const credentials = { ...peer.credentials, clientSecret: 'wrong' };
    assert.deepEqual(
      await completeSignIn(signIn, answer, credentials, peer.ports, noCancel()),
      peer.rejected('invalid_client'),
    );
  });

  it('the extension with an independent server reports a rejected sign-in of a public application, since the server has no implicit grant', async (t) => {
    const peer = await peerFor(t);
    const signIn = await beginSignIn({ ...peer.credentials, kind: 'public' }, redirectUri);
    const answer = readRedirect(await peer.server.authorize(signIn.url), signIn.expected);
    assert.deepEqual(answer, { kind: 'failed', error: 'other' });
    assert.deepEqual(await complete(peer, signIn, answer), peer.rejected('other'));
  });

  it('the extension with an independent server gets a token for a group application', async (t) => {
    const peer = await peerFor(t);
    const credentials = { ...peer.credentials, kind: 'group' } as const;
    const token = valueOf(await requestToken(credentials, undefined, peer.ports, noCancel()));
    assert.equal(token.refreshToken, undefined);
    assert.equal(await sharesStatus(peer, token), 200);
  });
});

/** The record with its refresh token marked as refused. */
function withRefusal(stored: string): string {
  const { token, ...rest } = JSON.parse(stored) as { readonly token: object };
  const { version, name, credentials, ...others } = rest as Record<string, unknown>;
  const refused = { ...token, refreshHalted: 'refused' };
  return JSON.stringify({ version, name, credentials, token: refused, ...others });
}
