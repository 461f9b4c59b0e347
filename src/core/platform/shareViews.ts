import type { Platform } from './endpoints.ts';

/** What shows a share to people or programs outside the API. */
export type ShareView = 'openCatalog' | 'csw';

/** Where Isogeo's own platforms have them; nothing says where an on-premises one does. */
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
  /** Whoever has it can read the share. */
  readonly urlToken?: string;
}

/** The address of a view of a share, which is a secret: the share's key is in it. */
export function shareViewAddress(
  view: ShareView,
  platform: Platform,
  { id, urlToken }: ViewedShare,
): string | undefined {
  const base = bases[platform][view];
  return base && urlToken ? `${base}/s/${id}/${urlToken}${queries[view]}` : undefined;
}
