import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  recordWithApi,
  withApi,
  withSavedApi,
} from '../../../../src/core/applications/apiAddress.ts';
import { parseRecord, serialiseRecord } from '../../../../src/core/applications/record.ts';
import { apiBaseOf } from '../../../../src/core/platform/endpoints.ts';
import { credentials, recordWith } from '../../session/fakes.ts';

const token = 'https://id.geo.example/identity/oauth/token';
const derived = { ...credentials, endpoints: { token, api: apiBaseOf(token) } };
const corrected = withApi(derived, 'https://geo.example/isogeo/api');

describe('a corrected API address', () => {
  for (const [name, given, saved, api] of [
    ['keep a saved correction of the API address', derived, corrected, corrected.endpoints.api],
    [
      'keep the derived API address if no application is saved',
      derived,
      undefined,
      derived.endpoints.api,
    ],
    [
      'keep the derived API address if it is the saved one',
      derived,
      derived,
      derived.endpoints.api,
    ],
    [
      'replace a saved correction by the API address that they name',
      withApi(derived, 'https://other.example'),
      corrected,
      'https://other.example',
    ],
    [
      'replace a saved API address by that of Isogeo’s own platform',
      credentials,
      withApi(credentials, 'https://other.example'),
      credentials.endpoints.api,
    ],
  ] as const) {
    it(`newly loaded credentials ${name}`, () => {
      const kept = withSavedApi(given, saved);
      assert.deepEqual(kept, withApi(given, api));
    });
  }
});

it('a corrected API address counts as confirmed by the user, and is kept when the application’s record is saved and read', () => {
  const record = recordWithApi(
    { ...recordWith(undefined, derived), confirmedOrigins: ['https://id.geo.example'] },
    'https://geo.example/isogeo/api',
  );
  assert.deepEqual(record.confirmedOrigins, ['https://id.geo.example', 'https://geo.example']);
  assert.deepEqual(parseRecord(record.application.id, serialiseRecord(record)), record);
});
