import type { Token } from '../../core/token/token.ts';
import type { Http } from '../ports.ts';
import { readApi } from './readApi.ts';

/** The ID of a resource that the token can read; `undefined` if the search finds nothing or fails. */
export async function firstResource(
  token: Token,
  apiBase: string,
  http: Http,
  signal: AbortSignal,
): Promise<string | undefined> {
  const found = await readApi(token, `${apiBase}/resources/search?_limit=1`, http, signal);
  const results: unknown = found.ok && 'results' in found.value && found.value.results;
  const [first] = Array.isArray(results) ? (results as readonly unknown[]) : [];
  const { _id: id } = Object(first) as { readonly _id?: unknown };
  // The ID is written into a file, so it must have a safe form.
  return typeof id === 'string' && /^[\w-]+$/.test(id) ? id : undefined;
}
