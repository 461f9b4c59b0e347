import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure, ResponseProblem } from '../../../../src/core/failure.ts';
import { refreshHaltAfter } from '../../../../src/core/token/refreshHalt.ts';
import type { RefreshHalt } from '../../../../src/core/token/token.ts';

const host = 'id.api.isogeo.com';

const unexpected = (problem: ResponseProblem): Failure => ({
  reason: 'unexpected-response',
  host,
  problem,
});

const cases: readonly (readonly [string, Failure, RefreshHalt | undefined])[] = [
  ['a reset', { reason: 'unreachable', host, code: 'ECONNRESET' }, 'uncertain'],
  ['a deadline', { reason: 'timed-out', host, timeoutMs: 1 }, 'uncertain'],
  ['a cancelled request', { reason: 'cancelled' }, 'uncertain'],
  ['a gateway without its server', { reason: 'server-error', host, status: 502 }, 'uncertain'],
  ['a gateway that waited', { reason: 'server-error', host, status: 504 }, 'uncertain'],
  ['half an answer', unexpected('not-json'), 'uncertain'],
  ['an endless answer', unexpected('too-large'), 'uncertain'],
  ['invalid_grant', { reason: 'rejected', host, oauthError: 'invalid_grant' }, 'refused'],
  ['invalid_client', { reason: 'rejected', host, oauthError: 'invalid_client' }, 'client-refused'],
  ['invalid_scope', { reason: 'rejected', host, oauthError: 'invalid_scope' }, undefined],
  ...[
    ...['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ECONNREFUSED'],
    ...['EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL'],
  ].map((code) => [code, { reason: 'unreachable', host, code }, undefined] as const),
  ['a server that is busy', { reason: 'server-error', host, status: 503 }, undefined],
  ['a redirect', unexpected('redirect'), undefined],
  ['a portal', unexpected('web-page'), undefined],
  ['a page that is not there', unexpected('status'), undefined],
  ['a bad certificate', { reason: 'tls', host, code: 'CERT_HAS_EXPIRED' }, undefined],
  [
    'a certificate for another host',
    { reason: 'tls', host, code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    undefined,
  ],
  ...[
    'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
    'ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC',
    'EPROTO',
  ].flatMap(
    (code) =>
      [
        [`${code} in the handshake`, { reason: 'tls', host, code }, undefined],
        [`${code} after the handshake`, { reason: 'tls', host, code, isSent: true }, 'uncertain'],
      ] as const,
  ),
  ['a proxy that refuses', { reason: 'proxy', host, code: '407' }, undefined],
  ['too many requests', { reason: 'throttled', host }, undefined],
];

describe('a refresh token after a failure', () => {
  for (const [name, failure, halt] of cases) {
    it(`the refresh token counts as ${halt ?? 'still usable'} after a renewal that failed because of ${name}`, () => {
      assert.equal(refreshHaltAfter(failure), halt);
    });
  }
});
