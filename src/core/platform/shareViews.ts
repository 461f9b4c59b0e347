import type { Platform } from './endpoints.ts';

/** A page or service outside the API that shows the content of a share. */
export type ShareView = 'openCatalog' | 'csw';

/** The addresses of the views on Isogeo's own platforms. On premises, the addresses are unknown. */
const bases: Readonly<Record<Platform, Partial<Record<ShareView, string>>>> = {
  prod: { openCatalog: 'https://open.isogeo.com', csw: 'https://services.api.isogeo.com/ows' },
  qa: { openCatalog: 'https://qa-isogeo-open.azurewebsites.net' },
  custom: {},
};

const queries: Readonly<Record<ShareView, string>> = {
  openCatalog: '',
  csw: '?service=CSW&version=2.0.2&request=GetCapabilities',
};

export interface ViewedShare {
  readonly id: string;
  /** Anyone who has this key can read the share. */
  readonly urlToken?: string;
}

/** The address of a view of a share. It contains the share's key, so it is a secret. */
export function shareViewAddress(
  view: ShareView,
  platform: Platform,
  { id, urlToken }: ViewedShare,
): string | undefined {
  const base = bases[platform][view];
  return base && urlToken ? `${base}/s/${id}/${urlToken}${queries[view]}` : undefined;
}
