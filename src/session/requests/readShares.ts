import type { Token } from '../../core/token/token.ts';
import type { Http } from '../ports.ts';
import { readApi } from './readApi.ts';

/** One of the shares that an application can read. */
export interface Share {
  readonly id: string;
  readonly name: string;
  /** The number of catalogs that it gives access to; absent if the API doesn't say. */
  readonly catalogs?: number;
  /** The key of a share for applications. Anyone who has it can read the share. */
  readonly urlToken?: string;
}

/** The shares of an application; `undefined` if they can't be read, for any reason. */
export async function readShares(
  token: Token,
  apiBase: string,
  http: Http,
  signal: AbortSignal,
): Promise<readonly Share[] | undefined> {
  const found = await readApi(token, `${apiBase}/shares`, http, signal);
  return found.ok && Array.isArray(found.value) ? found.value.flatMap(shareIn) : undefined;
}

function shareIn(value: unknown): readonly Share[] {
  const { _id: id, name, type, catalogs, urlToken } = Object(value) as Record<string, unknown>;
  if (!isSegment(id) || typeof name !== 'string') return [];
  return [
    {
      id,
      name,
      ...(Array.isArray(catalogs) && { catalogs: catalogs.length }),
      // A share for a workgroup has no views.
      ...(isSegment(urlToken) && type !== 'group' && { urlToken }),
    },
  ];
}

/** The key becomes a part of an address. */
function isSegment(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{1,200}$/.test(value);
}
