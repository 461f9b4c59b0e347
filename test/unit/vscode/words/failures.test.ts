import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Doubt, Failure } from '../../../../src/core/failure.ts';

const { causeOf } = await import('../../../../src/vscode/words/failures.ts');

it('the message about a refused client ID and secret names the gravest oddity of both; the message about a refused sign-in names none', () => {
  const refused = (
    oauthError: 'invalid_client' | 'invalid_grant',
    doubts: readonly Doubt[] = ['unusual-id', 'hidden-in-secret'],
  ): Failure => ({ reason: 'rejected', host: 'id.api.isogeo.com', oauthError, doubts });
  assert.equal(
    causeOf(refused('invalid_client')),
    'id.api.isogeo.com doesn’t accept this client ID and secret. The secret contains invisible characters.',
  );
  assert.equal(
    causeOf(refused('invalid_client', ['unusual-id', 'placeholder-secret'])),
    'id.api.isogeo.com doesn’t accept this client ID and secret. The secret looks like a placeholder: replace it with your application’s secret.',
  );
  assert.equal(
    causeOf(refused('invalid_client', ['placeholder-id', 'hidden-in-secret'])),
    'id.api.isogeo.com doesn’t accept this client ID and secret. The secret contains invisible characters.',
  );
  assert.equal(
    causeOf(refused('invalid_client', [])),
    'id.api.isogeo.com doesn’t accept this client ID and secret.',
  );
  assert.equal(
    causeOf(refused('invalid_grant')),
    'id.api.isogeo.com no longer accepts this sign-in. Sign in again.',
  );
});

it('the message about a time limit of one second has the singular', () => {
  const after = (timeoutMs: number) => causeOf({ reason: 'timed-out', host: 'a.test', timeoutMs });
  assert.equal(after(1000), 'a.test didn’t answer within 1 second.');
  assert.equal(after(1400), 'a.test didn’t answer within 1 second.');
  assert.equal(after(1500), 'a.test didn’t answer within 2 seconds.');
});
