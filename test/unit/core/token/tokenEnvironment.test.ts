import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ApplicationRecord } from '../../../../src/core/applications/record.ts';
import type { Token } from '../../../../src/core/token/token.ts';
import { tokenEnvironmentOf } from '../../../../src/core/token/tokenEnvironment.ts';
import { groupCredentials } from '../credentials/samples.ts';

const now = Date.UTC(2026, 0, 1);
const token: Token = { accessToken: 'abc', obtainedAt: now, expiresAt: now + 3_600_000 };

function recordWith(given: Partial<ApplicationRecord>): ApplicationRecord {
  const application = {
    id: 'an-id',
    name: 'An application',
    kind: 'group',
    platform: 'prod',
    credentials: groupCredentials,
  } as const;
  return { application, confirmedOrigins: [], ...given };
}

describe('the environment of a terminal', () => {
  it('the environment variables for terminals contain the token, the API address and the expiry time', () => {
    assert.deepEqual(tokenEnvironmentOf(recordWith({ token }), now), {
      ISOGEO_ACCESS_TOKEN: 'abc',
      ISOGEO_API_URL: 'https://v1.api.isogeo.com',
      ISOGEO_TOKEN_EXPIRES_AT: '2026-01-01T01:00:00.000Z',
    });
  });

  it('the environment variables for terminals contain the token, but no expiry time if the token’s expiry is unknown', () => {
    const { accessToken, obtainedAt } = token;
    const environment = tokenEnvironmentOf(recordWith({ token: { accessToken, obtainedAt } }), now);
    assert.equal(environment?.ISOGEO_TOKEN_EXPIRES_AT, undefined);
    assert.equal(environment?.ISOGEO_ACCESS_TOKEN, 'abc');
  });

  it('there are no environment variables for terminals if the application has no token or its token has expired', () => {
    assert.equal(tokenEnvironmentOf(recordWith({}), now), undefined);
    assert.equal(tokenEnvironmentOf(recordWith({ token }), now + 3_600_000), undefined);
  });
});
