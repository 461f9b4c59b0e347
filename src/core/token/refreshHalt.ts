import type { Failure } from '../failure.ts';
import type { RefreshHalt } from './token.ts';

/** No connection was made, so nothing was sent. */
const neverSent: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
]);

/**
 * The effect of a failed refresh on its refresh token, which may be valid for one use only (RFC 6749 §10.4).
 * If the answer was lost, the platform may have replaced the token. `undefined`: the refresh token is still
 * usable.
 */
export function refreshHaltAfter(failure: Failure): RefreshHalt | undefined {
  switch (failure.reason) {
    case 'rejected':
      if (failure.oauthError === 'invalid_client') return 'client-refused';
      return failure.oauthError === 'invalid_grant' ? 'refused' : undefined;
    case 'cancelled':
    case 'timed-out':
      return 'uncertain';
    case 'tls':
      return failure.isSent ? 'uncertain' : undefined;
    case 'unreachable':
      return neverSent.has(failure.code) ? undefined : 'uncertain';
    case 'server-error':
      // With 502 and 504, a gateway lost the platform's answer. Any other server error is the platform's
      // refusal.
      return failure.status === 502 || failure.status === 504 ? 'uncertain' : undefined;
    case 'unexpected-response':
      // A redirect, a portal's page and a 404 don't come from the token endpoint.
      return ['redirect', 'web-page', 'status'].includes(failure.problem) ? undefined : 'uncertain';
    case 'interaction-required':
    case 'credentials-unreadable':
    case 'credentials-invalid':
    case 'endpoint-refused':
    case 'consent-denied':
    case 'proxy':
    case 'throttled':
    case 'wrong-platform':
    case 'storage':
      return undefined;
  }
}
