import type { Failure } from '../failure.ts';
import type { RefreshHalt } from './token.ts';

/** No connection came about, so that nothing was sent. */
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
 * What a failed refresh says of its refresh token, which may be good for one use alone (RFC 6749
 * §10.4): where the answer was lost, the platform may have replaced it. `undefined`: as good as
 * before.
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
      // A gateway speaks for a platform that it has lost; any other answer is the platform's "no".
      return failure.status === 502 || failure.status === 504 ? 'uncertain' : undefined;
    case 'unexpected-response':
      // A redirect, a portal's page and a 404 come from elsewhere.
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
