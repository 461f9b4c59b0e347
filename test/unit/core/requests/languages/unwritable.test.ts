import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import {
  isCompressed,
  withoutEncoding,
  withoutTransport,
  withReadableEncoding,
} from '../../../../../src/core/requests/languages/headers.ts';
import {
  faultForCurl,
  faultForFetch,
  faultForHttp,
  faultForPowerShell,
} from '../../../../../src/core/requests/languages/unwritable.ts';
import type { ApiRequest } from '../../../../../src/core/requests/request.ts';

const get: ApiRequest = { method: 'GET', url: ['https://a'], headers: [] };
const body = ['a'];
const pair = { id: ['a'], secret: ['b'] };
const typed = [{ name: 'Content-Type', value: ['text/plain'] }];

function withHeader(name: string, ...value: ApiRequest['url']): ApiRequest {
  return { ...get, headers: [{ name, value }] };
}

describe('requests that a language can’t send', () => {
  for (const [name, request, curl, fetch, powerShell] of [
    ['a GET', get, undefined, undefined, undefined],
    ['a GET with a body', { ...get, body }, undefined, 'body', 'body'],
    ['a HEAD with a body', { ...get, method: 'HEAD', body }, 'body', 'body', 'body'],
    ['a HEAD', { ...get, method: 'HEAD' }, undefined, undefined, undefined],
    ['a POST', { ...get, method: 'POST', headers: typed, body }, undefined, undefined, undefined],
    [
      'a POST without a type',
      { ...get, method: 'POST', body },
      undefined,
      undefined,
      'content-type',
    ],
    ['a GETS', { ...get, method: 'GETS', headers: typed, body }, undefined, undefined, undefined],
    [
      'a TARGET',
      { ...get, method: 'TARGET', headers: typed, body },
      undefined,
      undefined,
      undefined,
    ],
    ['a CONNECT', { ...get, method: 'CONNECT' }, undefined, 'method', undefined],
    ['a TRACE', { ...get, method: 'TRACE' }, undefined, 'method', undefined],
    ['a TRACES', { ...get, method: 'TRACES' }, undefined, undefined, undefined],
    ['a RETRACE', { ...get, method: 'RETRACE' }, undefined, undefined, undefined],
    ['a pair of Digest', { ...get, digest: pair }, undefined, 'digest', 'digest'],
    ['a pair of Basic', { ...get, basic: pair }, undefined, undefined, undefined],
  ] as const) {
    it(`copying this request is refused for ${[curl && 'curl', fetch && 'fetch', powerShell && 'PowerShell'].filter(Boolean).join(', ') || 'no language'}: ${name}`, () => {
      assert.equal(faultForCurl(request)?.reason, curl);
      assert.equal(faultForFetch(request)?.reason, fetch);
      assert.equal(faultForPowerShell(request)?.reason, powerShell);
    });
  }

  it('copying a request with the header __proto__ as fetch is refused, since Node’s fetch loses it', async () => {
    const request = withHeader('__proto__', '2');
    assert.deepEqual(faultForFetch(request), { reason: 'header', name: '__proto__' });
    assert.equal(faultForPowerShell(request), undefined);
    const server = createServer((message, response) => {
      response.end(message.rawHeaders.join('\n'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}`, {
      headers: [
        ['X-A', '1'],
        ['__proto__', '2'],
      ],
    });
    const arrived = await answer.text();
    server.close();
    assert.match(arrived, /x-a/i);
    assert.doesNotMatch(arrived, /__proto__/);
  });

  for (const name of ['Date', 'Host', 'If-Modified-Since', 'Range', 'Referer']) {
    it(`copying a request with the header ${name} as PowerShell is refused, and as fetch only if the header is Host`, () => {
      const fault = { reason: 'header', name } as const;
      assert.deepEqual(faultForPowerShell(withHeader(name.toLowerCase(), 'a')), fault);
      const expected = name === 'Host' ? fault : undefined;
      assert.deepEqual(faultForFetch(withHeader(name, 'a')), expected);
    });
  }
});

describe('a comma at the end of a header', () => {
  const env = { env: 'A' };
  for (const [value, isRefused] of [
    [['a,'], true],
    [[env, 'a,'], true],
    [['a,', env], false],
    [['a,b'], false],
    [[], false],
  ] as const) {
    it(`a request with the header value ${JSON.stringify(value)} ${isRefused ? 'is refused' : 'can be copied'} as a request file`, () => {
      const expected = isRefused ? { reason: 'comma', name: 'Accept' } : undefined;
      assert.deepEqual(faultForHttp(withHeader('Accept', ...value)), expected);
    });
  }
});

describe('headers of the connection', () => {
  const env = { env: 'A' };
  for (const [url, host, isRemoved] of [
    [['https://a.example'], ['A.Example'], true],
    [['HTTPS://a.example:80/b'], ['a.example:80'], true],
    [['https://a.example?', env], ['a.example'], true],
    [['https://a.example/', env], ['a.example'], true],
    [['https://a.example', env], ['a.example'], false],
    [['https://a.example/b'], ['a.example:443'], true],
    [['http://a.example/b'], ['A.example:80'], true],
    [['https://a.example/b'], ['a.example:80'], false],
    [['https://a.example/b'], ['a.example:8443'], false],
    [['http://a.example/b'], ['a.example:443'], false],
    [['https://xn--9ca.example/'], ['é.example'], true],
    [['https://[::1]:8443/'], ['[0::1]:8443'], true],
    [['https://', env, ':443/b'], [env, ':443'], true],
    [['http://', env, '/b'], [env], true],
    [['http://', env, '/b'], [{ env: 'a' }], false],
    [['http://', env, '/b'], ['A'], false],
    [['http://', env, '/b'], [], false],
    [['https://a.example/b'], [], false],
    [['https://a.example/b'], ['a.example/b'], false],
    [['https://a.example/b'], ['u:p@a.example'], false],
    [['https://a.example/'], ['b.example'], false],
    [['https://a.example/'], [env], false],
    [['x https://a.example/'], ['a.example'], false],
    [[env, 'https://a.example/'], ['a.example'], false],
    [[env], [], false],
  ] as const) {
    it(`the Host header ${JSON.stringify(host)} ${isRemoved ? 'is' : 'isn’t'} removed from a copied request to ${JSON.stringify(url)}`, () => {
      const { headers } = withoutTransport({ ...withHeader('Host', ...host), url });
      assert.equal(headers.length, isRemoved ? 0 : 1);
    });
  }

  for (const [value, compressed, readable] of [
    ['gzip', true, true],
    ['gzip,  deflate ; q = 0.5', true, true],
    ['Identity', false, true],
    ['identity;q=1', true, true],
    ['not-identity', true, false],
    ['br', true, false],
    ['gzip, br', true, false],
    ['gzip;q=a', true, false],
  ] as const) {
    it(`the header Accept-Encoding ${value} ${compressed ? 'allows' : 'doesn’t allow'} compression, and is ${readable ? 'kept' : 'removed'} in programs that read only gzip and deflate`, () => {
      const request = withHeader('Accept-Encoding', value);
      assert.equal(isCompressed(request), compressed);
      assert.equal(withReadableEncoding(request).headers.length, readable ? 1 : 0);
      assert.equal(withoutEncoding(request).headers.length, compressed ? 0 : 1);
    });
  }

  it('a header other than Accept-Encoding is kept when encodings that a program can’t read are removed', () => {
    const other = withHeader('Accept', 'br');
    assert.equal(isCompressed(other), false);
    assert.deepEqual(withReadableEncoding(other), other);
    assert.deepEqual(withoutEncoding(other), other);
    const both = {
      ...get,
      headers: [...other.headers, ...withHeader('accept-encoding', 'br').headers],
    };
    assert.deepEqual(withoutEncoding(both).headers, other.headers);
  });
});
