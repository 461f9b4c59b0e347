import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  certificateFaultOf,
  lacksIssuerAlone,
} from '../../../../src/core/certificates/certificate.ts';

describe('certificate faults', () => {
  for (const [code, fault, mayBeTrusted] of [
    ['SELF_SIGNED_CERT_IN_CHAIN', 'unknown-issuer', true],
    ['UNABLE_TO_GET_ISSUER_CERT', 'unknown-issuer', true],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'unknown-issuer', true],
    ['CERT_UNTRUSTED', 'unknown-issuer', true],
    ['INVALID_CA', 'unknown-issuer', true],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed', true],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'incomplete-chain', true],
    ['CERT_HAS_EXPIRED', 'expired', false],
    ['CERT_NOT_YET_VALID', 'not-yet-valid', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'wrong-host', false],
    ['HOSTNAME_MISMATCH', 'wrong-host', false],
    ['CERT_REVOKED', 'revoked', false],
    ['EPROTO', 'other', false],
    ['constructor', 'other', false],
  ] as const) {
    it(`the certificate error ${code} means ${fault}, which ${mayBeTrusted ? 'trusting the certificate fixes' : 'trusting the certificate can’t fix'}`, () => {
      assert.deepEqual([certificateFaultOf(code), lacksIssuerAlone(code)], [fault, mayBeTrusted]);
    });
  }
});
