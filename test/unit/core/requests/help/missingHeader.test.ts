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

  it('the search for a missing Authorization header finds a request if the API and the identity server have one address', () => {
    const address = 'http://127.0.0.1:1';
    const document = readRequestText(`GET ${address}/shares`);
    const starts = finished(startsWithoutHeader(document, { api: address, identity: address }));
    assert.deepEqual([...starts], [0]);
  });
});
