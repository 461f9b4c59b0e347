import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Failure } from '../../../../src/core/failure.ts';
import { loggable } from '../../../../src/session/http/loggable.ts';
import type { LogFields } from '../../../../src/session/ports.ts';

const host = 'id.api.isogeo.com';
const position = { line: 1, column: 1 };

const cases: readonly { failure: Failure; fields: LogFields }[] = [
  {
    failure: { reason: 'interaction-required', need: 'renew' },
    fields: { reason: 'interaction-required', problem: 'renew' },
  },
  {
    failure: { reason: 'credentials-unreadable', cause: 'not-absolute', path: '/home/me/x' },
    fields: { reason: 'credentials-unreadable', problem: 'not-absolute' },
  },
  {
    failure: {
      reason: 'credentials-invalid',
      problem: { kind: 'duplicate', key: 's3cr3t', position },
      path: '/home/me/x',
    },
    fields: { reason: 'credentials-invalid', problem: 'duplicate' },
  },
  {
    failure: { reason: 'rejected', host, oauthError: 'other' },
    fields: { reason: 'rejected', host, problem: 'other' },
  },
  {
    failure: { reason: 'unreachable', host, code: 'ENOTFOUND' },
    fields: { reason: 'unreachable', host, code: 'ENOTFOUND' },
  },
  {
    failure: { reason: 'unexpected-response', host, problem: 'redirect', status: 302 },
    fields: { reason: 'unexpected-response', host, problem: 'redirect', status: 302 },
  },
  {
    failure: { reason: 'storage', problem: 'lost' },
    fields: { reason: 'storage', problem: 'lost' },
  },
  { failure: { reason: 'throttled', host }, fields: { reason: 'throttled', host } },
  { failure: { reason: 'cancelled' }, fields: { reason: 'cancelled' } },
];

for (const { failure, fields } of cases) {
  it(`the log entry of the failure ${failure.reason} contains only fixed words, codes, hosts and numbers, but no file path and no key of a file`, () => {
    assert.deepEqual(loggable(failure), fields);
  });
}
