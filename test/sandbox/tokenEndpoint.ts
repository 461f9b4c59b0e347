import { kindOf } from './applications.ts';
import { authenticateBasic, claimedClientId } from './basic.ts';
import { grants, refuse } from './grants.ts';
import type { Platform } from './platform.ts';
import { hasRepeated, isForm, valueOf } from './parameters.ts';
import { methodNotAllowed, type Reply } from './reply.ts';
import type { ReceivedRequest } from './transport.ts';

export const tokenPath = '/oauth/token';

/** The log entry of a token request: neither the secret nor the rest of the body. */
export interface TokenRequestLog {
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly time: number;
  readonly grant: string | null;
  readonly clientId: string | null;
  readonly status: number;
}

/**
 * `POST /oauth/token` (RFC 6749 §3.2). Errors are those of §5.2, but Isogeo answers a wrong pair with 400
 * where the RFC requires 401.
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
  const grantType = valueOf(parameters, 'grant_type');
  if (grantType === undefined || hasRepeated(parameters)) {
    return refuse('invalid_request', 'One grant_type is required, and nothing twice.');
  }
  const grant = grants.get(grantType);
  if (grant === undefined) {
    return refuse('unsupported_grant_type');
  }
  return grant.kind === kindOf(application)
    ? grant.answer({ application, parameters, platform })
    : refuse('unauthorized_client');
}

export function describeTokenRequest(
  request: ReceivedRequest,
): Pick<TokenRequestLog, 'grant' | 'clientId'> {
  return {
    grant: isForm(request) ? new URLSearchParams(request.body).get('grant_type') : null,
    clientId: claimedClientId(request.authorization),
  };
}
