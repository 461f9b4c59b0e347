import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Result } from '../../../../../src/core/result.ts';
import type { Refusal } from '../../../../../src/core/requests/file/refusal.ts';
import {
  readRequestText,
  sectionAt,
} from '../../../../../src/core/requests/file/requestDocument.ts';
import { goesToPlatform, resolve } from '../../../../../src/core/requests/file/resolve.ts';
import { Scope } from '../../../../../src/core/requests/file/scope.ts';
import {
  holdsSecret,
  namesToken,
  withToken,
  type ApiRequest,
} from '../../../../../src/core/requests/request.ts';

const api = 'https://catalog.example.org';

interface Given {
  readonly url?: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

function answerTo(
  { url = `${api}/shares`, headers = [], body = '' }: Given,
  variables: ReadonlyMap<string, string> = new Map<string, string>(),
  answers: ReadonlyMap<string, string> = new Map<string, string>(),
): Result<ApiRequest, Refusal> {
  const lines = body === '' ? [] : body.split('\n');
  const written = {
    line: 0,
    method: 'GET',
    url,
    headers: headers.map(([name, value], index) => ({ name, value, line: index + 1 })),
    body: lines,
    bodyLines: lines.map((_, index) => headers.length + 2 + index),
  };
  const document = readRequestText('');
  const given = { environment: variables, answers };
  const scope = new Scope(document, sectionAt(document, 0), given, 100_000);
  return resolve(written, scope, api);
}

function missing(...names: readonly string[]) {
  return { ok: false, failure: { reason: 'missing', names } };
}

function resolved(given: Given, variables: Readonly<Record<string, string>> = {}): ApiRequest {
  const answer = answerTo(given, new Map(Object.entries(variables)));
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.value;
}

function authorizationOf(
  value: string,
  variables: Readonly<Record<string, string>> = {},
  url = `${api}/shares`,
) {
  return resolved({ url, headers: [['authorization', value]] }, variables);
}

const bearer = [{ name: 'authorization', value: ['Bearer ', { env: 'ISOGEO_ACCESS_TOKEN' }] }];

describe('resolving a request', () => {
  it('a request’s variables are replaced by their values, also inside other variables', () => {
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

  it('a request’s reference to an environment variable isn’t replaced by a value, and keeps its written notation', () => {
    assert.deepEqual(resolved({ body: 'x{{$processEnv A}}y' }).body, ['x', { env: 'A' }, 'y']);
    for (const written of ['$dotenv  A', '$env.A', 'process.env.A']) {
      const { body } = resolved({ body: `x{{${written}}}y` });
      assert.deepEqual(body, ['x', { env: 'A', written }, 'y'], written);
    }
    assert.deepEqual(resolved({ url: '{{$processEnv URL}}/a b' }).url, [{ env: 'URL' }, '/a%20b']);
  });

  it('the name of an environment variable may come from another variable', () => {
    const { body } = resolved({ body: '{{$processEnv %key}}' }, { key: 'SECRET' });
    assert.deepEqual(body, [{ env: 'SECRET' }]);
    assert.deepEqual(answerTo({ body: '{{$processEnv %key}}' }), missing('key'));
  });

  it('the name of a variable in a request is the text between the innermost double braces', () => {
    const request = resolved({ body: '{{a{{b}}c}}{{' }, { b: '!' });
    assert.deepEqual(request.body, ['{{a!c}}{{']);
    assert.deepEqual(resolved({ body: '{{ y\nz}} \\{\\{a\\}\\}' }).body, ['{{ y\nz}} {{a}}']);
  });

  it('a request with variables that have no value is refused with a list of these variables, once each, in the order of their use', () => {
    const given = {
      url: '{{base}}/x',
      headers: [['X', '{{x}}']],
      body: '{{$guid}} {{x}}',
    } as const;
    assert.deepEqual(answerTo(given), missing('base', 'x', '$guid'));
  });

  it('a request with a variable that refers to itself through another variable is refused', () => {
    const variables = new Map([
      ['a', '{{b}}'],
      ['b', '{{a}}'],
    ]);
    assert.equal(answerTo({ body: '{{a}}' }, variables).ok, false);
  });

  it('double braces in a value that the user types for a variable are used literally, not replaced by a variable', () => {
    const answers = new Map([['person.name', '{{person.name}}']]);
    const answer = answerTo({ body: '<{{person.name}}>' }, new Map(), answers);
    assert.ok(answer.ok);
    assert.deepEqual(answer.value.body, ['<{{person.name}}>']);
  });

  for (const name of [
    '[how to choose it](command:workbench.action.quit)',
    '1 + 1',
    "$datetime 'DD'",
    '#each',
    '$(icon)',
    'a\u202eb',
  ]) {
    it(`a request that contains {{${name}}} is refused with the reason expression, since this isn’t a valid variable name`, () => {
      const answer = answerTo({ body: `a\n{{${name}}}` });
      assert.ok(!answer.ok);
      assert.deepEqual(answer.failure, { reason: 'expression', line: 3, name });
    });
  }

  it('the value of a variable is percent-encoded if the reference to it begins with a percent sign', () => {
    const { url } = resolved({ url: `${api}/s?q={{%a}}` }, { a: 'é &' });
    assert.deepEqual(url, [`${api}/s?q=%C3%A9%20%26`]);
  });

  it('a request is refused as too long if its variables double a text 16 or 64 times, or if it uses a variable 1,100 times', () => {
    const twice = (count: number) =>
      Array.from({ length: count }, (_, index) => {
        const next = `{{v${index + 1}}}`;
        return [`v${index}`, next + next] as const;
      });
    for (const count of [16, 64]) {
      const variables = new Map([...twice(count), [`v${count}`, 'x'] as const]);
      const answer = answerTo({ body: '{{v0}}' }, variables);
      assert.deepEqual(answer, { ok: false, failure: { reason: 'too-long', line: 2 } });
    }
    const often = answerTo({ body: '{{n}}'.repeat(1100) }, new Map([['n', 'x']]));
    assert.deepEqual(often, { ok: false, failure: { reason: 'too-long', line: 2 } });
  });

  it('invalid characters in a request’s address are percent-encoded, and valid percent-encoding is kept', () => {
    const { url } = resolved({ url: `https://x.org/é🗺?q=a b&c="d"|%20%zz%2z&e={f}[g]` });
    assert.deepEqual(url, [
      'https://x.org/%C3%A9%F0%9F%97%BA?q=a%20b&c=%22d%22%7C%20%25zz%252z&e=%7Bf%7D[g]',
    ]);
  });

  it('a request with an invalid address is refused with the reason address, invalid-address, scheme or protocol', () => {
    const reasons = {
      'what is this': 'address',
      '': 'address',
      'file:///etc/passwd': 'protocol',
      'v1.api.isogeo.com/about': 'scheme',
      '-K{{$processEnv X}}': 'address',
      'https://': 'invalid-address',
      'https{{$processEnv X}}': 'address',
    };
    for (const [url, reason] of Object.entries(reasons)) {
      const answer = answerTo({ url });
      assert.ok(!answer.ok && answer.failure.reason === reason, url);
    }
  });

  it('a bearer token, or a bearer variable without a value, in a request to the platform becomes the environment variable ISOGEO_ACCESS_TOKEN', () => {
    for (const url of [
      `${api}/shares`,
      `${api}/{{$processEnv PATH}}`,
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

  it('an environment variable other than ISOGEO_ACCESS_TOKEN that is written as the bearer token is kept', () => {
    const { headers } = authorizationOf('Bearer {{$processEnv MINE}}');
    assert.deepEqual(headers[0]?.value, ['Bearer ', { env: 'MINE' }]);
  });

  it('an Authorization header with an unknown scheme is kept unchanged, even if it contains bearer or basic', () => {
    for (const value of ['Signed bearer abc', 'Signed basic a:b']) {
      const request = authorizationOf(value);
      assert.deepEqual([request.basic, request.headers[0]?.value], [undefined, [value]]);
    }
  });

  it('ISOGEO_ACCESS_TOKEN doesn’t replace the bearer token in a request whose address is, or may be, outside the platform', () => {
    for (const url of [
      'https://api.isogeo.com.example.org/shares',
      'https://v1.api.isogeo.com&.example.org/shares',
      'https://v1.api.isogeo.com{{$processEnv X}}/shares',
      'https://{{$processEnv X}}.isogeo.com/shares',
      '{{$processEnv ISOGEO_API_URL}}.example.org/shares',
      '{{$processEnv ISOGEO_API_URL}}{{$processEnv X}}/shares',
      '{{$processEnv OTHER}}/shares',
      'https://v1.api.isogeo.com/shares',
    ]) {
      const request = authorizationOf('Bearer abc', {}, url);
      assert.deepEqual(request.headers[0]?.value, ['Bearer abc'], url);
      assert.ok(!goesToPlatform(request.url, api), url);
    }
    for (const url of [
      'https://{{$processEnv X}}@v1.api.isogeo.com/shares',
      'https://a:{{$processEnv X}}@v1.api.isogeo.com/shares',
      'https://v1.api.isogeo.com\\@{{$processEnv X}}/shares',
    ]) {
      assert.ok(!answerTo({ url }).ok, url);
    }
    const slashed = resolved({ url: 'https://v1.api.isogeo.com\\@example.org/' });
    assert.deepEqual(slashed.url, ['https://v1.api.isogeo.com/@example.org/']);
    // A token is only for its own platform.
    for (const origin of ['https://api.qa.isogeo.com', api]) {
      assert.ok(!goesToPlatform(['https://v1.api.isogeo.com/shares'], origin), origin);
    }
    const prod = 'https://v1.api.isogeo.com';
    for (const url of [
      'https://www.isogeo.com/',
      'https://app.isogeo.com/',
      'https://x.api.isogeo.com/',
    ]) {
      assert.ok(!goesToPlatform([url], prod), url);
    }
    for (const url of [
      'https://api.isogeo.com/v1.0/shares',
      'https://ID.api.isogeo.com:443/oauth/token',
    ]) {
      assert.ok(goesToPlatform([url], prod), url);
    }
    const elsewhere = 'https://example.org/shares';
    const answer = answerTo({ url: elsewhere, headers: [['Authorization', 'Bearer {{token}}']] });
    assert.deepEqual(answer, missing('token'));
  });

  it('the user name and password of Basic authorization are read if a colon or a space divides them, and Base64 isn’t decoded', () => {
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

  it('a request contains a secret if it has the token, a password, a client secret or an API key itself, not only a variable for it', () => {
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
