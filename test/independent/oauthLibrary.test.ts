import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import * as oauth from 'oauth4webapi';
import { oauthErrorOf } from '../../src/core/failure.ts';
import { readRedirect } from '../../src/core/signIn/redirect.ts';
import { codeChallengeOf } from '../../src/session/signIn/browserSignIn.ts';
import { readTokenResponse } from '../../src/session/token/tokenResponse.ts';
import { cases } from '../fuzz/cases.ts';

/* The library oauth4webapi reads the same answers as this extension. The extension may refuse more, but never accepts an answer that the library refuses, except for the differences below. */

const issuer = 'https://id.example.com';
const server = { issuer, token_endpoint: `${issuer}/oauth/token` };
const client = { client_id: 'app' };
const state = 'right-state';

const word = fc.constantFrom(
  'a-token-that-works',
  'short',
  '',
  'bearer',
  'Bearer',
  'mac',
  'invalid_grant',
  'access_denied',
  'strange error',
  state,
  issuer,
  'https://id.example.org',
);
const value = fc.oneof({ weight: 4, arbitrary: word }, fc.constantFrom(3600, '3600', 0, -1, null));
const body = fc.dictionary(
  fc.constantFrom('access_token', 'token_type', 'expires_in', 'refresh_token', 'error', 'scope'),
  value,
);
const usual = fc.record({
  access_token: fc.constant('a-token-that-works'),
  token_type: fc.constantFrom('bearer', 'BEARER', 'mac'),
  expires_in: fc.oneof(fc.nat(), fc.constantFrom(-1, Number.MAX_SAFE_INTEGER)),
});

async function libraryReads(status: number, json: unknown) {
  const response = Response.json(json, { status });
  try {
    const token = await oauth.processGenericTokenEndpointResponse(server, client, response);
    return { token: token.access_token };
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError) return { error: oauthErrorOf(error.error) };
    return { refused: true };
  }
}

it('oauth4webapi reads the same token from the main fields of each token answer that the extension accepts', async () => {
  let accepted = 0;
  const property = fc.asyncProperty(fc.oneof(body, usual), async (json) => {
    const answer = { status: 200, headers: {}, body: JSON.stringify(json) };
    const read = readTokenResponse(answer, 'id.example.com');
    if (!read.ok) return;
    accepted += 1;
    // Only the extension accepts an empty or null refresh token, a null lifetime and digits in quotes.
    const { access_token, token_type, expires_in: lifetime } = json as Record<string, unknown>;
    const plain = {
      access_token,
      token_type,
      ...(lifetime !== undefined && lifetime !== null && { expires_in: Number(lifetime) }),
    };
    assert.deepEqual(await libraryReads(200, plain), { token: read.value.access_token });
  });
  await fc.assert(property, cases);
  assert.ok(accepted > 0);
});

it('the extension reads the OAuth errors in answers with status 400 and 401 as oauth4webapi does', async () => {
  const error = fc.record({
    error: fc.oneof(word, fc.constantFrom('invalid_client', 'invalid_scope', 1, null)),
    error_description: word,
  });
  const property = fc.asyncProperty(fc.constantFrom(400, 401), error, async (status, json) => {
    const answer = { status, headers: {}, body: JSON.stringify(json) };
    const read = readTokenResponse(answer, 'id.example.com');
    const here =
      !read.ok && read.failure.reason === 'rejected'
        ? { error: read.failure.oauthError }
        : { refused: true };
    assert.deepEqual(here, await libraryReads(status, json));
  });
  await fc.assert(property, cases);
});

it('the extension reads a code from an authorization response only if oauth4webapi reads the same code', () => {
  const redirectUri = 'http://localhost:5000/callback';
  const parameter = fc.tuple(
    fc.constantFrom('code', 'state', 'error', 'iss', 'error_description', 'other'),
    fc.oneof({ weight: 3, arbitrary: fc.constant(state) }, word),
  );
  let accepted = 0;
  fc.assert(
    fc.property(fc.array(parameter, { maxLength: 5 }), (pairs) => {
      const query = new URLSearchParams(pairs);
      const given = `${redirectUri}?${query.toString().replaceAll('+', '%20')}`;
      const read = readRedirect(given, {
        redirectUri,
        state,
        responseType: 'code',
        issuerOrigin: issuer,
      });
      const library = () => oauth.validateAuthResponse(server, client, new URL(given), state);
      if (read.kind === 'code') {
        accepted += 1;
        assert.equal(library().get('code'), read.code);
      } else if (read.kind === 'denied' || read.kind === 'failed') {
        // The library ignores an empty error; the extension ends the sign-in.
        if (query.getAll('error').every((error) => error === '')) return;
        assert.throws(library);
      }
    }),
    cases,
  );
  assert.ok(accepted > 0);
});

it('the PKCE challenge equals the challenge that oauth4webapi makes', async () => {
  for (let round = 0; round < 100; round += 1) {
    const verifier = oauth.generateRandomCodeVerifier();
    assert.equal(await codeChallengeOf(verifier), await oauth.calculatePKCECodeChallenge(verifier));
  }
});
