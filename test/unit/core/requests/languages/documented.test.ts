import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { routeAt } from '../../../../../src/core/requests/api/routes.ts';
import { addressesOf } from '../../../../../src/core/platform/endpoints.ts';
import { documentedRequest } from '../../../../../src/core/requests/request.ts';
import { writeRequestFile } from '../../../../../src/core/requests/file/requestFile.ts';
import { groupCredentials } from '../../credentials/samples.ts';

const route = routeAt('id:/oauth/token');

describe('the documented token request', () => {
  const api = 'https://geo.example.org/api';
  const addressesFor = (token: string) =>
    addressesOf({ credentials: { ...groupCredentials, endpoints: { token, api } } });

  for (const [token, identity] of [
    ['https://id.example.org/oauth/token', 'https://id.example.org'],
    ['https://example.org/isogeo/oauth/token', 'https://example.org/isogeo'],
    ['https://sso.example.org/realms/geo/token', 'https://sso.example.org'],
    ['https://example.org/token/', 'https://example.org'],
  ] as const) {
    const addresses = addressesFor(token);

    it(`the copied token request goes to the token address of the signed-in application’s credentials, ${token}`, () => {
      assert.deepEqual(documentedRequest(route, addresses, {}).url, [token]);
    });

    it(`a generated request file has a token request to ${token}, written with the variable identity`, () => {
      const text = writeRequestFile({
        introduction: [],
        addresses,
        resource: { value: 'x', comment: '' },
        sections: [{ title: '', comments: [], route, values: {} }],
      });
      const request = `POST {{identity}}${token.slice(identity.length)}`;
      const lines = text.split('\n');
      assert.deepEqual(
        [`@api = ${api}`, `@identity = ${identity}`, request].filter(
          (line) => !lines.includes(line),
        ),
        [],
      );
    });
  }

  it('the copied token request goes to Isogeo’s Production platform if no application is signed in', () => {
    assert.deepEqual(documentedRequest(route, addressesOf(undefined), {}).url, [
      'https://id.api.isogeo.com/oauth/token',
    ]);
  });

  it('the query of the token address, which may contain a key, is removed from the copied token request', () => {
    const token = 'https://id.example.org/oauth/token?key=abc';
    assert.deepEqual(documentedRequest(route, addressesFor(token), {}).url, [
      'https://id.example.org/oauth/token',
    ]);
  });
});
