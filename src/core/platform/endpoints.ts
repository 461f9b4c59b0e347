import { platformOf } from './origins.ts';

export type Platform = ReturnType<typeof platformOf>;

/** Absolute addresses, as normalised by `URL`. */
export interface Endpoints {
  readonly token: string;
  readonly authorization?: string;
  /** Base address of the API, without a trailing slash. */
  readonly api: string;
}

/** Base addresses, without a trailing slash. */
export interface PlatformAddresses {
  readonly identity: string;
  readonly api: string;
  /** The path of the token endpoint below `identity`. Absent: the path of Isogeo's own platforms. */
  readonly tokenPath?: string;
}

/**
 * Isogeo's own platforms. The QA API is the one that the official SDK's loader derives from credentials
 * files.
 */
export const isogeoPlatforms: Readonly<Record<'prod' | 'qa', PlatformAddresses>> = {
  prod: { identity: 'https://id.api.isogeo.com', api: 'https://v1.api.isogeo.com' },
  qa: { identity: 'https://id.api.qa.isogeo.com', api: 'https://api.qa.isogeo.com' },
};

/** Accepts a base address with and without a slash at its end. `undefined` if it isn't an address. */
export function baseAddressOf(text: string): string | undefined {
  const url = URL.parse(text.trim());
  if (!url) return undefined;
  url.search = '';
  url.hash = '';
  return withoutEndSlashes(url.href);
}

function withoutEndSlashes(address: string): string {
  let end = address.length;
  while (address[end - 1] === '/') end -= 1;
  return address.slice(0, end);
}

/** The endpoints of an identity server. The API address is derived if none is given. */
export function endpointsOf(identity: string, api?: string): Endpoints {
  const token = `${identity}/oauth/token`;
  return { token, authorization: `${identity}/oauth/authorize`, api: api ?? apiBaseOf(token) };
}

/**
 * The platform of the application, or Isogeo's production platform. The query of the token address is left
 * out, since it may contain a key.
 */
export function addressesOf(
  application: { readonly credentials: { readonly endpoints: Endpoints } } | undefined,
): PlatformAddresses {
  if (!application) return isogeoPlatforms.prod;
  const { token, api } = application.credentials.endpoints;
  const { origin, pathname } = new URL(token);
  const base = aboveToken(pathname) ?? '';
  return { identity: origin + base, api, tokenPath: pathname.slice(base.length) };
}

/** The part of a token address, or of its path, above `/oauth/token`; `undefined` for another path. */
export function aboveToken(address: string): string | undefined {
  return /^(.*)\/oauth\/token\/?$/.exec(address)?.[1];
}

export function isGoogle(address: string): boolean {
  return /(^|\.)google(apis)?\.com$/.test(new URL(address).hostname);
}

/**
 * Derives the API's base from the token address, as the SDK's `uri_base` does: the path is dropped, and the
 * host's label `id` becomes `v1` (on QA, nothing). Unlike the SDK, only the first label changes, so that
 * `id.paid.local` doesn't become `v1.pav1.local`.
 */
export function apiBaseOf(tokenEndpoint: string): string {
  const url = new URL(tokenEndpoint);
  const replacement = platformOf(tokenEndpoint) === 'qa' ? '' : 'v1.';
  const host = url.host.startsWith('id.') ? replacement + url.host.slice('id.'.length) : url.host;
  return `${url.protocol}//${host}`;
}

/** Whether the API of an on-premises application has the derived address. */
export function isApiDerived({ token, api }: Endpoints): boolean {
  return platformOf(token) === 'custom' && api === apiBaseOf(token);
}

/** The address at which a new token is tried. */
export function sharesAddress(apiBase: string): string {
  return `${apiBase}/shares`;
}
