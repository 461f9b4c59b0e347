import { oauthErrorOf, type OAuthError } from '../../core/failure.ts';
import { failed, success, type Result } from '../../core/result.ts';
import { readTokenAnswer, type TokenAnswer } from '../../core/token/tokenAnswer.ts';
import { failureOfStatus, isWebPage } from '../http/answers.ts';
import type { HttpAnswer } from '../ports.ts';
import { parseJson } from '../../core/text/json.ts';

/**
 * Reads the answer of a token endpoint (RFC 6749 §5). The content type isn't checked, because Isogeo's
 * servers and the proxies in front of them send many. Fails with `rejected` for an OAuth error, with `proxy`,
 * `throttled` or `server-error` by the status, else with `unexpected-response`.
 */
export function readTokenResponse(answer: HttpAnswer, host: string): Result<TokenAnswer> {
  const failure = failureOfStatus(answer, host);
  if (failure) return failed(failure);
  const { status, headers, body } = answer;
  const json = parseJson(body);
  const unexpected = (problem: 'status' | 'not-json' | 'bad-field') =>
    failed({
      reason: 'unexpected-response',
      host,
      problem: isWebPage(headers, body) ? 'web-page' : problem,
      status,
    } as const);
  if (status >= 400) {
    const oauthError = oauthErrorIn(status, json);
    return oauthError ? failed({ reason: 'rejected', host, oauthError }) : unexpected('status');
  }
  const token = readTokenAnswer(json);
  if (token) return success(token);
  return unexpected(json === undefined ? 'not-json' : 'bad-field');
}

/**
 * RFC 6749 §5.2 defines 400 and 401. With another status, only a standard error code counts as an OAuth
 * error, since web frameworks send error objects of their own.
 */
function oauthErrorIn(status: number, json: unknown): OAuthError | undefined {
  if (typeof json !== 'object' || json === null || !('error' in json)) return undefined;
  const { error } = json;
  if (typeof error !== 'string' || error === '') return undefined;
  const code = oauthErrorOf(error);
  return status === 400 || status === 401 || code !== 'other' ? code : undefined;
}
