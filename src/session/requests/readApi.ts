import type { Failure } from '../../core/failure.ts';
import type { Token } from '../../core/token/token.ts';
import { failureOfStatus, isWebPage } from '../http/answers.ts';
import type { Http, HttpAnswer } from '../ports.ts';
import { parseJson } from '../../core/text/json.ts';

type Unread =
  | { readonly ok: false; readonly failure: Failure }
  /** 200 if the answer isn't in the expected format. */
  | { readonly ok: false; readonly failure?: undefined; readonly status: number };

export type ApiAnswer<Value = object> = { readonly ok: true; readonly value: Value } | Unread;

/** Reads one address of the API as JSON. */
export function readApi(
  token: Token,
  url: string,
  http: Http,
  signal: AbortSignal,
): Promise<ApiAnswer> {
  return read(token, url, 'json', http, signal, ({ body }) => {
    const value = parseJson(body);
    return typeof value === 'object' && value !== null ? value : undefined;
  });
}

/** Reads one address of the API as XML. */
export function readXml(
  token: Token,
  url: string,
  http: Http,
  signal: AbortSignal,
): Promise<ApiAnswer<string>> {
  return read(token, url, 'xml', http, signal, ({ body }) =>
    /^\s*</.test(body) ? body : undefined,
  );
}

async function read<Value>(
  token: Token,
  url: string,
  format: 'json' | 'xml',
  http: Http,
  signal: AbortSignal,
  valueOf: (answer: HttpAnswer) => Value | undefined,
): Promise<ApiAnswer<Value>> {
  const headers = { accept: `application/${format}`, authorization: `Bearer ${token.accessToken}` };
  const sent = await http.send({ method: 'GET', url, headers }, signal);
  if (!sent.ok) return sent;
  const { status, body } = sent.value;
  const { host } = new URL(url);
  const failure = failureOfStatus(sent.value, host);
  if (failure) return { ok: false, failure };
  if (status === 200 && isWebPage(sent.value.headers, body)) {
    return { ok: false, failure: { reason: 'unexpected-response', host, problem: 'web-page' } };
  }
  const value = status === 200 ? valueOf(sent.value) : undefined;
  return value === undefined ? { ok: false, status } : { ok: true, value };
}
