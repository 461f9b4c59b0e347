import type { Failure } from '../../core/failure.ts';
import type { Token } from '../../core/token/token.ts';
import { failureOfStatus, isWebPage, parseJson } from '../http/answers.ts';
import type { Http } from '../ports.ts';

export type ApiAnswer =
  | { readonly ok: true; readonly value: object }
  | { readonly ok: false; readonly failure: Failure }
  /** 200 if the answer isn't a JSON object. */
  | { readonly ok: false; readonly failure?: undefined; readonly status: number };

/** Reads one address of the API as JSON. */
export async function readApi(
  token: Token,
  url: string,
  http: Http,
  signal: AbortSignal,
): Promise<ApiAnswer> {
  const headers = { accept: 'application/json', authorization: `Bearer ${token.accessToken}` };
  const sent = await http.send({ method: 'GET', url, headers }, signal);
  if (!sent.ok) return sent;
  const { status, body } = sent.value;
  const { host } = new URL(url);
  const failure = failureOfStatus(sent.value, host);
  if (failure) return { ok: false, failure };
  if (status === 200 && isWebPage(sent.value.headers, body)) {
    return { ok: false, failure: { reason: 'unexpected-response', host, problem: 'web-page' } };
  }
  const value = status === 200 ? parseJson(body) : undefined;
  return typeof value === 'object' && value !== null ? { ok: true, value } : { ok: false, status };
}
