import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isOfUser } from '../../../../src/core/credentials/credentials.ts';
import { groupCredentials } from './samples.ts';

it('only a user or public application that has an authorization address signs in through the browser', () => {
  const { token, api } = groupCredentials.endpoints;
  const endpoints = { token, api, authorization: 'https://id.api.isogeo.com/oauth/authorize' };
  for (const kind of ['user', 'public'] as const) {
    assert.equal(isOfUser({ ...groupCredentials, kind, endpoints }), true);
    assert.equal(isOfUser({ ...groupCredentials, kind, endpoints: { token, api } }), false);
  }
  assert.equal(isOfUser({ ...groupCredentials, endpoints }), false);
});
