import { kindOf, type Application } from './applications.ts';
import { hasRepeated, valueOf } from './parameters.ts';
import { isOutOfBand, type ReturnAddress } from './returnAddress.ts';
import type { Platform } from './platform.ts';

/** A valid authorization request of a client (RFC 6749 §4.1.1 and §4.2.1). */
export interface AuthorizationRequest {
  readonly application: Application;
  readonly responseType: 'code' | 'token';
  readonly returnAddress: ReturnAddress;
  /** RFC 7636 §4.3, S256; `undefined` if the client sent no challenge. */
  readonly challenge: string | undefined;
}

export type ReadAuthorizationRequest =
  | { readonly kind: 'right'; readonly request: AuthorizationRequest }
  /** Shown only to the user: the address may not be the client's (§4.1.2.1). */
  | { readonly kind: 'page'; readonly explanation: string }
  | {
      readonly kind: 'redirect';
      readonly returnAddress: ReturnAddress;
      readonly error: string;
    };

export function readAuthorizationRequest(url: URL, platform: Platform): ReadAuthorizationRequest {
  const parameters = url.searchParams;
  if (['client_id', 'redirect_uri'].some((name) => parameters.getAll(name).length > 1)) {
    return page('client_id and redirect_uri may be sent once only.');
  }
  const application = platform.find(parameters.get('client_id') ?? '');
  if (application === undefined) {
    return page('No application has this client_id.');
  }
  const redirectUri = application.redirectUris.find(
    (uri) => uri === parameters.get('redirect_uri'),
  );
  if (redirectUri === undefined) {
    return page('The redirect_uri is not one that the application has registered.');
  }
  const responseType = parameters.get('response_type');
  if (responseType === 'token' && isOutOfBand(redirectUri)) {
    return page('A page shows codes only: response_type=token takes another redirect_uri.');
  }
  const returnAddress: ReturnAddress = {
    redirectUri,
    part: responseType === 'token' ? 'fragment' : 'query',
    state: rawValueOf(url, 'state'),
  };
  const error = faultIn(parameters, application);
  if (error !== undefined) {
    return { kind: 'redirect', returnAddress, error };
  }
  const request = {
    application,
    responseType: responseType === 'token' ? 'token' : 'code',
    returnAddress,
    challenge: valueOf(parameters, 'code_challenge'),
  } as const;
  return { kind: 'right', request };
}

/** The error for the client (RFC 6749 §4.1.2.1), if any. */
function faultIn(parameters: URLSearchParams, application: Application): string | undefined {
  const responseType = valueOf(parameters, 'response_type');
  if (responseType === undefined || hasRepeated(parameters) || !hasRightChallenge(parameters)) {
    return 'invalid_request';
  }
  if (responseType !== 'code' && responseType !== 'token') {
    return 'unsupported_response_type';
  }
  const needed = responseType === 'code' ? 'user' : 'public';
  return kindOf(application) === needed ? undefined : 'unauthorized_client';
}

/** No challenge, or the 43 characters of a SHA-256 (RFC 7636 §4.2); a missing method means plain. */
function hasRightChallenge(parameters: URLSearchParams): boolean {
  const challenge = valueOf(parameters, 'code_challenge');
  return (
    challenge === undefined ||
    (parameters.get('code_challenge_method') === 'S256' && /^[\w-]{43}$/.test(challenge))
  );
}

/** The raw text in the address, so that even a broken escape is returned unchanged. */
function rawValueOf(url: URL, name: string): string | undefined {
  const start = `${name}=`;
  return url.search
    .slice(1)
    .split('&')
    .find((pair) => pair.startsWith(start))
    ?.slice(start.length);
}

function page(explanation: string): ReadAuthorizationRequest {
  return { kind: 'page', explanation };
}
