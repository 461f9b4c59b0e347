import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { oauthErrors, type Failure } from '../../../../src/core/failure.ts';
import { failed, success, type Result } from '../../../../src/core/result.ts';
import type { Token } from '../../../../src/core/token/token.ts';
import { requestToken } from '../../../../src/session/token/grants.ts';
import type { HttpAnswer } from '../../../../src/session/ports.ts';
import {
  answerOf,
  credentials,
  FakeHttp,
  identityHost as host,
  ManualClock,
  noCancel,
  startOfTest,
  tokenAnswer,
  userCredentials,
} from '../fakes.ts';

function ask(answer: Result<HttpAnswer>): Promise<Result<Token>> {
  const http = new FakeHttp().answering(answer);
  return requestToken(credentials, undefined, { http, clock: new ManualClock() }, noCancel());
}

async function requestFor(changes: Partial<typeof credentials> = {}) {
  const http = new FakeHttp().answering(tokenAnswer());
  const ports = { http, clock: new ManualClock() };
  await requestToken({ ...credentials, ...changes }, undefined, ports, noCancel());
  assert.equal(http.requests.length, 1);
  const [request] = http.requests;
  assert.ok(request);
  return request;
}

describe('the client-credentials request', () => {
  it('a group application’s token request posts a form with only the grant type to the token address', async () => {
    const { method, url, headers, body } = await requestFor();
    assert.deepEqual(
      { method, url, body },
      { method: 'POST', url: credentials.endpoints.token, body: 'grant_type=client_credentials' },
    );
    assert.match(headers['content-type'] ?? '', /^application\/x-www-form-urlencoded(;|$)/);
    assert.equal(headers['accept'], 'application/json');
  });

  const pairs = [
    { clientId: 'plain', clientSecret: 'secret' },
    { clientId: 'python-minimalist-sdk-test-uuid-1a2b', clientSecret: '+/%=:é' },
    { clientId: 'a b', clientSecret: '%2B%20 &?#"\\' },
    { clientId: 'é', clientSecret: '漢😀' },
  ];
  for (const { clientId, clientSecret } of pairs) {
    it(`a token request sends the client ID and secret ${clientId}:${clientSecret} byte for byte in the Basic header`, async () => {
      const { headers } = await requestFor({ clientId, clientSecret });
      const [scheme, encoded] = (headers['authorization'] ?? '').split(' ');
      assert.equal(scheme, 'Basic');
      assert.equal(
        Buffer.from(encoded ?? '', 'base64').toString('utf8'),
        `${clientId}:${clientSecret}`,
      );
    });
  }

  it('a token request keeps the query of a token address', async () => {
    const token = 'https://geo.example/token?tenant=a%20b';
    const { url } = await requestFor({ endpoints: { ...credentials.endpoints, token } });
    assert.equal(url, token);
  });

  it('a token request is sent over http: if the token address is an http: address on loopback', async () => {
    const token = 'http://127.0.0.1:5000/oauth/token';
    const { url } = await requestFor({ endpoints: { ...credentials.endpoints, token } });
    assert.equal(url, token);
  });

  it('a token request is aborted and reported as cancelled when its caller cancels', async () => {
    const http = new FakeHttp();
    const held = http.hold();
    const controller = new AbortController();
    const asked = requestToken(
      credentials,
      undefined,
      { http, clock: new ManualClock() },
      controller.signal,
    );
    await held.arrived;
    controller.abort();
    assert.deepEqual(await asked, failed({ reason: 'cancelled' }));
    assert.equal(http.aborted, 1);
  });
});

describe('the refresh request', () => {
  async function refreshWith(
    changes: Partial<typeof credentials>,
    answer: Result<HttpAnswer> = tokenAnswer(),
  ) {
    const http = new FakeHttp().answering(answer);
    const asking = { ...userCredentials, ...changes };
    const ports = { http, clock: new ManualClock() };
    const result = await requestToken(asking, 'r/+=&%', ports, noCancel());
    const [request] = http.requests;
    assert.ok(request);
    return { result, request };
  }

  for (const kind of ['user', 'public'] as const) {
    it(`the form of a refresh request for a ${kind} application contains only the grant type and the refresh token`, async () => {
      const { request } = await refreshWith({ kind });
      assert.deepEqual([request.method, request.url], ['POST', credentials.endpoints.token]);
      assert.deepEqual([...new URLSearchParams(request.body)].sort(), [
        ['grant_type', 'refresh_token'],
        ['refresh_token', 'r/+=&%'],
      ]);
    });
  }

  it('a refresh request sends the client ID and secret byte for byte in the Basic header', async () => {
    const { request } = await refreshWith({ clientId: 'a b', clientSecret: '%2B +/:é漢😀' });
    const encoded = /^Basic (.+)$/.exec(request.headers['authorization'] ?? '')?.[1];
    assert.equal(Buffer.from(encoded ?? '', 'base64').toString('utf8'), 'a b:%2B +/:é漢😀');
  });

  it('a refresh request returns the new refresh token from the answer, and none if the answer’s refresh token is empty, null or missing', async () => {
    const fields = { access_token: 'token-of-a', token_type: 'bearer' };
    for (const [refresh_token, refreshToken] of [
      ['rotated', 'rotated'],
      ['', undefined],
      [null, undefined],
      [undefined, undefined],
    ] as const) {
      const { result } = await refreshWith({}, answerOf(200, { ...fields, refresh_token }));
      assert.deepEqual(
        result,
        success({
          accessToken: 'token-of-a',
          obtainedAt: startOfTest,
          ...(refreshToken !== undefined && { refreshToken }),
        }),
      );
    }
  });

  it('a refresh request reports a refresh token that the platform refuses with invalid_grant as rejected', async () => {
    const { result } = await refreshWith({}, answerOf(400, { error: 'invalid_grant' }));
    assert.deepEqual(result, failed({ reason: 'rejected', host, oauthError: 'invalid_grant' }));
  });

  for (const kind of ['user', 'public'] as const) {
    it(`a ${kind} application without a refresh token needs a new sign-in in the browser, and sends no token request`, async () => {
      const http = new FakeHttp();
      const ports = { http, clock: new ManualClock() };
      assert.deepEqual(
        await requestToken({ ...userCredentials, kind }, undefined, ports, noCancel()),
        failed({ reason: 'interaction-required', need: 'browser-sign-in' }),
      );
      assert.deepEqual(http.requests, []);
    });
  }

  it('a group application requests its token by client credentials although a refresh token is given', async () => {
    const http = new FakeHttp().answering(tokenAnswer());
    await requestToken(credentials, 'r', { http, clock: new ManualClock() }, noCancel());
    assert.equal(http.requests[0]?.body, 'grant_type=client_credentials');
  });
});

describe('an answer with a token', () => {
  const token = {
    accessToken: 'new-token',
    obtainedAt: startOfTest,
    expiresAt: startOfTest + 3_599_000,
  };
  const fields = { access_token: 'new-token', token_type: 'bearer', expires_in: 3599 };

  it('the lifetime of a new token counts from the time of the token request, not of the answer', async () => {
    const clock = new ManualClock();
    const http = new FakeHttp();
    const held = http.hold();
    const asked = requestToken(credentials, undefined, { http, clock }, noCancel());
    await held.arrived;
    clock.advance(20_000);
    held.answer(tokenAnswer());
    assert.deepEqual(await asked, success(token));
  });

  for (const type of [
    'text/plain',
    'application/octet-stream',
    'application/JSON; charset=utf-8',
    'nonsense',
  ]) {
    it(`a token answer with the content type ${type} is accepted`, async () => {
      assert.deepEqual(await ask(answerOf(200, fields, { 'content-type': type })), success(token));
    });
  }

  it('a token answer without a content type is accepted', async () => {
    assert.deepEqual(await ask(answerOf(200, fields, {})), success(token));
  });

  it('a token answer with the status 201 is accepted', async () => {
    assert.deepEqual(await ask(answerOf(201, fields)), success(token));
  });

  it('a token answer with the token type BEARER in capitals, and the lifetime as a string of digits, is accepted', async () => {
    const answer = answerOf(200, { ...fields, token_type: 'BEARER', expires_in: '3599' });
    assert.deepEqual(await ask(answer), success(token));
  });

  it('a token answer without a lifetime is accepted', async () => {
    const { access_token, token_type } = fields;
    assert.deepEqual(
      await ask(answerOf(200, { access_token, token_type })),
      success({ accessToken: 'new-token', obtainedAt: startOfTest }),
    );
  });
});

const unexpected = (
  problem: Extract<Failure, { reason: 'unexpected-response' }>['problem'],
  status: number,
): Failure => ({ reason: 'unexpected-response', host, problem, status });

const page = '<!DOCTYPE html><html><body>s3cr3t portal</body></html>';
const html = { 'content-type': 'text/html; charset=utf-8' };

const failures: readonly { name: string; answer: Result<HttpAnswer>; failure: Failure }[] = [
  ...[400, 401].flatMap((status) =>
    oauthErrors.map((error) => ({
      name: `${status} ${error}`,
      answer: answerOf(status, { error, error_description: 'command:x' }),
      failure: { reason: 'rejected', host, oauthError: error } as const,
    })),
  ),
  {
    name: '400 with an OAuth error in plain text',
    answer: answerOf(400, '{"error":"invalid_client"}', { 'content-type': 'text/plain' }),
    failure: { reason: 'rejected', host, oauthError: 'invalid_client' },
  },
  {
    name: '401 with a challenge',
    answer: answerOf(401, { error: 'invalid_client' }, { 'www-authenticate': 'Basic realm="x"' }),
    failure: { reason: 'rejected', host, oauthError: 'invalid_client' },
  },
  {
    name: '400 with an error of its own',
    answer: answerOf(400, { error: '[click](command:evil) s3cr3t' }),
    failure: { reason: 'rejected', host, oauthError: 'other' },
  },
  {
    name: '400 with the name of an object member as error',
    answer: answerOf(400, { error: 'constructor' }),
    failure: { reason: 'rejected', host, oauthError: 'other' },
  },
  ...[301, 302, 303, 307, 308].map((status) => ({
    name: `${status} to another host`,
    answer: answerOf(status, '', { location: 'https://evil.example/' }),
    failure: unexpected('redirect', status),
  })),
  {
    name: '200 with a web page',
    answer: answerOf(200, page, html),
    failure: unexpected('web-page', 200),
  },
  {
    name: '200 with a web page that says it is JSON',
    answer: answerOf(200, `\n ${page}`),
    failure: unexpected('web-page', 200),
  },
  {
    name: '400 with a web page',
    answer: answerOf(400, page, html),
    failure: unexpected('web-page', 400),
  },
  {
    name: '401 with a web page',
    answer: answerOf(401, page, html),
    failure: unexpected('web-page', 401),
  },
  {
    name: '404 with a web page',
    answer: answerOf(404, page, html),
    failure: unexpected('web-page', 404),
  },
  { name: '404 with prose', answer: answerOf(404, 'Not here'), failure: unexpected('status', 404) },
  {
    name: "404 with a web framework's JSON, which is no OAuth error",
    answer: answerOf(404, { status: 404, error: 'Not Found', path: '/oauth/token' }),
    failure: unexpected('status', 404),
  },
  {
    name: "403 with a gateway's JSON, which is no OAuth error",
    answer: answerOf(403, { error: 'Forbidden' }),
    failure: unexpected('status', 403),
  },
  { name: '200 with nothing', answer: answerOf(200, ''), failure: unexpected('not-json', 200) },
  { name: '200 with prose', answer: answerOf(200, 'ok'), failure: unexpected('not-json', 200) },
  ...[null, [], 'x', {}, { error: 'invalid_client' }].map((body) => ({
    name: `200 with ${JSON.stringify(body)}`,
    answer: answerOf(200, JSON.stringify(body)),
    failure: unexpected('bad-field', 200),
  })),
  ...[
    { name: 'CRLF in the token', changes: { access_token: 'a\r\nx-evil: 1' } },
    { name: 'a token beyond ASCII', changes: { access_token: 'é' } },
    { name: 'a token of type mac', changes: { token_type: 'mac' } },
    { name: 'no token type', changes: { token_type: undefined } },
    { name: 'a negative lifetime', changes: { expires_in: -1 } },
    { name: 'the lifetime 3600abc', changes: { expires_in: '3600abc' } },
    { name: 'the lifetime Infinity', changes: { expires_in: 'Infinity' } },
  ].map(({ name, changes }) => ({
    name: `200 with ${name}`,
    answer: answerOf(200, {
      access_token: 'token-of-a',
      token_type: 'bearer',
      expires_in: 1,
      ...changes,
    }),
    failure: unexpected('bad-field', 200),
  })),
  {
    name: '407',
    answer: answerOf(407, page, html),
    failure: { reason: 'proxy', host, code: '407' },
  },
  { name: '429', answer: answerOf(429, '', {}), failure: { reason: 'throttled', host } },
  {
    name: '429 with an OAuth error',
    answer: answerOf(429, { error: 'invalid_client' }),
    failure: { reason: 'throttled', host },
  },
  {
    name: '500',
    answer: answerOf(500, page, html),
    failure: { reason: 'server-error', host, status: 500 },
  },
  {
    name: '503 with an OAuth error',
    answer: answerOf(503, { error: 'invalid_client' }),
    failure: { reason: 'server-error', host, status: 503 },
  },
  ...(
    [
      { reason: 'unreachable', host, code: 'ENOTFOUND' },
      { reason: 'timed-out', host, timeoutMs: 30_000 },
      { reason: 'tls', host, code: 'CERT_HAS_EXPIRED' },
      { reason: 'proxy', host, code: 'ECONNREFUSED' },
      { reason: 'unexpected-response', host, problem: 'too-large' },
    ] as const
  ).map((failure) => ({
    name: `a request that ends ${failure.reason}`,
    answer: failed(failure),
    failure,
  })),
];

describe('an answer without a token', () => {
  for (const { name, answer, failure } of failures) {
    it(`a token request fails, and reports the cause, after ${name}`, async () => {
      assert.deepEqual(await ask(answer), { ok: false, failure });
    });
  }

  it('the failure of a token request contains no secret, command, foreign address or page text from the server’s answer', async () => {
    for (const { answer } of failures) {
      assert.doesNotMatch(JSON.stringify(await ask(answer)), /s3cr3t|command:|evil|portal/);
    }
  });

  it('a token request reports a 400 answer whose JSON isn’t an OAuth error as an unexpected answer', async () => {
    for (const body of [null, [], {}, 'x', { error: 1 }, { error: '' }, { message: 'no' }]) {
      const asked = await ask(answerOf(400, JSON.stringify(body)));
      assert.equal(asked.ok ? 'ok' : asked.failure.reason, 'unexpected-response');
    }
  });
});
