import type { Endpoints } from '../platform/endpoints.ts';

/** `group`: client credentials; `user`: confidential, authorization code; `public`: user, implicit. */
export type ApplicationKind = 'group' | 'user' | 'public';

/** The checked content of a credentials file: no value is blank or contains control characters. */
export interface Credentials {
  readonly kind: ApplicationKind;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly endpoints: Endpoints;
  readonly redirectUris: readonly string[];
  readonly scopes: readonly string[];
}

/** The credentials of an application whose user signs in through the browser. */
export type UserCredentials = Credentials & {
  readonly kind: 'user' | 'public';
  readonly endpoints: Endpoints & { readonly authorization: string };
};

export function isOfUser(credentials: Credentials): credentials is UserCredentials {
  return credentials.kind !== 'group' && credentials.endpoints.authorization !== undefined;
}

/** The official SDK's default if a file lists no scopes (`credentials_loader`, 3.9.0). */
export const defaultScopes: readonly string[] = ['resources:read'];

/** `<name>-<uuid>`, the form of IDs on the live platform. */
export const usualClientId = /^(.+)-(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
