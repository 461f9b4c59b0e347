import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressesOf } from '../../../../../src/core/platform/endpoints.ts';
import { routeAt } from '../../../../../src/core/requests/api/routes.ts';
import { writeRequestFile } from '../../../../../src/core/requests/file/requestFile.ts';

describe('a generated request file', () => {
  it('a generated request file has its introduction, its variables and one section for each request', () => {
    const text = writeRequestFile({
      introduction: ['About', 'this file'],
      addresses: addressesOf(undefined),
      resource: { value: 'abc', comment: 'An ID' },
      sections: [
        {
          title: 'A resource',
          comments: ['One', 'Two'],
          route: routeAt('/resources/{id}'),
          values: { id: '{{resource}}' },
        },
        { title: 'A token', comments: [], route: routeAt('id:/oauth/token'), values: {} },
      ],
    });
    assert.equal(
      text,
      `# About
# this file

@api = https://v1.api.isogeo.com
@identity = https://id.api.isogeo.com
# An ID
@resource = abc

### A resource
# One
# Two
GET {{api}}/resources/{{resource}}
Authorization: Bearer {{$processEnv ISOGEO_ACCESS_TOKEN}}

### A token
POST {{identity}}/oauth/token
Authorization: Basic {{$processEnv ISOGEO_API_GROUP_CLIENT_ID}}:{{$processEnv ISOGEO_API_GROUP_CLIENT_SECRET}}
Content-Type: application/x-www-form-urlencoded

grant_type=client_credentials
`,
    );
  });
});
