import { platformOf } from './origins.ts';

export type Platform = ReturnType<typeof platformOf>;

/** Absolute addresses, as `URL` normalises them. */
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
  /** Where it asks for tokens, behind `identity`; where absent, as on Isogeo's own platforms. */
  readonly tokenPath?: string;
}

/** Isogeo's own platforms. The API of qa is the loader's, since that is what files amount to. */
export const isogeoPlatforms: Readonly<Record<'prod' | 'qa', PlatformAddresses>> = {
  prod: { identity: 'https://id.api.isogeo.com', api: 'https://v1.api.isogeo.com' },
  qa: { identity: 'https://id.api.qa.isogeo.com', api: 'https://api.qa.isogeo.com' },
};

/** People write base addresses with and without a slash at the end. `undefined`: no address. */
export function baseAddressOf(text: string): string | undefined {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return undefined;
  const url = new URL(trimmed);
  url.search = '';
  url.hash = '';
  return withoutEndSlashes(url.href);
}

function withoutEndSlashes(address: string): string {
  let end = address.length;
  while (address[end - 1] === '/') end -= 1;
  return address.slice(0, end);
}

/** Where an identity server has its endpoints; the API is derived where none is given. */
export function endpointsOf(identity: string, api?: string): Endpoints {
  const token = `${identity}/oauth/token`;
  return { token, authorization: `${identity}/oauth/authorize`, api: api ?? apiBaseOf(token) };
}

/**
 * Where requests go: to the application's platform, else to Isogeo's own. The query of the token
 * address stays out, as it may hold a key.
 */
export function addressesOf(
  application: { readonly credentials: { readonly endpoints: Endpoints } } | undefined,
): PlatformAddresses {
  if (!application) return isogeoPlatforms.prod;
  const { token, api } = application.credentials.endpoints;
  const { origin, pathname } = new URL(token);
  const [base = ''] = /^.*(?=\/oauth\/token$)/.exec(pathname) ?? [];
  return { identity: origin + base, api, tokenPath: pathname.slice(base.length) };
}

export function isGoogle(address: string): boolean {
  return /(^|\.)google(apis)?\.com$/.test(new URL(address).hostname);
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

/** Whether the API of an on-premises application is where it was derived to be. */
export function isApiDerived({ token, api }: Endpoints): boolean {
  return platformOf(token) === 'custom' && api === apiBaseOf(token);
}
