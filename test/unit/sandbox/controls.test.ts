import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupApplication } from '../../sandbox/applications.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import {
  basic,
  firstApplication,
  get,
  outcome,
  requestToken,
  sandboxFor,
  tokenOf,
  type TokenAnswer,
} from './helpers.ts';

describe('controls of the sandbox', () => {
  it('a test can set the lifetime of the tokens that the sandbox issues afterwards', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.setLifetime(10);
    const answer = (await (await requestToken(sandbox)).json()) as TokenAnswer;
    assert.equal(answer.expires_in, 10);
  });

  it('a token of the sandbox stays valid after a test has set the lifetime of later tokens to 0 seconds', async (t) => {
    let now = 0;
    const sandbox = await sandboxFor(t, { clock: () => now });
    const token = await tokenOf(sandbox);
    sandbox.setLifetime(0);
    now += 60_000;
    assert.equal((await get(sandbox, '/shares', token)).status, 200);
  });

  it('the sandbox refuses to set a token lifetime that is negative, fractional, infinite or NaN', async (t) => {
    const sandbox = await sandboxFor(t);
    for (const seconds of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => {
        sandbox.setLifetime(seconds);
      }, RangeError);
    }
  });

  it('the sandbox can replace a client secret: the old secret is then refused, the new one is accepted', async (t) => {
    const sandbox = await sandboxFor(t);
    const { clientId, clientSecret } = firstApplication(sandbox);
    const rotated = sandbox.rotateSecret(clientId);
    const before = await requestToken(sandbox, { authorization: basic(clientId, clientSecret) });
    const after = await requestToken(sandbox, { authorization: basic(clientId, rotated) });
    assert.deepEqual([before.status, after.status], [400, 200]);
    assert.equal(firstApplication(sandbox).clientSecret, rotated);
  });

  it('the sandbox keeps a token valid when its application’s secret is replaced', async (t) => {
    const sandbox = await sandboxFor(t);
    const token = await tokenOf(sandbox);
    sandbox.rotateSecret(firstApplication(sandbox).clientId);
    assert.equal((await get(sandbox, '/shares', token)).status, 200);
  });

  it('the sandbox refuses to replace the secret of an unknown application', async (t) => {
    const sandbox = await sandboxFor(t);
    assert.throws(() => sandbox.rotateSecret('nobody'), /nobody/);
  });

  it('the sandbox doesn’t start with two applications that have the same client ID', async () => {
    const application = groupApplication();
    await assert.rejects(startSandbox({ applications: [application, application] }));
  });

  it('the sandbox’s API answers 401 to a token after a test has revoked all tokens', async (t) => {
    const sandbox = await sandboxFor(t);
    const token = await tokenOf(sandbox);
    sandbox.revokeTokens();
    assert.equal((await get(sandbox, '/shares', token)).status, 401);
  });

  it('the sandbox’s token endpoint can be told to fail once with 503, and then works again', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.failNext('token', { status: 503 });
    assert.deepEqual(await outcome(await requestToken(sandbox)), {
      status: 503,
      body: { error: 'server_error' },
    });
    assert.equal((await requestToken(sandbox)).status, 200);
  });

  it('the sandbox’s API can be told to fail twice in a row, and then works again', async (t) => {
    const sandbox = await sandboxFor(t);
    const token = await tokenOf(sandbox);
    sandbox.failNext('api', { status: 500 }, 2);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 3; attempt += 1) {
      statuses.push((await get(sandbox, '/shares', token)).status);
    }
    assert.deepEqual(statuses, [500, 500, 200]);
  });

  it('the sandbox’s token endpoint can be told to fail first with 500 and then with 429, and fails in this order', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.failNext('token', { status: 500 });
    sandbox.failNext('token', { status: 429 });
    assert.equal((await requestToken(sandbox)).status, 500);
    assert.equal((await requestToken(sandbox)).status, 429);
  });

  it('the sandbox can be told to answer a token request with a web page, as a network’s sign-in portal does, with its content type and headers', async (t) => {
    const sandbox = await sandboxFor(t);
    const body = '<html>Sign in to the network</html>';
    sandbox.failNext('token', {
      status: 200,
      body,
      contentType: 'text/html',
      headers: { 'X-Proxy': 'portal' },
    });
    const response = await requestToken(sandbox);
    assert.equal(response.headers.get('content-type'), 'text/html');
    assert.equal(response.headers.get('x-proxy'), 'portal');
    assert.equal(await response.text(), body);
  });

  it('the sandbox’s token endpoint works while the API is told to fail', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.failNext('api', { status: 500 });
    assert.equal((await requestToken(sandbox)).status, 200);
  });

  it('the sandbox can’t be told to fail with the interim HTTP status 101', async (t) => {
    const sandbox = await sandboxFor(t);
    assert.throws(() => {
      sandbox.failNext('token', { status: 101 });
    }, RangeError);
  });

  it('the sandbox’s log of token requests contains the time, the grant, the client ID and the status of each request', async (t) => {
    const sandbox = await sandboxFor(t, { clock: () => 1000 });
    const { clientId } = firstApplication(sandbox);
    await requestToken(sandbox);
    await requestToken(sandbox, { authorization: basic(clientId, 'wrong') });
    await requestToken(sandbox, { authorization: null, body: '' });
    assert.deepEqual(sandbox.tokenRequests, [
      { time: 1000, grant: 'client_credentials', clientId, status: 200 },
      { time: 1000, grant: 'client_credentials', clientId, status: 400 },
      { time: 1000, grant: null, clientId: null, status: 400 },
    ]);
  });

  it('the sandbox’s log of API requests contains the path, the parameters and the status of each request, and the client ID of its token', async (t) => {
    const sandbox = await sandboxFor(t, { clock: () => 1000 });
    const { clientId } = firstApplication(sandbox);
    await get(sandbox, '/resources/search?q=eau&_limit=1', await tokenOf(sandbox));
    await get(sandbox, '/shares', 'unknown');
    assert.deepEqual(sandbox.apiRequests, [
      {
        time: 1000,
        method: 'GET',
        path: '/resources/search',
        parameters: { q: 'eau', _limit: '1' },
        clientId,
        status: 200,
      },
      {
        time: 1000,
        method: 'GET',
        path: '/shares',
        parameters: {},
        clientId: null,
        status: 401,
      },
    ]);
  });

  it('the sandbox’s logs of token requests and API requests contain neither the client secret nor the token', async (t) => {
    const sandbox = await sandboxFor(t);
    const { clientSecret } = firstApplication(sandbox);
    const token = await tokenOf(sandbox);
    await get(sandbox, `/shares?access_token=${token}`, token);
    const logs = JSON.stringify([sandbox.tokenRequests, sandbox.apiRequests]);
    assert.ok(!logs.includes(clientSecret));
    assert.ok(!logs.includes(token));
  });

  it('the sandbox sends the sandbox’s time in the Date header', async (t) => {
    const sandbox = await sandboxFor(t, { clock: () => Date.UTC(2020, 1, 29) });
    const response = await fetch(`${sandbox.origin}/about`);
    assert.equal(response.headers.get('date'), 'Sat, 29 Feb 2020 00:00:00 GMT');
  });
});
