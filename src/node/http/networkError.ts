import type { Failure } from '../../core/failure.ts';

/** Names that OpenSSL and Node give to faults of a certificate or handshake. */
const tlsCodes =
  /^(ERR_TLS_|ERR_SSL_|ERROR_IN_|CERT_|CRL_|CA_|EE_KEY_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|EPROTO)/;

/**
 * The failure for an error code of Node's sockets. The error's message is dropped: it may contain a secret.
 */
export function failureOfNetworkError(error: unknown, host: string): Failure {
  const code = codeOf(error);
  if (tlsCodes.test(code)) return { reason: 'tls', host, code };
  if (isProxyError(error, host)) {
    return { reason: 'proxy', host, code: error.cause ? codeOf(error.cause) : code };
  }
  // The answer isn't HTTP, or its compressed data is damaged.
  if (/^(HPE_|Z_)/.test(code)) {
    return { reason: 'unexpected-response', host, problem: 'bad-field' };
  }
  return { reason: 'unreachable', host, code };
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : 'unknown';
}

/** VS Code's agents report proxy errors only in their messages. */
function isProxyError(error: unknown, host: string): error is Error {
  if (!(error instanceof Error)) return false;
  // A host name that contains the word “proxy” doesn't show that the proxy failed.
  const { hostname } = new URL(`https://${host}`);
  return /proxy|proxies|tunneling socket/i.test(error.message.replaceAll(hostname, ''));
}
