import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { failureOfNetworkError } from '../../../../src/node/http/networkError.ts';

const host = 'id.api.isogeo.com';

function errorWith(code: unknown, message = 'it failed'): Error {
  return Object.assign(new Error(message), { code });
}

describe('network errors', () => {
  const tlsCodes = [
    ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'CERT_HAS_EXPIRED'],
    ...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
    ...['ERR_TLS_CERT_ALTNAME_INVALID', 'CERT_NOT_YET_VALID', 'CERT_REVOKED', 'CERT_UNTRUSTED'],
    ...['HOSTNAME_MISMATCH', 'INVALID_CA', 'PATH_LENGTH_EXCEEDED', 'EPROTO'],
    ...['CA_MD_TOO_WEAK', 'EE_KEY_TOO_SMALL', 'ERROR_IN_CERT_NOT_AFTER_FIELD'],
    ...['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
  ];
  for (const code of tlsCodes) {
    it(`a network error with the code ${code} is reported as a fault of the certificate or TLS handshake`, () => {
      assert.deepEqual(failureOfNetworkError(errorWith(code), host), { reason: 'tls', host, code });
    });
  }

  for (const code of [
    'ENOTFOUND',
    'ECONNREFUSED',
    'ECONNRESET',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'EPIPE',
  ]) {
    it(`a network error with the code ${code} is reported as an unreachable host`, () => {
      assert.deepEqual(failureOfNetworkError(errorWith(code), host), {
        reason: 'unreachable',
        host,
        code,
      });
    });
  }

  for (const code of [
    'HPE_INVALID_CONSTANT',
    'HPE_HEADER_OVERFLOW',
    'Z_DATA_ERROR',
    'Z_BUF_ERROR',
  ]) {
    it(`a network error with the code ${code} is reported as an invalid answer of the server`, () => {
      assert.deepEqual(failureOfNetworkError(errorWith(code), host), {
        reason: 'unexpected-response',
        host,
        problem: 'bad-field',
      });
    });
  }

  for (const message of [
    'tunneling socket could not be established, statusCode=407',
    'Proxy connection ended before receiving CONNECT response',
    'Failed to establish a socket connection to proxies: PROXY p:8080',
  ]) {
    it(`a network error with the message "${message}" is reported as a fault of the proxy`, () => {
      assert.deepEqual(failureOfNetworkError(errorWith('ECONNRESET', message), host), {
        reason: 'proxy',
        host,
        code: 'ECONNRESET',
      });
    });
  }

  it('the failure contains the code of the underlying error if the proxy is unreachable', () => {
    const message = 'Failed to establish a socket connection to proxies: PROXY p:8080';
    const error = new Error(message, { cause: errorWith('ECONNREFUSED') });
    assert.deepEqual(failureOfNetworkError(error, host), {
      reason: 'proxy',
      host,
      code: 'ECONNREFUSED',
    });
  });

  it('an unknown host name that contains “proxy” is reported as unreachable, not as a fault of the proxy', () => {
    const named = 'id.proxy.example:8443';
    const error = errorWith('ENOTFOUND', 'getaddrinfo ENOTFOUND id.proxy.example');
    assert.deepEqual(failureOfNetworkError(error, named), {
      reason: 'unreachable',
      host: named,
      code: 'ENOTFOUND',
    });
  });

  const odd = [
    undefined,
    null,
    'ENOTFOUND',
    {},
    new Error('x'),
    errorWith(7),
    errorWith('a b\r\n'),
  ];
  for (const error of [...odd, errorWith(''), errorWith('X'.repeat(61)), { code: 'ENOTFOUND' }]) {
    it(`the network error ${inspect(error).split('\n', 1).join('')} is reported as unreachable, with the code unknown`, () => {
      assert.deepEqual(failureOfNetworkError(error, host), {
        reason: 'unreachable',
        host,
        code: 'unknown',
      });
    });
  }

  it('the failure after a network error doesn’t contain the password that is in the error’s message', () => {
    const error = errorWith('ECONNRESET', 'https://me:s3cr3t@proxy failed');
    assert.doesNotMatch(JSON.stringify(failureOfNetworkError(error, host)), /s3cr3t/);
  });
});
