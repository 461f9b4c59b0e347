import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Failure } from '../../../../src/core/failure.ts';

const { causeOf } = await import('../../../../src/vscode/words/failures.ts');

it('the message about a refused client ID and secret names the oddities in both; the message about a refused sign-in doesn’t', () => {
  const refused = (oauthError: 'invalid_client' | 'invalid_grant'): Failure => ({
    reason: 'rejected',
    host: 'id.api.isogeo.com',
    oauthError,
    doubts: ['hidden-in-id', 'unusual-secret'],
  });
  assert.equal(
    causeOf(refused('invalid_client')),
    'id.api.isogeo.com doesn’t accept this client ID and secret. The client ID contains invisible characters. Secrets on this platform usually have 64 characters.',
  );
  assert.equal(
    causeOf(refused('invalid_grant')),
    'id.api.isogeo.com no longer accepts this sign-in. Sign in again.',
  );
});
