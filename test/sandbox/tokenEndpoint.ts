import { authenticateBasic, claimedClientId } from './basic.ts';
import { grants } from './grants.ts';
import type { Platform } from './platform.ts';
import { errorReply, methodNotAllowed, type Reply } from './reply.ts';
import type { ReceivedRequest } from './transport.ts';

export const tokenPath = '/oauth/token';

/** What the log keeps of a token request: neither the secret nor anything else of the body. */
export interface TokenRequestLog {
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly time: number;
  readonly grant: string | null;
  readonly clientId: string | null;
  readonly status: number;
}

/**
 * `POST /oauth/token` (RFC 6749 §3.2). Errors are those of §5.2, except that Isogeo answers a bad
 * pair with 400, where the RFC asks for 401.
 */
export function answerTokenRequest(request: ReceivedRequest, platform: Platform): Reply {
  if (request.method !== 'POST') {
    return methodNotAllowed('POST');
  }
  if (!isForm(request)) {
    return refuse('invalid_request', 'The body is application/x-www-form-urlencoded.');
  }
  const application = authenticateBasic(request.authorization, platform.applications());
  if (application === undefined) {
    return refuse('invalid_client');
  }
  const parameters = new URLSearchParams(request.body);
  // §3.2: a parameter is never repeated, and one without a value counts as omitted.
  const [grantType = '', ...others] = parameters.getAll('grant_type');
  if (grantType === '' || others.length > 0) {
    return refuse('invalid_request', 'One grant_type is required.');
  }
  const grant = grants.get(grantType);
  return grant === undefined
    ? refuse('unsupported_grant_type')
    : grant({ application, parameters, platform });
}

export function describeTokenRequest(
  request: ReceivedRequest,
): Pick<TokenRequestLog, 'grant' | 'clientId'> {
  return {
    grant: isForm(request) ? new URLSearchParams(request.body).get('grant_type') : null,
    clientId: claimedClientId(request.authorization),
  };
}

function refuse(error: string, description?: string): Reply {
  return errorReply(400, error, description, { 'cache-control': 'no-store', pragma: 'no-cache' });
}

function isForm(request: ReceivedRequest): boolean {
  return /^application\/x-www-form-urlencoded *(;|$)/i.test(request.contentType ?? '');
}
