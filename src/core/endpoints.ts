import type { Platform } from './application.ts';
import { failed, success, type Result } from './failure.ts';

/** Absolute addresses, as `URL` normalises them. */
export interface Endpoints {
  readonly token: string;
  readonly authorization?: string;
  /** Base address of the API, without a trailing slash. */
  readonly api: string;
}

const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

export function isLoopback(url: URL): boolean {
  return loopbackHosts.has(url.hostname);
}

/** Isogeo's own origins: https, its domain, its standard port. */
function isIsogeo(url: URL): boolean {
  return (
    url.protocol === 'https:' &&
    url.port === '' &&
    (url.hostname === 'isogeo.com' || url.hostname.endsWith('.isogeo.com'))
  );
}

/**
 * Says whether a secret may go to this address at all: `https:`, or `http:` on loopback, and no
 * user info. Whether its origin needs the user's confirmation is `originsToConfirm`'s matter.
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

/** As `URL.origin`, but readable for schemes whose origin is `null`. */
function originOf(url: URL): string {
  return `${url.protocol}//${url.host}`;
}

/** The distinct origins that a person has to confirm before the secret is sent there. */
export function originsToConfirm(endpoints: Endpoints): readonly string[] {
  const urls = [endpoints.token, endpoints.api, endpoints.authorization]
    .filter((address) => address !== undefined)
    .map((address) => new URL(address))
    .filter((url) => !isIsogeo(url) && !isLoopback(url));
  return [...new Set(urls.map((url) => url.origin))];
}

export function platformOf(tokenEndpoint: string): Platform {
  const url = new URL(tokenEndpoint);
  if (!isIsogeo(url)) return 'custom';
  return /(^|\.)qa\.isogeo\.com$/.test(url.hostname) ? 'qa' : 'prod';
}

/**
 * The API's base from the token address, as the SDK's `uri_base`: the path goes, and the host's
 * label `id` becomes `v1`, on qa nothing. Unlike the SDK only the first label changes, so that
 * `id.paid.local` does not become `v1.pav1.local`.
 */
export function apiBaseOf(tokenEndpoint: string): string {
  const url = new URL(tokenEndpoint);
  const replacement = platformOf(tokenEndpoint) === 'qa' ? '' : 'v1.';
  const host = url.host.startsWith('id.') ? replacement + url.host.slice('id.'.length) : url.host;
  return `${url.protocol}//${host}`;
}
