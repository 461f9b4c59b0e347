import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { finished } from '../../../../../src/core/requests/file/steps.ts';
import { isogeoPlatforms } from '../../../../../src/core/platform/endpoints.ts';
import { readText } from '../../../../../src/core/requests/file/requestDocument.ts';
import { startsWithoutHeader } from '../../../../../src/core/requests/help/missingHeader.ts';

const api = isogeoPlatforms.prod.api;
const startsIn = (text: string) => [
  ...finished(startsWithoutHeader(readText(text), isogeoPlatforms.prod)),
];

describe('startsWithoutHeader', () => {
  it('gives each request to the platform that has no Authorization header', () => {
    const text = `@api = ${api}\nGET {{api}}/shares\n\n###\n# one\nPOST ${api}/x\nAccept: */*\n\n{}`;
    assert.deepEqual(startsIn(text), [1, 5]);
  });

  it('leaves out a request that has the header, in any case and any form', () => {
    for (const header of [
      'Authorization: Bearer {{$processEnv ISOGEO_ACCESS_TOKEN}}',
      'authorization: Bearer abc',
      'AUTHORIZATION: Basic a b',
    ]) {
      assert.deepEqual(startsIn(`GET ${api}/shares\n${header}\n`), [], header);
    }
  });

  it('leaves out a request with a header that a variable holds as a whole', () => {
    assert.deepEqual(startsIn(`@h = Authorization: Bearer x\nGET ${api}/shares\n{{h}}\n`), []);
  });

  it('leaves out routes that need no token, the identity server and other hosts', () => {
    assert.deepEqual(startsIn(`GET ${api}/about`), []);
    assert.deepEqual(startsIn(`POST ${isogeoPlatforms.prod.identity}/oauth/token`), []);
    assert.deepEqual(startsIn('GET https://example.org/shares'), []);
    assert.deepEqual(startsIn(`GET ${isogeoPlatforms.qa.api}/shares`), []);
  });
});
