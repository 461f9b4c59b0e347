import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { finished } from '../../../../../src/core/requests/file/steps.ts';
import { isogeoPlatforms } from '../../../../../src/core/platform/endpoints.ts';
import { readRequestText } from '../../../../../src/core/requests/file/requestDocument.ts';
import { startsWithoutHeader } from '../../../../../src/core/requests/help/missingHeader.ts';

const api = isogeoPlatforms.prod.api;
const startsIn = (text: string) => [
  ...finished(startsWithoutHeader(readRequestText(text), isogeoPlatforms.prod)),
];

describe('startsWithoutHeader', () => {
  it('the search for a missing Authorization header finds each request to the platform that lacks the header', () => {
    const text = `@api = ${api}\nGET {{api}}/shares\n\n###\n# one\nPOST ${api}/x\nAccept: */*\n\n{}`;
    assert.deepEqual(startsIn(text), [1, 5]);
  });

  it('the search for requests without an Authorization header skips a request that has it in small or in capital letters', () => {
    for (const header of [
      'Authorization: Bearer {{$processEnv ISOGEO_ACCESS_TOKEN}}',
      'authorization: Bearer abc',
      'AUTHORIZATION: Basic a b',
    ]) {
      assert.deepEqual(startsIn(`GET ${api}/shares\n${header}\n`), [], header);
    }
  });

  it('the search for requests without an Authorization header skips a request with a header line that is only a variable, as in {{h}}', () => {
    assert.deepEqual(startsIn(`@h = Authorization: Bearer x\nGET ${api}/shares\n{{h}}\n`), []);
  });

  it('the search for a missing Authorization header skips routes without a token, the identity server, other platforms and hosts', () => {
    assert.deepEqual(startsIn(`GET ${api}/about`), []);
    assert.deepEqual(startsIn(`POST ${isogeoPlatforms.prod.identity}/oauth/token`), []);
    assert.deepEqual(startsIn('GET https://example.org/shares'), []);
    assert.deepEqual(startsIn(`GET ${isogeoPlatforms.qa.api}/shares`), []);
  });

  it('the search for a missing Authorization header finds requests with a header whose name only resembles it', () => {
    for (const name of ['Proxy-Authorization', 'Authorization-Info']) {
      assert.deepEqual(startsIn(`GET ${api}/shares\n${name}: a\n`), [0], name);
    }
  });

  it('the search for a missing Authorization header finds a path alone whose Host header names the API with the port of https', () => {
    const { host } = new URL(api);
    for (const [definition, value] of [
      ['', `${host}:443`],
      [`@h = ${host}\n`, '{{h}}:443'],
      [`@h = ${host}:443\n`, '{{h}}'],
      [`@host = https://other.example\n`, `${host}:443`],
    ] as const) {
      const text = `${definition}GET /shares\nHost: ${value}\n`;
      assert.deepEqual(startsIn(text), [definition === '' ? 0 : 1], text);
    }
    const hosts = [
      'other.example:443',
      `${host}:8443`,
      `${host}:443\nAuthorization: Bearer x`,
      host,
    ];
    for (const value of [...hosts, '{{$processEnv H}}:443'])
      assert.deepEqual(startsIn(`@host = ${api}\nGET /shares\nHost: ${value}`), [], value);
  });

  it('the search for a missing Authorization header reads the Host header of each request in a file with several', () => {
    const { host } = new URL(api);
    const of = (value: string) => `GET /shares\nHost: ${value}\n\n###\n`;
    const text = of('a.test:443') + of(`${host}:443`) + of('a.test:443') + of(`${host}:443`);
    assert.deepEqual(startsIn(text), [4, 12]);
  });

  it('the search for a missing Authorization header finds a request if the API and the identity server have one address', () => {
    const address = 'http://127.0.0.1:1';
    const document = readRequestText(`GET ${address}/shares`);
    const starts = finished(startsWithoutHeader(document, { api: address, identity: address }));
    assert.deepEqual([...starts], [0]);
  });
});
