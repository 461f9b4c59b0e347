import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { userApplication } from '../../sandbox/applications.ts';
import type { Sandbox, SandboxOptions } from '../../sandbox/sandbox.ts';
import {
  basic,
  callback,
  codeFrom,
  exchange,
  firstApplication,
  get,
  outcome,
  refresh,
  requestToken,
  sandboxFor,
  tokensIn,
  type TokenAnswer,
  type UserTokens,
} from './helpers.ts';

const invalidGrant = { status: 400, body: { error: 'invalid_grant' } };

/** The example of RFC 7636, appendix B. */
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
const withChallenge = { code_challenge: challenge, code_challenge_method: 'S256' };

function userSandbox(t: TestContext, options: SandboxOptions = {}): Promise<Sandbox> {
  return sandboxFor(t, { applications: [userApplication()], ...options });
}

async function signIn(sandbox: Sandbox): Promise<UserTokens> {
  return tokensIn(await exchange(sandbox, await codeFrom(sandbox)));
}

async function statusOf(sandbox: Sandbox, token: string): Promise<number> {
  return (await get(sandbox, '/shares', token)).status;
}

describe('the authorization code grant', () => {
  it('the sandbox’s code grant answers with a bearer token, its lifetime and a refresh token', async (t) => {
    const sandbox = await userSandbox(t);
    const response = await exchange(sandbox, await codeFrom(sandbox));
    const answer = (await response.json()) as TokenAnswer;
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(answer.token_type, 'bearer');
    assert.equal(answer.expires_in, 3599);
    assert.match(answer.access_token, /^[\w-]{300,}$/);
    assert.match(answer.refresh_token ?? '', /^[\w-]{64}$/);
  });

  it('the sandbox’s code grant accepts the code that an out-of-band page shows', async (t) => {
    const sandbox = await userSandbox(t);
    sandbox.setConsent('allow');
    const redirect_uri = 'urn:ietf:wg:oauth:2.0:oob';
    const { clientId: client_id } = firstApplication(sandbox);
    const query = new URLSearchParams({ response_type: 'code', client_id, redirect_uri });
    const page = await fetch(`${sandbox.origin}/oauth/authorize?${query.toString()}`);
    const code = /<code id="code">([^<]+)</.exec(await page.text())?.[1] ?? '';
    assert.equal((await exchange(sandbox, code, { redirect_uri })).status, 200);
  });

  it('the sandbox’s code grant accepts a code in the last millisecond of its minute, and refuses another code at the minute’s end', async (t) => {
    let now = 0;
    const sandbox = await userSandbox(t, { clock: () => now });
    const [first, second] = [await codeFrom(sandbox), await codeFrom(sandbox)];
    now = 59_999;
    assert.equal((await exchange(sandbox, first)).status, 200);
    now = 60_000;
    assert.deepEqual(await outcome(await exchange(sandbox, second)), invalidGrant);
  });

  it('the sandbox’s code grant accepts a code once, and revokes the tokens of a code that is used twice', async (t) => {
    const sandbox = await userSandbox(t);
    const other = await signIn(sandbox);
    const code = await codeFrom(sandbox);
    const first = await tokensIn(await exchange(sandbox, code));
    const renewed = await tokensIn(await refresh(sandbox, first.refreshToken));
    assert.deepEqual(await outcome(await exchange(sandbox, code)), invalidGrant);
    assert.equal(await statusOf(sandbox, first.accessToken), 401);
    assert.equal(await statusOf(sandbox, renewed.accessToken), 401);
    assert.deepEqual(await outcome(await refresh(sandbox, renewed.refreshToken)), invalidGrant);
    assert.equal(await statusOf(sandbox, other.accessToken), 200);
  });

  it('the sandbox’s code grant refuses a code that is percent-encoded twice', async (t) => {
    const sandbox = await userSandbox(t);
    const code = encodeURIComponent(await codeFrom(sandbox));
    assert.deepEqual(await outcome(await exchange(sandbox, code)), invalidGrant);
  });

  for (const redirect_uri of [`${callback}/`, 'urn:ietf:wg:oauth:2.0:oob', '']) {
    it(`the sandbox’s code grant refuses a code with the wrong redirect URI "${redirect_uri}", and the code stays valid`, async (t) => {
      const sandbox = await userSandbox(t);
      const code = await codeFrom(sandbox);
      assert.deepEqual(
        await outcome(await exchange(sandbox, code, { redirect_uri })),
        invalidGrant,
      );
      assert.equal((await exchange(sandbox, code)).status, 200);
    });
  }

  it('the sandbox’s code grant refuses a code of another application, and the code stays valid', async (t) => {
    const other = userApplication({ name: 'Other' });
    const sandbox = await userSandbox(t, { applications: [userApplication(), other] });
    const code = await codeFrom(sandbox);
    const body = { grant_type: 'authorization_code', code, redirect_uri: callback };
    const response = await requestToken(sandbox, {
      authorization: basic(other.clientId, other.clientSecret),
      body: new URLSearchParams(body).toString(),
    });
    assert.deepEqual(await outcome(response), invalidGrant);
    assert.equal((await exchange(sandbox, code)).status, 200);
  });

  it('the sandbox’s code grant refuses a percent-encoded client secret with 400 invalid_client', async (t) => {
    const sandbox = await userSandbox(t);
    const { clientId, clientSecret } = firstApplication(sandbox);
    const response = await requestToken(sandbox, {
      authorization: basic(clientId, encodeURIComponent(clientSecret)),
      body: 'grant_type=authorization_code&code=a',
    });
    assert.deepEqual(await outcome(response), { status: 400, body: { error: 'invalid_client' } });
  });

  for (const grant of ['authorization_code', 'refresh_token']) {
    it(`the sandbox’s token endpoint answers 400 invalid_request if the grant ${grant} is requested without a code or token`, async (t) => {
      const sandbox = await userSandbox(t);
      const response = await requestToken(sandbox, { body: `grant_type=${grant}` });
      assert.equal(response.status, 400);
      assert.equal(((await response.json()) as { error: string }).error, 'invalid_request');
    });
  }
});

describe('a code challenge', () => {
  it('the sandbox accepts a code together with the PKCE verifier that belongs to the sign-in’s code challenge', async (t) => {
    const sandbox = await userSandbox(t);
    const code = await codeFrom(sandbox, withChallenge);
    assert.equal((await exchange(sandbox, code, { code_verifier: verifier })).status, 200);
  });

  it('the sandbox refuses a code with a wrong or missing PKCE verifier if the sign-in had a code challenge', async (t) => {
    const sandbox = await userSandbox(t);
    const code = await codeFrom(sandbox, withChallenge);
    const wrong = await exchange(sandbox, code, { code_verifier: 'x'.repeat(43) });
    assert.deepEqual(await outcome(wrong), invalidGrant);
    assert.deepEqual(await outcome(await exchange(sandbox, code)), invalidGrant);
  });

  it('the sandbox ignores a PKCE verifier if the sign-in had no code challenge', async (t) => {
    const sandbox = await userSandbox(t);
    const code = await codeFrom(sandbox);
    assert.equal((await exchange(sandbox, code, { code_verifier: verifier })).status, 200);
  });
});

describe('the refresh token grant', () => {
  it('the sandbox replaces a refresh token that is used, and then refuses the old one but accepts the new one', async (t) => {
    const sandbox = await userSandbox(t);
    const first = await signIn(sandbox);
    const second = await tokensIn(await refresh(sandbox, first.refreshToken));
    assert.notEqual(second.refreshToken, first.refreshToken);
    assert.equal(await statusOf(sandbox, second.accessToken), 200);
    assert.deepEqual(await outcome(await refresh(sandbox, first.refreshToken)), invalidGrant);
    assert.equal((await refresh(sandbox, second.refreshToken)).status, 200);
  });

  const kept = { omit: undefined, empty: '' } as const;
  for (const [mode, answered] of Object.entries(kept) as ['omit' | 'empty', string | undefined][]) {
    it(`the old refresh token stays valid if a test tells the sandbox to ${mode} the field refresh_token of its answer`, async (t) => {
      const sandbox = await userSandbox(t);
      const { refreshToken } = await signIn(sandbox);
      sandbox.setRefreshRotation(mode);
      const answer = (await (await refresh(sandbox, refreshToken)).json()) as TokenAnswer;
      assert.equal(answer.refresh_token, answered);
      assert.equal(Object.hasOwn(answer, 'refresh_token'), answered !== undefined);
      assert.equal((await refresh(sandbox, refreshToken)).status, 200);
    });
  }

  it('the sandbox accepts a refresh token after its access token has expired and all access tokens were revoked', async (t) => {
    let now = 0;
    const sandbox = await userSandbox(t, { tokenLifetimeSeconds: 60, clock: () => now });
    const { accessToken, refreshToken } = await signIn(sandbox);
    now = 86_400_000;
    sandbox.revokeTokens();
    assert.equal(await statusOf(sandbox, accessToken), 401);
    const renewed = await tokensIn(await refresh(sandbox, refreshToken));
    assert.equal(await statusOf(sandbox, renewed.accessToken), 200);
  });

  it('the sandbox’s refresh grant refuses an unknown refresh token, and an access token in place of a refresh token', async (t) => {
    const sandbox = await userSandbox(t);
    const { accessToken } = await signIn(sandbox);
    assert.deepEqual(await outcome(await refresh(sandbox, 'unknown')), invalidGrant);
    assert.deepEqual(await outcome(await refresh(sandbox, accessToken)), invalidGrant);
  });

  it('the sandbox refuses a refresh token of another application, and the refresh token stays valid', async (t) => {
    const other = userApplication({ name: 'Other' });
    const sandbox = await userSandbox(t, { applications: [userApplication(), other] });
    const { refreshToken } = await signIn(sandbox);
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken });
    const response = await requestToken(sandbox, {
      authorization: basic(other.clientId, other.clientSecret),
      body: body.toString(),
    });
    assert.deepEqual(await outcome(response), invalidGrant);
    assert.equal((await refresh(sandbox, refreshToken)).status, 200);
  });

  it('the sandbox’s API refuses a refresh token in place of an access token', async (t) => {
    const sandbox = await userSandbox(t);
    const { refreshToken } = await signIn(sandbox);
    assert.equal(await statusOf(sandbox, refreshToken), 401);
  });
});

describe('a user’s token', () => {
  it('the sandbox’s API returns, for a user’s token, an account with the name of a service and an example.org email address', async (t) => {
    const sandbox = await userSandbox(t);
    const { accessToken } = await signIn(sandbox);
    const { status, body } = await outcome(await get(sandbox, '/account', accessToken));
    const { contact } = body as { contact: { type: string; name: string; email: string } };
    assert.equal(status, 200);
    assert.equal(contact.type, 'user');
    assert.match(contact.name, /^Service /);
    assert.match(contact.email, /\.example\.org$/);
  });

  it('the sandbox’s API returns the shares of a user application for a user’s token', async (t) => {
    const sandbox = await userSandbox(t);
    const { accessToken } = await signIn(sandbox);
    const { body } = await outcome(await get(sandbox, '/shares', accessToken));
    const shares = body as { applications: { type: string; kind: string }[] }[];
    assert.equal(shares.length, 2);
    assert.equal(shares[0]?.applications[0]?.type, 'user');
    assert.equal(shares[0].applications[0].kind, 'confidential');
  });
});

describe('the log of token requests', () => {
  it('the sandbox’s log lists the requests of the code and refresh grants, and the logs contain no secret, code, verifier or token', async (t) => {
    const sandbox = await userSandbox(t, { clock: () => 1000 });
    const { clientId, clientSecret } = firstApplication(sandbox);
    const code = await codeFrom(sandbox, withChallenge);
    const tokens = await tokensIn(await exchange(sandbox, code, { code_verifier: verifier }));
    await refresh(sandbox, tokens.refreshToken);
    assert.deepEqual(sandbox.tokenRequests, [
      { time: 1000, grant: 'authorization_code', clientId, status: 200 },
      { time: 1000, grant: 'refresh_token', clientId, status: 200 },
    ]);
    const logs = JSON.stringify([sandbox.authorizationRequests, sandbox.tokenRequests]);
    for (const secret of [clientSecret, code, verifier, ...Object.values<string>({ ...tokens })]) {
      assert.ok(!logs.includes(secret));
    }
  });
});
