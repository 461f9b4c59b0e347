import { codePage, messagePage } from './pages.ts';
import type { Reply } from './reply.ts';

/** Where and how the answer to an authorization request is sent. */
export interface ReturnAddress {
  /** As registered, byte for byte. */
  readonly redirectUri: string;
  readonly part: 'query' | 'fragment';
  /** Percent-encoded as received; `undefined` if absent. */
  readonly state: string | undefined;
}

/** The out-of-band addresses of old native applications: the user copies the code. */
export function isOutOfBand(redirectUri: string): boolean {
  return /^urn:ietf:wg:oauth:2\.0:oob(:|:auto)?$/.test(redirectUri);
}

/** Answers with a success or an error (RFC 6749 §4.1.2 and §4.2.2), by a redirect or, out of band, a page. */
export function answerTo(
  address: ReturnAddress,
  parameters: Readonly<Record<string, string>>,
): Reply {
  if (isOutOfBand(address.redirectUri)) {
    const { code, error } = parameters;
    return code === undefined
      ? messagePage(200, 'No access was given', error ?? '')
      : codePage(code);
  }
  return {
    // RFC 9700 §4.12: a 303 never forwards the form of the consent page.
    status: 303,
    contentType: 'text/plain; charset=utf-8',
    body: '',
    headers: { location: locationOf(address, parameters), 'cache-control': 'no-store' },
  };
}

/** Built as text, since a URL parser changes `http://localhost`. */
function locationOf(
  { redirectUri, part, state }: ReturnAddress,
  parameters: Readonly<Record<string, string>>,
): string {
  const pairs = Object.entries(parameters).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  if (state !== undefined) {
    pairs.push(`state=${state}`);
  }
  if (part === 'fragment') {
    return `${redirectUri}#${pairs.join('&')}`;
  }
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}
