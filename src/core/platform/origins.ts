import { failed, success, type Result } from '../result.ts';

/** The addresses of an application, as `Endpoints` has them. */
interface Addresses {
  readonly token: string;
  readonly authorization?: string;
  readonly api: string;
}

const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

export function isLoopback(url: URL): boolean {
  return loopbackHosts.has(url.hostname);
}

/** Isogeo's own origins: `https:`, a host of its domain, the default port. */
export function isIsogeo(url: URL): boolean {
  return (
    url.protocol === 'https:' &&
    url.port === '' &&
    (url.hostname === 'isogeo.com' || url.hostname.endsWith('.isogeo.com'))
  );
}

/**
 * Checks that a secret may be sent to the address at all: `https:`, or `http:` on loopback, and no user info.
 * `originsToConfirm` says whether the user must confirm its origin.
 */
export function checkEndpoint(address: string): Result<URL> {
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') {
    return failed({ reason: 'endpoint-refused', problem: 'user-info', origin: originOf(url) });
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    return failed({ reason: 'endpoint-refused', problem: 'scheme', origin: originOf(url) });
  }
  return success(url);
}

/** Like `URL.origin`, but readable for schemes whose origin is `null`. */
function originOf(url: URL): string {
  return `${url.protocol}//${url.host}`;
}

export function originsOf({ token, api, authorization }: Addresses): readonly string[] {
  const addresses = [token, api, ...(authorization === undefined ? [] : [authorization])];
  return [...new Set(addresses.map((address) => new URL(address).origin))];
}

/**
 * The distinct origins that the user must confirm before the secret is sent there. All origins outside Isogeo
 * must be confirmed, but loopback ones only if an address is remote or if `withLoopback` is set.
 */
export function originsToConfirm(endpoints: Addresses, withLoopback = false): readonly string[] {
  const urls = originsOf(endpoints).map((origin) => new URL(origin));
  const isLocal = !withLoopback && urls.every(isLoopback);
  return isLocal ? [] : urls.filter((url) => !isIsogeo(url)).map(({ origin }) => origin);
}

export function platformOf(tokenEndpoint: string): 'prod' | 'qa' | 'custom' {
  const url = new URL(tokenEndpoint);
  if (!isIsogeo(url)) return 'custom';
  return /(^|\.)qa\.isogeo\.com$/.test(url.hostname) ? 'qa' : 'prod';
}
