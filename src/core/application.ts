import type { Endpoints } from './endpoints.ts';
import { plainName } from './plainText.ts';

/** `group`: client credentials; `user`: confidential, authorization code; `public`: user, implicit. */
export type ApplicationKind = 'group' | 'user' | 'public';

export type Platform = 'prod' | 'qa' | 'custom';

/** What a credentials file holds, checked: nothing here is blank or has control characters. */
export interface Credentials {
  readonly kind: ApplicationKind;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly endpoints: Endpoints;
  readonly redirectUris: readonly string[];
  readonly scopes: readonly string[];
}

/** Of an application whose user signs in through the browser. */
export type UserCredentials = Credentials & {
  readonly kind: 'user' | 'public';
  readonly endpoints: Endpoints & { readonly authorization: string };
};

export function isOfUser(credentials: Credentials): credentials is UserCredentials {
  return credentials.kind !== 'group' && credentials.endpoints.authorization !== undefined;
}

/** What may be shown, logged and handed to other extensions: an application without its secret. */
export interface ApplicationSummary {
  readonly id: string;
  readonly name: string;
  readonly kind: ApplicationKind;
  readonly platform: Platform;
}

export interface Application extends ApplicationSummary {
  readonly credentials: Credentials;
}

/** What the official SDK assumes where a file lists no scopes (`credentials_loader`, 3.9.0). */
export const defaultScopes: readonly string[] = ['resources:read'];

/**
 * One application is one client id on one token endpoint, so that the same pair loaded again
 * updates what is saved while its namesake on another platform stands beside it. The first `@` ends
 * the client id. A query is left out: gateways take keys there, and an id is stored in the clear.
 */
export function applicationIdOf(clientId: string, tokenEndpoint: string): string {
  const { protocol, origin, host, pathname } = new URL(tokenEndpoint);
  const server = protocol === 'https:' ? host : origin;
  const client = clientId.replace(/[%@]/g, encodeURIComponent);
  return `${client}@${server}${pathname === '/oauth/token' ? '' : pathname}`;
}

/** `<name>-<uuid>`, as the live platform writes its ids. */
export const usualClientId = /^(.+)-(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** Where an id is of the usual shape the name alone says enough. */
export function nameFromClientId(clientId: string): string {
  const name = usualClientId.exec(clientId)?.[1];
  return plainName(name ?? clientId) ?? clientId;
}

export function summaryOf(application: Application): ApplicationSummary {
  const { id, name, kind, platform } = application;
  return { id, name, kind, platform };
}
