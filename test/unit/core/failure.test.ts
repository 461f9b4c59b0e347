import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { oauthErrorOf } from '../../../src/core/failure.ts';
import { failed, success } from '../../../src/core/result.ts';

describe('OAuth errors', () => {
  for (const code of [
    'invalid_request',
    'invalid_client',
    'invalid_grant',
    'unauthorized_client',
    'unsupported_grant_type',
    'invalid_scope',
  ]) {
    it(`the standard OAuth error ${code} keeps its name in the failure`, () => {
      assert.equal(oauthErrorOf(code), code);
    });
  }

  for (const text of ['', 'other', 'INVALID_CLIENT', 'constructor', 'Call +33 1 now']) {
    it(`an OAuth error of the platform that no standard defines becomes "other" in the failure: "${text}"`, () => {
      assert.equal(oauthErrorOf(text), 'other');
    });
  }
});

it('success() makes a result with a value, and failed() makes a result with a failure', () => {
  assert.deepEqual(success(1), { ok: true, value: 1 });
  assert.deepEqual(failed({ reason: 'cancelled' }), {
    ok: false,
    failure: { reason: 'cancelled' },
  });
});
