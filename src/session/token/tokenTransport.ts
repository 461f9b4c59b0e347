import * as oauth from 'oauth4webapi';
import { oauthErrorOf, type Failure } from '../../core/failure.ts';
import { readTokenAnswer, type TokenAnswer } from '../../core/token/token.ts';
import { failureOfStatus, isWebPage, parseJson } from '../http/answers.ts';
import type { Http, HttpAnswer } from '../ports.ts';

/** Carries one exchange between the OAuth library and the Http port, and keeps why it failed. */
export class TokenTransport {
  readonly #http: Http;
  #host = '';
  #failure: Failure | undefined;
  answer: TokenAnswer | undefined;

  constructor(http: Http) {
    this.#http = http;
  }

  readonly fetch = async (
    url: string,
    options: oauth.CustomFetchOptions<'POST', URLSearchParams>,
  ): Promise<Response> => {
    this.#host = new URL(url).host;
    const sent = await this.#http.send(
      {
        method: 'POST',
        url,
        headers: { ...options.headers, accept: 'application/json' },
        body: options.body.toString(),
        // A code or a refresh token may be good for one use alone, and this use may have counted.
        repeatable: options.body.get('grant_type') === 'client_credentials',
      },
      options.signal ?? new AbortController().signal,
    );
    if (!sent.ok) return this.#fail(sent.failure);
    const json = parseJson(sent.value.body);
    const failure = failureOfStatus(sent.value, this.#host) ?? this.#read(sent.value, json);
    if (failure) return this.#fail(failure);
    // Isogeo's servers and the proxies before them are free with content types and challenges;
    // the library is strict about both, so it is given the checked answer alone.
    return Response.json(this.answer ?? json, { status: this.answer ? 200 : sent.value.status });
  };

  failureOf(error: unknown): Failure {
    if (this.#failure) return this.#failure;
    if (error instanceof oauth.ResponseBodyError) {
      return { reason: 'rejected', host: this.#host, oauthError: oauthErrorOf(error.error) };
    }
    return { reason: 'unexpected-response', host: this.#host, problem: 'bad-field' };
  }

  #read({ status, headers, body }: HttpAnswer, json: unknown): Failure | undefined {
    const unexpected = (otherwise: 'status' | 'not-json' | 'bad-field'): Failure => ({
      reason: 'unexpected-response',
      host: this.#host,
      problem: isWebPage(headers, body) ? 'web-page' : otherwise,
      status,
    });
    if (status >= 400) return isOAuthError(status, json) ? undefined : unexpected('status');
    this.answer = readTokenAnswer(json);
    if (this.answer) return undefined;
    return unexpected(json === undefined ? 'not-json' : 'bad-field');
  }

  #fail(failure: Failure): never {
    this.#failure = failure;
    throw new Error(failure.reason);
  }
}

/**
 * RFC 6749 §5.2 has 400 and 401. With any other status only a code of its own list tells an OAuth
 * error from a framework's JSON.
 */
function isOAuthError(status: number, json: unknown): boolean {
  if (typeof json !== 'object' || json === null || !('error' in json)) return false;
  const { error } = json;
  if (typeof error !== 'string' || error === '') return false;
  return status === 400 || status === 401 || oauthErrorOf(error) !== 'other';
}
