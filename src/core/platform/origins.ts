import { failed, success } from '../result.ts';

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
export function isIsogeo({ protocol, port, hostname }: URL): boolean {
  return protocol === 'https:' && port === '' && /(^|\.)isogeo\.com$/.test(hostname);
}

/**
 * Checks that a secret may be sent to the address at all: `https:`, or `http:` on loopback, and no user info.
 * `originsToConfirm` says whether the user must confirm its origin.
 */
export function checkEndpoint(address: string) {
  const url = new URL(address);
  const { protocol, host, username, password } = url;
  const isAllowed = protocol === 'https:' || (protocol === 'http:' && isLoopback(url));
  const problem = username + password !== '' ? 'user-info' : isAllowed ? undefined : 'scheme';
  // Unlike `URL.origin`, this one is readable for every scheme.
  const origin = `${protocol}//${host}`;
  return problem ? failed({ reason: 'endpoint-refused', problem, origin }) : success(url);
}

export function originsOf({ token, api, authorization = api }: Addresses): readonly string[] {
  return [...new Set([token, api, authorization].map((address) => new URL(address).origin))];
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
