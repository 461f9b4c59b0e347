import * as oauth from 'oauth4webapi';
import type { Credentials } from '../core/application.ts';
import { failed, success, type Failure, type Result } from '../core/failure.ts';
import { readTokenAnswer, tokenOf, type Token, type TokenAnswer } from '../core/token.ts';
import { failureOfStatus, isWebPage, parseJson } from './answers.ts';
import type { Clock, Http } from './ports.ts';

export interface GrantPorts {
  readonly http: Http;
  readonly clock: Clock;
}

/**
 * Asks for a token by the client-credentials grant (RFC 6749 §4.4). The endpoint must have been
 * checked and confirmed before. Fails with what `Http` fails with, and `rejected`, `throttled`,
 * `server-error`, `proxy`, `unexpected-response`.
 */
export async function requestClientCredentials(
  credentials: Credentials,
  ports: GrantPorts,
  signal: AbortSignal,
): Promise<Result<Token>> {
  const server: oauth.AuthorizationServer = {
    issuer: new URL(credentials.endpoints.token).origin,
    token_endpoint: credentials.endpoints.token,
  };
  const client: oauth.Client = { client_id: credentials.clientId };
  const requestedAt = ports.clock.now();
  const transport = new Transport(ports.http);
  try {
    const response = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      rawBasic(credentials.clientSecret),
      {},
      {
        signal,
        [oauth.customFetch]: transport.fetch,
        // Plain http reaches this point on loopback alone: `checkEndpoint` refuses every other.
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to be noticed
        [oauth.allowInsecureRequests]: true,
      },
    );
    await oauth.processClientCredentialsResponse(server, client, response);
    return transport.answer
      ? success(tokenOf(transport.answer, requestedAt))
      : failed(transport.failureOf(undefined));
  } catch (error) {
    return failed(transport.failureOf(error));
  }
}

/**
 * HTTP Basic over the raw pair, as every Isogeo client sends it: form-encoding both first, as
 * RFC 6749 §2.3.1 has it and the library's own `ClientSecretBasic` does, is not what the platform
 * is known to accept.
 */
function rawBasic(clientSecret: string): oauth.ClientAuth {
  return (_server, client, _body, headers) => {
    const pair = Buffer.from(`${client.client_id}:${clientSecret}`, 'utf8');
    headers.set('authorization', `Basic ${pair.toString('base64')}`);
  };
}

/** Carries one exchange between the library and the Http port, and keeps why it failed. */
class Transport {
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
      },
      options.signal ?? new AbortController().signal,
    );
    if (!sent.ok) return this.#fail(sent.failure);
    const { status, headers, body } = sent.value;
    const json = parseJson(body);

    const failure = failureOfStatus(sent.value, this.#host);
    if (failure) return this.#fail(failure);
    if (status >= 400) {
      if (!isOAuthError(status, json)) {
        const problem = isWebPage(headers, body) ? 'web-page' : 'status';
        return this.#fail({
          reason: 'unexpected-response',
          host: this.#host,
          problem,
          status,
        });
      }
    } else {
      this.answer = readTokenAnswer(json);
      if (!this.answer) {
        const notJson = isWebPage(headers, body) ? 'web-page' : 'not-json';
        return this.#fail({
          reason: 'unexpected-response',
          host: this.#host,
          problem: json === undefined ? notJson : 'bad-field',
          status,
        });
      }
    }
    // Isogeo's servers and the proxies before them are free with content types and challenges;
    // the library is strict about both, so it is given the checked answer alone.
    return Response.json(this.answer ?? json, { status: this.answer ? 200 : status });
  };

  failureOf(error: unknown): Failure {
    if (this.#failure) return this.#failure;
    if (error instanceof oauth.ResponseBodyError) {
      return { reason: 'rejected', host: this.#host, oauthError: knownError(error.error) };
    }
    return { reason: 'unexpected-response', host: this.#host, problem: 'bad-field' };
  }

  #fail(failure: Failure): never {
    this.#failure = failure;
    throw new Error(failure.reason);
  }
}

/** RFC 6749 §5.2. A server's own words are never passed on. */
const errorCodes: ReadonlySet<string> = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
]);

/** RFC 6749 §5.2: 400 or 401. With another status only a code of its own list tells it from a framework's JSON. */
function isOAuthError(status: number, json: unknown): boolean {
  if (typeof json !== 'object' || json === null || !('error' in json)) return false;
  const { error } = json;
  if (typeof error !== 'string' || error === '') return false;
  return status === 400 || status === 401 || errorCodes.has(error);
}

function knownError(code: string): string {
  return errorCodes.has(code) ? code : 'other';
}
