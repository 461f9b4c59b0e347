import type { Token } from '../core/token.ts';
import { parseJson } from './answers.ts';
import type { Http } from './ports.ts';

/** The id of a resource that the token may read; `undefined` where none can be had, for any reason. */
export async function firstResource(
  token: Token,
  apiBase: string,
  http: Http,
  signal: AbortSignal,
): Promise<string | undefined> {
  const sent = await http.send(
    {
      method: 'GET',
      url: `${apiBase}/resources/search?_limit=1`,
      headers: { accept: 'application/json', authorization: `Bearer ${token.accessToken}` },
    },
    signal,
  );
  if (!sent.ok || sent.value.status !== 200) return undefined;
  const found = parseJson(sent.value.body) as { readonly results?: unknown } | null | undefined;
  const results: unknown = found?.results;
  const first: unknown = Array.isArray(results) ? results[0] : undefined;
  const id = typeof first === 'object' && first !== null && '_id' in first ? first._id : undefined;
  // It goes into a file: nothing but an id.
  return typeof id === 'string' && /^[\w-]+$/.test(id) ? id : undefined;
}
