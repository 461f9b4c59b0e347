import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isogeoPlatforms } from '../../../../src/core/platform/endpoints.ts';
import { readAddress } from '../../../../src/core/requests/address.ts';
import type { Parameter, Route } from '../../../../src/core/requests/api/routes.ts';
import {
  documentedRequest,
  holdsSecret,
  namesToken,
  withToken,
  type ApiRequest,
} from '../../../../src/core/requests/request.ts';
import {
  bearer,
  idVariable,
  secretVariable,
  tokenVariable,
} from '../../../../src/core/requests/template.ts';

const { prod } = isogeoPlatforms;

function parameter(name: string, where: Parameter['in'], fixed?: string): Parameter {
  return { name, in: where, kind: 'text', summary: '', ...(fixed !== undefined && { fixed }) };
}

const route: Route = {
  method: 'GET',
  server: 'api',
  path: '/a/{id}/{other_id}',
  who: 'group',
  isDocumented: true,
  answer: 'object',
  authorization: 'bearer',
  isFrequent: false,
  parameters: [
    parameter('id', 'path'),
    parameter('other_id', 'path'),
    parameter('q', 'query'),
    parameter('ob', 'query', 'a:b,c'),
    parameter('none', 'query'),
  ],
  group: '',
  summary: '',
};
const tokenRoute: Route = {
  ...route,
  method: 'POST',
  server: 'identity',
  path: '/oauth/token',
  authorization: 'basic',
  parameters: [parameter('grant_type', 'form', 'client_credentials'), parameter('scope', 'form')],
};

describe('a documented request', () => {
  it('a request that is generated from a route’s description has each given or fixed parameter, encoded, in the path or in the query', () => {
    assert.deepEqual(documentedRequest(route, prod, { id: 'é/1', q: 'a b&\ud800' }), {
      method: 'GET',
      url: [`${prod.api}/a/%C3%A9%2F1/%7Bother_id%7D?q=a%20b%26%EF%BF%BD&ob=a:b,c`],
      headers: [{ name: 'Authorization', value: bearer }],
    });
  });

  it('a request that is generated for a route without parameters and authorization has no query and no header', () => {
    const open: Route = { ...route, path: '/about', authorization: 'none', parameters: [] };
    assert.deepEqual(documentedRequest(open, { ...prod, tokenPath: '/token' }, {}), {
      method: 'GET',
      url: [`${prod.api}/about`],
      headers: [],
    });
  });

  it('a generated token request has variables for the ID and secret, a form, and the application’s token path or else /oauth/token', () => {
    const request = {
      method: 'POST',
      headers: [{ name: 'Content-Type', value: ['application/x-www-form-urlencoded'] }],
      basic: { id: [idVariable], secret: [secretVariable] },
    };
    const scope = 'a';
    assert.deepEqual(documentedRequest(tokenRoute, prod, { scope }), {
      ...request,
      url: [`${prod.identity}/oauth/token`],
      body: ['grant_type=client_credentials&scope=a'],
    });
    assert.deepEqual(documentedRequest(tokenRoute, { ...prod, tokenPath: '/token' }, {}), {
      ...request,
      url: [`${prod.identity}/token`],
      body: ['grant_type=client_credentials'],
    });
  });
});

describe('the secrets of a request', () => {
  const request: ApiRequest = { method: 'GET', url: ['https://a'], headers: [] };
  const other = { name: 'Accept', value: ['a'] };

  it('a request is recognised as containing the token’s variable in a header, and the token can replace the variable there', () => {
    const withBearer = { ...request, headers: [other, { name: 'Authorization', value: bearer }] };
    assert.equal(namesToken(withBearer), true);
    assert.equal(namesToken({ ...request, headers: [other] }), false);
    assert.equal(namesToken({ ...request, headers: [{ name: 'A', value: [idVariable] }] }), false);
    assert.equal(namesToken(request), false);
    const headers = [other, { name: 'A', value: [idVariable, tokenVariable] }];
    assert.equal(namesToken({ ...request, headers }), true);
    assert.deepEqual(withToken({ ...request, headers }, 'token').headers, [
      other,
      { name: 'A', value: [idVariable, 'token'] },
    ]);
  });

  for (const [name, change, holds] of [
    ['no headers', {}, false],
    ['a header without a secret', { headers: [other] }, false],
    [
      'a header with a variable',
      { headers: [{ name: 'Cookie', value: ['a=', idVariable] }] },
      false,
    ],
    ['an empty header', { headers: [{ name: 'Cookie', value: [] }] }, false],
    [
      'a cookie beside another header',
      { headers: [other, { name: 'cookie', value: ['a'] }] },
      true,
    ],
    ['a key', { headers: [{ name: 'X-API-Key', value: ['a'] }] }, true],
    ['a key for a proxy', { headers: [{ name: 'Proxy-Authorization', value: ['a'] }] }, true],
    [
      'a header whose name only contains Cookie',
      { headers: [{ name: 'My-Cookie', value: ['a'] }] },
      false,
    ],
    [
      'a header whose name only begins with Cookie',
      { headers: [{ name: 'Cookie2', value: ['a'] }] },
      false,
    ],
    ['an ID and a secret for Basic', { basic: { id: ['a'], secret: ['b'] } }, true],
    ['an ID and a secret for Digest', { digest: { id: ['a'], secret: ['b'] } }, true],
    [
      'an ID with a secret from a variable',
      { basic: { id: ['a'], secret: [secretVariable] } },
      false,
    ],
    ['a secret in the body', { body: ['a=b&client_secret=c'] }, true],
    ['an empty secret in the body', { body: ['client_secret=&a=b'] }, false],
    ['a secret in a variable of the body', { body: ['client_secret=', secretVariable] }, false],
    ['a token in the address', { url: ['https://a?access_token=b'] }, true],
  ] as const) {
    it(`a request with ${name} contains ${holds ? 'a' : 'no'} secret`, () => {
      assert.equal(holdsSecret({ ...request, ...change }), holds);
    });
  }
});

describe('an address', () => {
  const env = { env: 'A' };
  for (const [written, address] of [
    [['HTTPS://A.example/b c?d=é#e'], { url: ['https://a.example/b%20c?d=%C3%A9'] }],
    [['https://a'], { url: ['https://a'] }],
    [['https://a/ '], { url: ['https://a/'] }],
    [['https://a#b'], { url: ['https://a'] }],
    [['https://a/b', env, '#c', env], { url: ['https://a/b', env] }],
    [['https://a/', env, 'c d#e'], { url: ['https://a/', env, 'c%20d'] }],
    [['https://a/', env, '😀'], { url: ['https://a/', env, '%F0%9F%98%80'] }],
    [[env, '/b c'], { url: [env, '/b%20c'] }],
    [
      ['https://a/', env, '\\b?c\\d', env, '\\e'],
      { url: ['https://a/', env, '/b?c%5Cd', env, '%5Ce'] },
    ],
    [['https://u%40:p@a/b'], { url: ['https://a/b'], user: { id: 'u@', secret: 'p' } }],
    [['https://u@a'], { url: ['https://a'], user: { id: 'u', secret: '' } }],
    [['https://:p@a'], { url: ['https://a'], user: { id: '', secret: 'p' } }],
    [['https://u%@a'], { url: ['https://a'], user: { id: 'u%', secret: '' } }],
    [['https://', env, '/a b'], { url: ['https://', env, '/a%20b'] }],
    [['https://a.', env], { url: ['https://a.', env] }],
    [['http://a', env, '/b@c'], { url: ['http://a', env, '/b@c'] }],
    [['https://', env, '@b'], undefined],
    [['https://u@', env], undefined],
    [['https://a\\', env], undefined],
    [['https://a\\b/', env], undefined],
    [['https:///a'], undefined],
    [['https://?/', env], undefined],
    [['x https://a'], undefined],
    [['x https://a/', env], undefined],
    [['ftp://a/', env], undefined],
    [[], undefined],
  ] as const) {
    it(`the address ${JSON.stringify(written)} of a request is read as ${address ? address.url.map((part) => (typeof part === 'string' ? part : '$A')).join('') : 'invalid'}`, () => {
      assert.deepEqual(readAddress(written), address);
    });
  }
});
