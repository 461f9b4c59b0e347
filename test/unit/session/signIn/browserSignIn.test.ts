import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { applicationIdOf } from '../../../../src/core/applications/application.ts';
import type { UserCredentials } from '../../../../src/core/credentials/credentials.ts';
import type { Failure, OAuthError } from '../../../../src/core/failure.ts';
import { failed, type Result } from '../../../../src/core/result.ts';
import {
  parseRecord,
  serialiseRecord,
  type ApplicationRecord,
} from '../../../../src/core/applications/record.ts';
import { readRedirect } from '../../../../src/core/signIn/redirect.ts';
import type { Token } from '../../../../src/core/token/token.ts';
import { createHttp } from '../../../../src/node/http/http.ts';
import { loopback } from '../../../../src/node/signIn/loopback.ts';
import { Applications } from '../../../../src/session/applications/applications.ts';
import { authenticate } from '../../../../src/session/signIn/authenticate.ts';
import {
  beginSignIn,
  completeSignIn,
  type BrowserSignIn,
  type FinalAnswer,
} from '../../../../src/session/signIn/browserSignIn.ts';
import type { Http } from '../../../../src/session/ports.ts';
import { Tokens } from '../../../../src/session/token/tokens.ts';
import {
  publicApplication,
  userApplication,
  type Application,
} from '../../../sandbox/applications.ts';
import { closedPort } from '../../node/servers.ts';
import { sandboxFor } from '../../sandbox/helpers.ts';
import { fakePorts, hourMs, noCancel, settled, storeRecord } from '../fakes.ts';
import { page } from '../../node/signIn/page.ts';

const callback = 'http://localhost:5000/callback';
const outOfBand = 'urn:ietf:wg:oauth:2.0:oob';

/** A sandbox whose user has agreed, and the session over the real Http port. */
async function platformFor(t: TestContext, application: Application = userApplication()) {
  const fakes = fakePorts();
  const sandbox = await sandboxFor(t, {
    applications: [application],
    clock: () => fakes.clock.now(),
  });
  sandbox.setConsent('allow');
  const { clientId, clientSecret, redirectUris } = application;
  const credentials: UserCredentials = {
    kind: application.kind === 'public' ? 'public' : 'user',
    clientId,
    clientSecret,
    endpoints: {
      token: `${sandbox.origin}/oauth/token`,
      authorization: `${sandbox.origin}/oauth/authorize`,
      api: sandbox.origin,
    },
    redirectUris,
    scopes: ['resources:read'],
  };
  const http = createHttp();
  const ports = { ...fakes, http };
  const id = applicationIdOf(clientId, credentials.endpoints.token);
  const { host } = new URL(sandbox.origin);
  return { sandbox, credentials, ports, id, host };
}

type Peer = Awaited<ReturnType<typeof platformFor>>;

/** The address at which the browser stops. */
async function browse(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'manual' });
  const location = response.headers.get('location');
  assert.ok(location, `The sandbox answered ${response.status}.`);
  return location;
}

/** The code that the out-of-band page shows; a code never contains an HTML entity. */
async function shownCode(url: string): Promise<string> {
  const page = await (await fetch(url)).text();
  return /<code id="code">([^<]+)</.exec(page)?.[1] ?? '';
}

function answerIn(text: string, { expected }: BrowserSignIn): FinalAnswer {
  const answer = readRedirect(text, expected);
  assert.ok(answer.kind !== 'refused', `The answer is refused: ${JSON.stringify(answer)}.`);
  return answer;
}

function valueOf<T>(result: Result<T>): T {
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

async function begin(peer: Peer, redirectUri = callback) {
  const signIn = await beginSignIn(peer.credentials, redirectUri);
  return { signIn, answer: answerIn(await browse(signIn.url), signIn) };
}

function complete(peer: Peer, signIn: BrowserSignIn, answer: FinalAnswer): Promise<Result<Token>> {
  return completeSignIn(signIn, answer, peer.credentials, peer.ports, noCancel());
}

async function signedIn(peer: Peer): Promise<Token> {
  const { signIn, answer } = await begin(peer);
  return valueOf(await complete(peer, signIn, answer));
}

function sharesStatus({ sandbox }: Peer, { accessToken }: Token): Promise<number> {
  return fetch(`${sandbox.origin}/shares`, {
    headers: { authorization: `Bearer ${accessToken}` },
  }).then(({ status }) => status);
}

function grantsOf({ sandbox }: Peer): unknown[] {
  return sandbox.tokenRequests.map(({ grant, status }) => [grant, status]);
}

function rejectedBy({ host }: Peer, oauthError: OAuthError) {
  return failed({ reason: 'rejected', host, oauthError });
}

function codeRejectedBy({ host }: Peer) {
  return failed({ reason: 'rejected', host, oauthError: 'invalid_grant', isOfCode: true });
}

const needsBrowser = failed({ reason: 'interaction-required', need: 'browser-sign-in' });

describe('a sign-in through the browser', () => {
  it('the address that a browser sign-in opens requests a code with state and PKCE but without scope', async (t) => {
    const { credentials } = await platformFor(t);
    const { url, expected, codeVerifier } = await beginSignIn(credentials, callback);
    const parameters = Object.fromEntries(new URL(url).searchParams);
    const { code_challenge: challenge, state, ...others } = parameters;
    assert.deepEqual(others, {
      response_type: 'code',
      client_id: credentials.clientId,
      redirect_uri: callback,
      code_challenge_method: 'S256',
    });
    assert.match(challenge ?? '', /^[\w-]{43}$/);
    assert.match(state ?? '', /^[\w-]{43}$/);
    const issuerOrigin = new URL(credentials.endpoints.token).origin;
    assert.deepEqual(expected, {
      redirectUri: callback,
      state,
      responseType: 'code',
      issuerOrigin,
    });
    assert.match(codeVerifier, /^[\w-]{43}$/);
    assert.ok(!url.includes(codeVerifier) && !url.includes(credentials.clientSecret));
  });

  it('the address that a browser sign-in of a public application opens requests a token with state but without PKCE', async (t) => {
    const { credentials } = await platformFor(t, publicApplication());
    const { url, expected } = await beginSignIn(credentials, callback);
    assert.deepEqual(Object.fromEntries(new URL(url).searchParams), {
      response_type: 'token',
      client_id: credentials.clientId,
      redirect_uri: callback,
      state: expected.state,
    });
  });

  it('two browser sign-ins use different states and PKCE verifiers, and one refuses an answer with the other’s state', async (t) => {
    const { credentials } = await platformFor(t);
    const [one, other] = [
      await beginSignIn(credentials, callback),
      await beginSignIn(credentials, callback),
    ];
    assert.notEqual(one.expected.state, other.expected.state);
    assert.notEqual(one.codeVerifier, other.codeVerifier);
    const address = await browse(other.url);
    assert.deepEqual(readRedirect(address, one.expected), { kind: 'refused', why: 'state' });
  });

  it('a browser sign-in keeps the query of the authorization address', async (t) => {
    const { credentials } = await platformFor(t);
    const endpoints = { ...credentials.endpoints, authorization: 'https://id.example/a?tenant=b' };
    const { url } = await beginSignIn({ ...credentials, endpoints }, callback);
    assert.match(url, /^https:\/\/id\.example\/a\?tenant=b&response_type=code&/);
  });

  for (const uri of [
    callback,
    'http://localhost',
    'http://LOCALHOST:5000/A/?next=%2Fa+b&c=é',
    'https://localhost:5000/login/callback',
    'vscode://isogeo.isogeo-api/callback',
  ]) {
    it(`a browser sign-in sends the redirect URI ${uri} to the platform exactly as registered, and gets a token`, async (t) => {
      const peer = await platformFor(t, userApplication({ redirectUris: [uri] }));
      const { signIn, answer } = await begin(peer, uri);
      valueOf(await complete(peer, signIn, answer));
      const [request] = peer.sandbox.authorizationRequests;
      assert.equal(request?.redirectUri, uri);
    });
  }
});

describe('exchanging a code', () => {
  it('a code is exchanged for an access token and a refresh token, using PKCE', async (t) => {
    const peer = await platformFor(t);
    const token = await signedIn(peer);
    const obtainedAt = peer.ports.clock.now();
    const { accessToken, refreshToken, ...times } = token;
    assert.deepEqual(times, { obtainedAt, expiresAt: obtainedAt + 3_599_000 });
    assert.match(refreshToken ?? '', /^[\w-]{64}$/);
    assert.ok(accessToken);
    assert.equal(await sharesStatus(peer, token), 200);
    const [request] = peer.sandbox.authorizationRequests;
    assert.deepEqual([request?.pkce, request?.grant, request?.outcome], [true, 'code', 'allowed']);
    assert.deepEqual(grantsOf(peer), [['authorization_code', 200]]);
  });

  it('a code that is sent with the PKCE verifier of another sign-in is rejected', async (t) => {
    const peer = await platformFor(t);
    const { signIn, answer } = await begin(peer);
    const { codeVerifier } = await beginSignIn(peer.credentials, callback);
    assert.deepEqual(
      await complete(peer, { ...signIn, codeVerifier }, answer),
      codeRejectedBy(peer),
    );
  });

  for (const [name, bring] of [
    ['in the whole address', (address: string) => address],
    ['in an address without its scheme', (address: string) => address.slice('http://'.length)],
    ['in the query alone', (address: string) => address.slice(callback.length)],
    [
      'in an address that VS Code has decoded',
      (address: string) => decodeURIComponent(address.replaceAll('+', '%2B')),
    ],
    ['bare, encoded', (address: string) => /code=([^&]+)/.exec(address)?.[1] ?? ''],
    ['bare', (address: string) => new URL(address).searchParams.get('code') ?? ''],
  ] as const) {
    it(`an authorization code with +, / and = is sent unchanged to the token endpoint if received ${name}`, async (t) => {
      const peer = await platformFor(t);
      const signIn = await beginSignIn(peer.credentials, callback);
      const address = await browse(signIn.url);
      assert.match(address, /code=[^&]*%2B[^&]*%2F[^&]*%3D/);
      valueOf(await complete(peer, signIn, answerIn(bring(address), signIn)));
      assert.deepEqual(grantsOf(peer), [['authorization_code', 200]]);
    });
  }

  it('a code that was copied from the platform’s out-of-band page is exchanged for a token', async (t) => {
    const peer = await platformFor(t);
    const signIn = await beginSignIn(peer.credentials, outOfBand);
    const code = await shownCode(signIn.url);
    assert.match(code, /\+.*\/.*=$/);
    valueOf(await complete(peer, signIn, answerIn(code, signIn)));
    assert.equal(peer.sandbox.authorizationRequests[0]?.pkce, true);
  });

  it('a code that is used a second time is sent once more and rejected, and the platform revokes the token of the first time', async (t) => {
    const peer = await platformFor(t);
    const { signIn, answer } = await begin(peer);
    const token = valueOf(await complete(peer, signIn, answer));
    assert.deepEqual(await complete(peer, signIn, answer), codeRejectedBy(peer));
    assert.deepEqual(grantsOf(peer), [
      ['authorization_code', 200],
      ['authorization_code', 400],
    ]);
    assert.equal(await sharesStatus(peer, token), 401);
  });

  it('an expired code is sent once and reported as rejected', async (t) => {
    const peer = await platformFor(t);
    const { signIn, answer } = await begin(peer);
    peer.ports.clock.advance(60_000);
    assert.deepEqual(await complete(peer, signIn, answer), codeRejectedBy(peer));
    assert.deepEqual(grantsOf(peer), [['authorization_code', 400]]);
  });

  it('a code is sent only once although the token server answers 503', async (t) => {
    const peer = await platformFor(t);
    const { signIn, answer } = await begin(peer);
    peer.sandbox.failNext('token', { status: 503 });
    const failure: Failure = { reason: 'server-error', host: peer.host, status: 503 };
    assert.deepEqual(await complete(peer, signIn, answer), failed(failure));
    assert.deepEqual(grantsOf(peer), [['authorization_code', 503]]);
  });

  it('a code isn’t sent after the sign-in was cancelled', async (t) => {
    const peer = await platformFor(t);
    const { signIn, answer } = await begin(peer);
    const cancelled = AbortSignal.abort();
    assert.deepEqual(
      await completeSignIn(signIn, answer, peer.credentials, peer.ports, cancelled),
      failed({ reason: 'cancelled' }),
    );
    assert.deepEqual(grantsOf(peer), []);
  });

  it('a browser sign-in receives the code at a listener on the registered loopback address, which refuses a wrong state', async (t) => {
    const uri = `http://${await closedPort()}/callback`;
    const peer = await platformFor(t, userApplication({ redirectUris: [uri] }));
    const signIn = await beginSignIn(peer.credentials, uri);
    const { promise: answered, resolve } = Promise.withResolvers<FinalAnswer>();
    const listening = await loopback.listen(uri, 'query', page, (address) => {
      const answer = readRedirect(address, signIn.expected);
      if (answer.kind !== 'refused') resolve(answer);
      return answer.kind === 'refused' ? 'refused' : 'accepted';
    });
    t.after(valueOf(listening));
    assert.equal((await fetch(`${uri}?code=a&state=wrong`)).status, 400);
    assert.equal((await fetch(signIn.url)).status, 200);
    const token = valueOf(await complete(peer, signIn, await answered));
    assert.equal(await sharesStatus(peer, token), 200);
  });
});

describe('a sign-in that isn’t granted', () => {
  for (const [application, name] of [
    [userApplication(), 'confidential'],
    [publicApplication(), 'public'],
  ] as const) {
    it(`a consent that the user denies in the browser is reported without a token request, for a ${name} application`, async (t) => {
      const peer = await platformFor(t, application);
      peer.sandbox.setConsent('deny');
      const { signIn, answer } = await begin(peer);
      const { host } = peer;
      assert.deepEqual(
        await complete(peer, signIn, answer),
        failed({ reason: 'consent-denied', host }),
      );
      assert.deepEqual(grantsOf(peer), []);
    });
  }

  it('the OAuth error unauthorized_client in the answer of the authorization page is reported as a rejected sign-in with this error', async (t) => {
    const peer = await platformFor(t, userApplication());
    // A confidential application that is configured as a public one.
    const credentials: UserCredentials = { ...peer.credentials, kind: 'public' };
    const signIn = await beginSignIn(credentials, callback);
    const answer = answerIn(await browse(signIn.url), signIn);
    assert.deepEqual(await complete(peer, signIn, answer), rejectedBy(peer, 'unauthorized_client'));
  });

  it('a browser sign-in that the user denies saves no application', async (t) => {
    const peer = await platformFor(t);
    peer.sandbox.setConsent('deny');
    const { signIn, answer } = await begin(peer);
    const authenticated = await authenticate(peer.credentials, [], peer.ports, noCancel(), () =>
      complete(peer, signIn, answer),
    );
    assert.deepEqual(authenticated, failed({ reason: 'consent-denied', host: peer.host }));
    assert.equal(peer.ports.vault.records.size, 0);
  });
});

/** Signs in and saves, as a command does, and clears the recorded requests. */
async function authenticated(peer: Peer): Promise<Token> {
  const { signIn, answer } = await begin(peer);
  const { token, saved, shareCount } = valueOf(
    await authenticate(peer.credentials, [], peer.ports, noCancel(), () =>
      complete(peer, signIn, answer),
    ),
  );
  assert.deepEqual([saved, shareCount], [true, 2]);
  return token;
}

function storedIn(peer: Peer): ApplicationRecord {
  const record = parseRecord(peer.id, peer.ports.vault.records.get(peer.id) ?? '');
  assert.ok(typeof record === 'object');
  return record;
}

function refreshesOf(peer: Peer): unknown[] {
  return peer.sandbox.tokenRequests
    .filter(({ grant }) => grant === 'refresh_token')
    .map(({ status }) => status);
}

describe('refresh tokens', () => {
  it('the refresh token is saved together with the first access token', async (t) => {
    const peer = await platformFor(t);
    const token = await authenticated(peer);
    assert.ok(token.refreshToken);
    assert.deepEqual(storedIn(peer).token, token);
  });

  for (const [mode, name] of [
    ['rotate', 'gives way to the one that the answer brings'],
    ['omit', 'stays where the answer brings none'],
    ['empty', 'stays where the answer brings an empty one'],
  ] as const) {
    it(`the saved refresh token ${name}, in each of three renewals in a row`, async (t) => {
      const peer = await platformFor(t);
      const first = await authenticated(peer);
      peer.sandbox.setRefreshRotation(mode);
      const tokens = new Tokens(peer.ports);
      let before = first;
      for (let time = 1; time <= 3; time += 1) {
        peer.ports.clock.advance(hourMs);
        const used = valueOf(await tokens.forUse(peer.id, true, noCancel()));
        const stored = storedIn(peer).token;
        assert.equal(stored?.accessToken, used.accessToken);
        assert.equal(await sharesStatus(peer, used), 200);
        assert.notEqual(used.accessToken, before.accessToken);
        assert.equal(stored.refreshToken === before.refreshToken, mode !== 'rotate');
        assert.match(stored.refreshToken ?? '', /^[\w-]{64}$/);
        before = stored;
      }
      assert.deepEqual(refreshesOf(peer), [200, 200, 200]);
    });
  }

  it('a new refresh token is written to storage before the caller of the renewal gets the new access token', async (t) => {
    const peer = await platformFor(t);
    const first = await authenticated(peer);
    peer.ports.clock.advance(hourMs);
    const held = peer.ports.vault.hold('write');
    let given = false;
    const using = new Tokens(peer.ports).forUse(peer.id, true, noCancel()).then((result) => {
      given = true;
      return result;
    });
    await held.arrived;
    await settled();
    assert.equal(given, false);
    const stored = storedIn(peer).token;
    assert.notEqual(stored?.refreshToken, first.refreshToken);
    held.release();
    assert.equal(valueOf(await using).accessToken, stored?.accessToken);
  });

  it('a refresh token is sent once for a hundred simultaneous callers, who all get the same access token', async (t) => {
    const peer = await platformFor(t);
    await authenticated(peer);
    peer.ports.clock.advance(hourMs);
    const tokens = new Tokens(peer.ports);
    const given = await Promise.all(
      Array.from({ length: 100 }, () => tokens.forUse(peer.id, true, noCancel())),
    );
    assert.equal(new Set(given.map((one) => valueOf(one).accessToken)).size, 1);
    assert.deepEqual(refreshesOf(peer), [200]);
  });

  /** Another window with the same storage and its own memory. */
  function otherWindow({ ports }: Peer): Tokens {
    return new Tokens({ ...ports, applications: new Applications(ports) });
  }

  /** This window's requests, with an action just before each of them. */
  function tokensWith({ ports }: Peer, before: () => Promise<unknown>): Tokens {
    const http: Http = {
      async send(request, signal) {
        await before();
        return ports.http.send(request, signal);
      },
    };
    return new Tokens({ ...ports, http });
  }

  it('a window whose refresh token is refused, because another window has just used it, uses the other window’s new token from storage', async (t) => {
    const peer = await platformFor(t);
    await authenticated(peer);
    peer.ports.clock.advance(hourMs);
    const other = otherWindow(peer);
    const tokens = tokensWith(peer, () => other.renew(peer.id, noCancel()));
    const given = valueOf(await tokens.forUse(peer.id, true, noCancel()));
    assert.deepEqual(refreshesOf(peer), [200, 400]);
    assert.deepEqual(given, storedIn(peer).token);
    assert.deepEqual(peer.ports.applications.get(peer.id)?.record.token, given);
    assert.equal(peer.ports.applications.get(peer.id)?.failure, undefined);
    assert.equal(await sharesStatus(peer, given), 200);
  });

  it('a refused refresh token is reported and marked as refused in storage if no other window has saved a newer one', async (t) => {
    const peer = await platformFor(t);
    const { signIn, answer } = await begin(peer);
    const token = valueOf(await complete(peer, signIn, answer));
    const { credentials, ports, id } = peer;
    valueOf(
      await authenticate(credentials, [], ports, noCancel(), () =>
        Promise.resolve({ ok: true, value: token }),
      ),
    );
    // Replaying the code revokes its tokens.
    await complete(peer, signIn, answer);
    ports.clock.advance(hourMs);
    const before = storedIn(peer).token;
    const tokens = new Tokens(ports);
    const expected = rejectedBy(peer, 'invalid_grant');
    assert.deepEqual(await tokens.forUse(id, true, noCancel()), expected);
    assert.deepEqual(refreshesOf(peer), [400]);
    assert.deepEqual(storedIn(peer).token, { ...before, refreshHalted: 'refused' });
    assert.deepEqual(ports.applications.get(id)?.failure, expected.failure);
  });

  it('if the answer to a renewal is lost, the newer token that another window has stored is used, and the refresh token isn’t sent again', async (t) => {
    const peer = await platformFor(t);
    await authenticated(peer);
    peer.ports.clock.advance(hourMs);
    const other = otherWindow(peer);
    const { host, ports } = peer;
    const reset: Failure = { reason: 'unreachable', host, code: 'ECONNRESET' };
    let sent = 0;
    const tokens = new Tokens({
      ...ports,
      http: {
        async send() {
          sent += 1;
          await other.renew(peer.id, noCancel());
          return failed(reset);
        },
      },
    });
    const given = valueOf(await tokens.forUse(peer.id, true, noCancel()));
    assert.deepEqual(given, storedIn(peer).token);
    assert.equal(sent, 1);
  });

  it('if the answer to a renewal is lost, the refresh token isn’t sent again but stays saved, marked as uncertain', async (t) => {
    const peer = await platformFor(t);
    await authenticated(peer);
    peer.ports.clock.advance(hourMs);
    const before = storedIn(peer).token;
    const { host, ports } = peer;
    const reset: Failure = { reason: 'unreachable', host, code: 'ECONNRESET' };
    const http: Http = {
      async send(request, signal) {
        await ports.http.send(request, signal);
        return failed(reset);
      },
    };
    const tokens = new Tokens({ ...ports, http });
    assert.deepEqual(await tokens.forUse(peer.id, true, noCancel()), failed(reset));
    assert.deepEqual(refreshesOf(peer), [200]);
    assert.deepEqual(storedIn(peer).token, { ...before, refreshHalted: 'uncertain' });
  });

  it('a renewal with a secret that was replaced on the platform sends the refresh token only once, and the credentials stay saved', async (t) => {
    const peer = await platformFor(t);
    await authenticated(peer);
    peer.ports.clock.advance(hourMs);
    peer.sandbox.rotateSecret(peer.credentials.clientId);
    const before = serialiseRecord(storedIn(peer));
    assert.deepEqual(
      await new Tokens(peer.ports).forUse(peer.id, true, noCancel()),
      rejectedBy(peer, 'invalid_client'),
    );
    assert.deepEqual(refreshesOf(peer), [400]);
    const kept = serialiseRecord(storedIn(peer));
    assert.equal(kept.replace(',"refreshHalted":"client-refused"', ''), before);
  });

  it('a renewal sends no request, and fails with the need of a browser sign-in, if no refresh token is saved', async (t) => {
    const peer = await platformFor(t);
    const { accessToken, obtainedAt, expiresAt } = await authenticated(peer);
    const token: Token = { accessToken, obtainedAt, ...(expiresAt && { expiresAt }) };
    await storeRecord(peer.ports, { ...storedIn(peer), token });
    peer.ports.clock.advance(hourMs);
    const tokens = new Tokens(peer.ports);
    assert.deepEqual(await tokens.forUse(peer.id, true, noCancel()), needsBrowser);
    assert.deepEqual(refreshesOf(peer), []);
  });
});

describe('a public application', () => {
  it('a public application gets its token from the fragment of the redirect address without a token request', async (t) => {
    const peer = await platformFor(t, publicApplication());
    const signIn = await beginSignIn(peer.credentials, callback);
    const address = await browse(signIn.url);
    assert.match(address, /^http:\/\/localhost:5000\/callback#access_token=/);
    const token = valueOf(await complete(peer, signIn, answerIn(address, signIn)));
    const obtainedAt = peer.ports.clock.now();
    const { accessToken, ...others } = token;
    assert.ok(accessToken);
    assert.deepEqual(others, { obtainedAt, expiresAt: obtainedAt + 3_599_000 });
    assert.equal(await sharesStatus(peer, token), 200);
    assert.deepEqual(grantsOf(peer), []);
    const [request] = peer.sandbox.authorizationRequests;
    assert.deepEqual([request?.grant, request?.pkce], ['token', false]);
  });

  it('a public application’s token is saved at the sign-in and given to the next caller', async (t) => {
    const peer = await platformFor(t, publicApplication());
    const token = await authenticated(peer);
    assert.deepEqual(storedIn(peer).token, token);
    const given = await new Tokens(peer.ports).forUse(peer.id, true, noCancel());
    assert.deepEqual(valueOf(given), token);
  });

  it('a public application’s token is still used a millisecond before its expiry, although it can’t be renewed', async (t) => {
    const peer = await platformFor(t, publicApplication());
    const token = await authenticated(peer);
    peer.ports.clock.advance(3_598_999);
    const tokens = new Tokens(peer.ports);
    assert.deepEqual(valueOf(await tokens.forUse(peer.id, true, noCancel())), token);
  });

  it('a renewal of a public application’s expired token fails with the need of a browser sign-in, and logs no failure', async (t) => {
    const peer = await platformFor(t, publicApplication());
    await authenticated(peer);
    peer.ports.clock.advance(hourMs);
    const tokens = new Tokens(peer.ports);
    assert.deepEqual(await tokens.forUse(peer.id, true, noCancel()), needsBrowser);
    assert.deepEqual(await tokens.renew(peer.id, noCancel()), needsBrowser);
    assert.deepEqual(grantsOf(peer), []);
    assert.equal(peer.ports.applications.get(peer.id)?.failure, undefined);
    assert.ok(!peer.ports.log.events.includes('renewal failed'));
  });
});

describe('the log of a sign-in', () => {
  it('the log of a browser sign-in and a renewal contains no secret, code, state, PKCE verifier or token', async (t) => {
    const peer = await platformFor(t);
    const signIn = await beginSignIn(peer.credentials, callback);
    const answer = answerIn(await browse(signIn.url), signIn);
    const { token } = valueOf(
      await authenticate(peer.credentials, [], peer.ports, noCancel(), () =>
        complete(peer, signIn, answer),
      ),
    );
    peer.ports.clock.advance(hourMs);
    const renewed = valueOf(await new Tokens(peer.ports).renew(peer.id, noCancel()));
    const log = JSON.stringify(peer.ports.log.entries);
    assert.ok(peer.ports.log.events.includes('token renewed'));
    for (const secret of [
      peer.credentials.clientSecret,
      signIn.expected.state,
      signIn.codeVerifier,
      answer.kind === 'code' ? answer.code : '',
      token.accessToken,
      token.refreshToken ?? '',
      renewed.accessToken,
      renewed.refreshToken ?? '',
    ]) {
      assert.ok(secret !== '' && !log.includes(secret));
    }
  });
});
