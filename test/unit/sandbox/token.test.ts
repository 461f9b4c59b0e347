import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  basic,
  firstApplication,
  outcome,
  requestToken,
  sandboxFor,
  tokenOf,
  type TokenAnswer,
} from './helpers.ts';
import {
  groupApplication,
  publicApplication,
  userApplication,
} from '../../sandbox/applications.ts';

const invalidClient = { status: 400, body: { error: 'invalid_client' } };

describe('the token endpoint', () => {
  it('the sandbox’s token endpoint answers a valid client ID and secret with a long bearer token and its lifetime', async (t) => {
    const response = await requestToken(await sandboxFor(t));
    const answer = (await response.json()) as TokenAnswer;
    assert.equal(response.status, 200);
    assert.deepEqual(Object.keys(answer), ['access_token', 'token_type', 'expires_in']);
    assert.match(answer.access_token, /^[A-Za-z0-9_-]{300,}$/);
    assert.equal(answer.token_type, 'bearer');
    assert.equal(answer.expires_in, 3599);
  });

  it('the sandbox’s token endpoint forbids caching a token', async (t) => {
    const response = await requestToken(await sandboxFor(t));
    assert.equal(response.headers.get('cache-control'), 'no-store');
  });

  it('the sandbox’s token endpoint issues two different tokens for two equal requests', async (t) => {
    const sandbox = await sandboxFor(t);
    assert.notEqual(await tokenOf(sandbox), await tokenOf(sandbox));
  });

  it('the sandbox’s token endpoint accepts a content type with a charset', async (t) => {
    const sandbox = await sandboxFor(t);
    const contentType = 'application/x-www-form-urlencoded; charset=UTF-8';
    assert.equal((await requestToken(sandbox, { contentType })).status, 200);
  });

  it('the sandbox’s token endpoint accepts the scheme name Basic in mixed upper and lower case (bAsIc)', async (t) => {
    const sandbox = await sandboxFor(t);
    const { clientId, clientSecret } = firstApplication(sandbox);
    const authorization = basic(clientId, clientSecret).replace('Basic', 'bAsIc');
    assert.equal((await requestToken(sandbox, { authorization })).status, 200);
  });

  it('the sandbox’s token endpoint refuses a wrong secret with 400 invalid_client', async (t) => {
    const sandbox = await sandboxFor(t);
    const authorization = basic(firstApplication(sandbox).clientId, 'wrong');
    assert.deepEqual(await outcome(await requestToken(sandbox, { authorization })), invalidClient);
  });

  it('the sandbox’s token endpoint refuses an unknown client ID with 400 invalid_client', async (t) => {
    const sandbox = await sandboxFor(t);
    const authorization = basic('nobody', firstApplication(sandbox).clientSecret);
    assert.deepEqual(await outcome(await requestToken(sandbox, { authorization })), invalidClient);
  });

  it('the sandbox’s token endpoint refuses a percent-encoded client secret with 400 invalid_client', async (t) => {
    const sandbox = await sandboxFor(t);
    const { clientId, clientSecret } = firstApplication(sandbox);
    const authorization = basic(clientId, encodeURIComponent(clientSecret));
    assert.deepEqual(await outcome(await requestToken(sandbox, { authorization })), invalidClient);
  });

  it('the sandbox’s token endpoint refuses the right client ID and secret in base64 without padding', async (t) => {
    const application = groupApplication({ clientId: 'a', clientSecret: 'bc' });
    const sandbox = await sandboxFor(t, { applications: [application] });
    const padded = basic('a', 'bc');
    assert.ok(padded.endsWith('='));
    const authorization = padded.replace(/=+$/, '');
    assert.deepEqual(await outcome(await requestToken(sandbox, { authorization })), invalidClient);
  });

  it('the sandbox’s token endpoint refuses a request without an Authorization header with 400 invalid_client', async (t) => {
    const response = await requestToken(await sandboxFor(t), { authorization: null });
    assert.deepEqual(await outcome(response), invalidClient);
  });

  it('the sandbox’s token endpoint refuses the authorization scheme Bearer with 400 invalid_client', async (t) => {
    const response = await requestToken(await sandboxFor(t), { authorization: 'Bearer abc' });
    assert.deepEqual(await outcome(response), invalidClient);
  });

  for (const grant of ['password', 'constructor', '__proto__']) {
    it(`the sandbox’s token endpoint refuses the grant type ${grant} with 400 unsupported_grant_type`, async (t) => {
      const response = await requestToken(await sandboxFor(t), { body: `grant_type=${grant}` });
      assert.deepEqual(await outcome(response), {
        status: 400,
        body: { error: 'unsupported_grant_type' },
      });
    });
  }

  const forbidden = {
    'a group application the authorization code': ['authorization_code', groupApplication],
    'a group application the refresh token': ['refresh_token', groupApplication],
    'a user application client credentials': ['client_credentials', userApplication],
    'a public application the authorization code': ['authorization_code', publicApplication],
    'a public application client credentials': ['client_credentials', publicApplication],
  } as const;
  for (const [what, [grant, application]] of Object.entries(forbidden)) {
    it(`the sandbox’s token endpoint refuses ${what} with 400 unauthorized_client`, async (t) => {
      const sandbox = await sandboxFor(t, { applications: [application()] });
      const response = await requestToken(sandbox, { body: `grant_type=${grant}&code=a` });
      assert.deepEqual(await outcome(response), {
        status: 400,
        body: { error: 'unauthorized_client' },
      });
    });
  }

  const invalidBodies = {
    'an empty body': '',
    'an empty grant type': 'grant_type=',
    'a repeated grant type': 'grant_type=client_credentials&grant_type=client_credentials',
    'another parameter repeated': 'grant_type=client_credentials&scope=a&scope=b',
    'a body of stray percent signs': '%%%&=&%zz=%',
  };
  for (const [what, body] of Object.entries(invalidBodies)) {
    it(`the sandbox’s token endpoint refuses ${what} with 400 invalid_request`, async (t) => {
      const { status, body: answer } = await outcome(
        await requestToken(await sandboxFor(t), { body }),
      );
      assert.equal(status, 400);
      assert.equal((answer as { error: string }).error, 'invalid_request');
    });
  }

  it('the sandbox’s token endpoint refuses a JSON body with 400 invalid_request', async (t) => {
    const response = await requestToken(await sandboxFor(t), {
      contentType: 'application/json',
      body: '{"grant_type":"client_credentials"}',
    });
    assert.equal(response.status, 400);
    assert.equal(((await response.json()) as { error: string }).error, 'invalid_request');
  });

  it('the sandbox’s token endpoint answers GET with 405 and the header Allow: POST', async (t) => {
    const { origin } = await sandboxFor(t);
    const response = await fetch(`${origin}/oauth/token`);
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('allow'), 'POST');
  });

  it('the sandbox’s token endpoint accepts each of two applications with its own client ID and secret', async (t) => {
    const applications = [groupApplication({ name: 'One' }), groupApplication({ name: 'Two' })];
    const sandbox = await sandboxFor(t, { applications });
    for (const { clientId, clientSecret } of applications) {
      const authorization = basic(clientId, clientSecret);
      assert.equal((await requestToken(sandbox, { authorization })).status, 200);
    }
  });
});
