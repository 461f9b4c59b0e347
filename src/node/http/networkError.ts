import type { Failure } from '../../core/failure.ts';

/** OpenSSL's and Node's names of what can be wrong with a certificate or a handshake. */
const tlsCodes =
  /^(ERR_TLS_|ERR_SSL_|ERROR_IN_|CERT_|CRL_|CA_|EE_KEY_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|EPROTO)/;

/** What an error of Node's sockets means, by its code; its message may hold more than one may show. */
export function failureOfNetworkError(error: unknown, host: string): Failure {
  const code = codeOf(error);
  if (tlsCodes.test(code)) return { reason: 'tls', host, code };
  if (isProxyError(error, host)) {
    return { reason: 'proxy', host, code: error.cause ? codeOf(error.cause) : code };
  }
  // An answer that is no HTTP, or compressed data that is broken.
  if (/^(HPE_|Z_)/.test(code)) {
    return { reason: 'unexpected-response', host, problem: 'bad-field' };
  }
  return { reason: 'unreachable', host, code };
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : 'unknown';
}

/** The agents that VS Code puts in say so in words only. */
function isProxyError(error: unknown, host: string): error is Error {
  if (!(error instanceof Error)) return false;
  // A host that is itself called so says nothing about a proxy.
  const { hostname } = new URL(`https://${host}`);
  return /proxy|proxies|tunneling socket/i.test(error.message.replaceAll(hostname, ''));
}
