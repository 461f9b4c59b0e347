import { failed, success, type Result } from '../../core/result.ts';
import { plainName } from '../../core/text/plainText.ts';
import type { Token } from '../../core/token/token.ts';
import { sharesAddress } from '../../core/platform/endpoints.ts';
import type { Http } from '../ports.ts';
import { parseJson } from '../../core/text/json.ts';

/** The result of `GET {api}/shares` with a new token. */
export interface Trial {
  /** The number of shares that the application can read; absent if the API didn't answer as expected. */
  readonly shareCount?: number;
  readonly applicationName?: string;
}

/**
 * Tries a new token on the API. A 401 means that the identity server and the API belong to different
 * platforms: `wrong-platform`. After any other answer that isn't a list, the shares stay unknown, since the
 * token may still be valid. Cancellation is passed on.
 */
export async function tryToken(
  token: Token,
  apiBase: string,
  http: Http,
  signal: AbortSignal,
): Promise<Result<Trial>> {
  const sent = await http.send(
    {
      method: 'GET',
      url: sharesAddress(apiBase),
      headers: { accept: 'application/json', authorization: `Bearer ${token.accessToken}` },
    },
    signal,
  );
  if (!sent.ok) return sent.failure.reason === 'cancelled' ? sent : success({});
  const { status, body } = sent.value;
  if (status === 401) return failed({ reason: 'wrong-platform', host: new URL(apiBase).host });
  const shares = status === 200 ? parseJson(body) : undefined;
  if (!Array.isArray(shares)) return success({});
  const applicationName = nameIn(shares[0]);
  return success({
    shareCount: shares.length,
    ...(applicationName !== undefined && { applicationName }),
  });
}

function nameIn(share: unknown): string | undefined {
  const { applications } = Object(share) as Readonly<Record<string, unknown>>;
  const [first] = Array.isArray(applications) ? (applications as readonly unknown[]) : [];
  const { name } = Object(first) as Readonly<Record<string, unknown>>;
  return typeof name === 'string' ? plainName(name) : undefined;
}
