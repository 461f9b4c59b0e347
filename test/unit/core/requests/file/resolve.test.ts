import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WrittenRequest } from '../../../../../src/core/requests/file/httpFile.ts';
import {
  holdsSecret,
  namesToken,
  withToken,
  type ApiRequest,
} from '../../../../../src/core/requests/request.ts';
import { goesToPlatform, resolve } from '../../../../../src/core/requests/file/resolve.ts';

const api = 'https://catalog.example.org';

function written(given: Partial<WrittenRequest> = {}): WrittenRequest {
  return { method: 'GET', url: `${api}/shares`, headers: [], ...given };
}

function resolved(
  given: Partial<WrittenRequest>,
  variables: Readonly<Record<string, string>> = {},
): ApiRequest {
  const answer = resolve(written(given), new Map(Object.entries(variables)), api);
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.request;
}

function authorizationOf(
  value: string,
  variables: Readonly<Record<string, string>> = {},
  url = `${api}/shares`,
) {
  return resolved({ url, headers: [['authorization', value]] }, variables);
}

const bearer = [{ name: 'authorization', value: ['Bearer ', { env: 'ISOGEO_ACCESS_TOKEN' }] }];

describe('a request without its file', () => {
  it('has the values of its variables, those of variables in variables too', () => {
    const request = resolved(
      { url: '{{base}}/{{ path }}', headers: [['X', 'a{{b}}c']], body: '{{b}}{{b}}' },
      { base: 'https://{{host}}', host: 'x.org', path: 'p', b: '!' },
    );
    assert.deepEqual(request, {
      method: 'GET',
      url: ['https://x.org/p'],
      headers: [{ name: 'X', value: ['a!c'] }],
      body: ['!!'],
    });
  });

  it('keeps the variables of the environment, however they are written', () => {
    for (const name of ['$processEnv A', '$dotenv  A', '$env.A', 'process.env.A']) {
      assert.deepEqual(resolved({ body: `x{{${name}}}y` }).body, ['x', { env: 'A' }, 'y'], name);
    }
    // The last is a name that no shell and no property access can read.
    for (const name of ['my.process.env.A', '$env.A.b', '$processEnv 1A']) {
      const answer = resolve(written({ body: `{{${name}}}` }), new Map(), api);
      assert.deepEqual(answer, { ok: false, missing: name });
    }
    assert.deepEqual(resolved({ url: '{{$processEnv URL}}/a b' }).url, [{ env: 'URL' }, '/a%20b']);
  });

  it('takes for a variable what stands between the nearest braces', () => {
    const request = resolved({ body: '{{a{{b}}c}}{{' }, { b: '!' });
    assert.deepEqual(request.body, ['{{a!c}}{{']);
  });

  it('asks for what nothing says, one after the other', () => {
    const request = written({ url: '{{base}}/x', headers: [['X', '{{x}}']], body: '{{$guid}}' });
    const variables = new Map<string, string>();
    const asked: string[] = [];
    for (;;) {
      const answer = resolve(request, variables, api);
      if (answer.ok) break;
      assert.ok(answer.missing !== undefined);
      asked.push(answer.missing);
      variables.set(answer.missing, answer.missing === 'base' ? 'https://x.org' : 'y');
    }
    assert.deepEqual(asked, ['base', 'x', '$guid']);
  });

  it('asks for a variable that is defined by itself', () => {
    const answer = resolve(
      written({ body: '{{a}}' }),
      new Map([
        ['a', '{{b}}'],
        ['b', '{{a}}'],
      ]),
      api,
    );
    assert.deepEqual(answer, { ok: false, missing: 'a' });
  });

  it('is not the more than anybody writes that a few lines may stand for', () => {
    const twice = (count: number) =>
      Array.from({ length: count }, (_, index) => {
        const next = `{{v${index + 1}}}`;
        return [`v${index}`, next + next] as const;
      });
    for (const count of [16, 64]) {
      const variables = new Map([...twice(count), [`v${count}`, 'x'] as const]);
      const answer = resolve(written({ body: '{{v0}}' }), variables, api);
      assert.ok(!answer.ok && answer.missing !== undefined && answer.isTooLong);
    }
    const often = new Map([['n', 'x']]);
    const first = resolve(written({ body: '{{m}}' + '{{n}}'.repeat(1100) }), often, api);
    assert.deepEqual(first, { ok: false, missing: 'm' });
    const second = resolve(written({ body: '{{n}}'.repeat(1100) }), often, api);
    assert.deepEqual(second, { ok: false, missing: 'n', isTooLong: true });
    const chain = Array.from(
      { length: 20_000 },
      (_, index) => [`${index}`, `{{${index + 1}}}`] as const,
    );
    assert.ok(!resolve(written({ body: '{{0}}' }), new Map(chain), api).ok);
  });

  it('encodes what an address may not hold, and nothing twice', () => {
    const { url } = resolved({ url: `https://x.org/é🗺?q=a b&c="d"|%20%zz%2z&e={f}[g]` });
    assert.deepEqual(url, [
      'https://x.org/%C3%A9%F0%9F%97%BA?q=a%20b&c=%22d%22%7C%20%25zz%252z&e=%7Bf%7D[g]',
    ]);
  });

  it('is none without an address', () => {
    for (const url of [
      'what is this',
      '',
      'file:///etc/passwd',
      '-K{{$processEnv X}}',
      'https://',
      'https{{$processEnv X}}',
    ]) {
      assert.deepEqual(resolve(written({ url }), new Map(), api), { ok: false }, url);
    }
  });

  it('names the token that is written out, or has no value, on the way to Isogeo', () => {
    for (const url of [
      `${api}/shares`,
      'https://v1.api.isogeo.com/shares',
      'https://v1.api.isogeo.com/{{$processEnv PATH}}',
      '{{$processEnv ISOGEO_API_URL}}',
      '{{$processEnv ISOGEO_API_URL}}/shares',
      '{{$processEnv ISOGEO_API_URL}}?a={{$processEnv B}}',
    ]) {
      for (const value of [
        'Bearer abc.def',
        'bearer {{token}}',
        'Bearer {{login.response.body.x}}',
        'Bearer {{head}}.{{body}}.x',
      ]) {
        assert.deepEqual(authorizationOf(value, {}, url).headers, bearer, value);
      }
      assert.deepEqual(authorizationOf('{{auth}}', { auth: 'Bearer abc' }, url).headers, bearer);
    }
  });

  it('keeps another variable that somebody has chosen', () => {
    const { headers } = authorizationOf('Bearer {{$processEnv MINE}}');
    assert.deepEqual(headers[0]?.value, ['Bearer ', { env: 'MINE' }]);
  });

  it('keeps what is authorized in another way', () => {
    for (const value of ['Signed bearer abc', 'Signed basic a:b']) {
      const request = authorizationOf(value);
      assert.deepEqual([request.basic, request.headers[0]?.value], [undefined, [value]]);
    }
  });

  it('gives the token to nobody else', () => {
    for (const url of [
      'https://api.isogeo.com.example.org/shares',
      'https://v1.api.isogeo.com&.example.org/shares',
      'https://v1.api.isogeo.com{{$processEnv X}}/shares',
      'https://{{$processEnv X}}@v1.api.isogeo.com/shares',
      'https://{{$processEnv X}}.isogeo.com/shares',
      '{{$processEnv ISOGEO_API_URL}}.example.org/shares',
      '{{$processEnv ISOGEO_API_URL}}{{$processEnv X}}/shares',
      '{{$processEnv OTHER}}/shares',
    ]) {
      const request = authorizationOf('Bearer abc', {}, url);
      assert.deepEqual(request.headers[0]?.value, ['Bearer abc'], url);
      assert.ok(!goesToPlatform(request.url, api), url);
    }
    // Isogeo's own platforms are as one, but a token of another is not for them.
    for (const [origin, isOne] of [
      ['https://api.qa.isogeo.com', true],
      [api, false],
    ] as const) {
      assert.equal(goesToPlatform(['https://v1.api.isogeo.com/shares'], origin), isOne);
    }
    const elsewhere = 'https://example.org/shares';
    const answer = resolve(
      written({ url: elsewhere, headers: [['Authorization', 'Bearer {{token}}']] }),
      new Map(),
      api,
    );
    assert.deepEqual(answer, { ok: false, missing: 'token' });
  });

  it('takes a Basic pair for one, as both clients do', () => {
    const environment = { id: [{ env: 'I' }], secret: [{ env: 'S' }] };
    for (const [value, basic] of [
      ['Basic a:b:c', { id: ['a'], secret: ['b:c'] }],
      ['basic a b', { id: ['a'], secret: ['b'] }],
      ['Basic  an-id  a secret', { id: ['an-id'], secret: ['a secret'] }],
      ['Basic {{$processEnv I}}:{{$processEnv S}}', environment],
      ['Basic {{$processEnv I}} {{$processEnv S}}', environment],
    ] as const) {
      const request = authorizationOf(value);
      assert.deepEqual([request.basic, request.headers], [basic, []], value);
    }
    assert.equal(authorizationOf('Basic YTpi').basic, undefined);
  });

  it('has the token itself where that is asked for', () => {
    const request = authorizationOf('Bearer {{$processEnv ISOGEO_ACCESS_TOKEN}}');
    assert.ok(namesToken(request) && !holdsSecret(request));
    const full = withToken(request, 'abc');
    assert.deepEqual(full.headers[0]?.value, ['Bearer ', 'abc']);
    assert.ok(!namesToken(full) && holdsSecret(full));
    assert.ok(holdsSecret(authorizationOf('Basic a:b')));
    const form = (...body: ApiRequest['url']) => holdsSecret({ ...request, method: 'POST', body });
    assert.ok(form('grant_type=client_credentials&client_secret=abc'));
    assert.ok(!form('client_secret=', { env: 'SECRET' }, '&scope=resources:read'));
    assert.ok(holdsSecret({ ...request, url: ['https://example.org/?access_token=abc'] }));
    assert.ok(holdsSecret({ ...request, headers: [{ name: 'X-Api-Key', value: ['abc'] }] }));
  });
});
