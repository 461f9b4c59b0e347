import {
  usualClientId,
  type ApplicationKind,
  type Credentials,
} from '../credentials/credentials.ts';
import type { Platform } from '../platform/endpoints.ts';
import { plainName } from '../text/plainText.ts';

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

/** Whether one of the ids has the same client ID and a token endpoint of another origin. */
export function isSavedElsewhere(id: string, ids: readonly string[]): boolean {
  const [client, origin] = clientAndOriginOf(id);
  return ids.map(clientAndOriginOf).some((other) => other[0] === client && other[1] !== origin);
}

function clientAndOriginOf(id: string): readonly [client: string, origin: string | undefined] {
  const mark = id.indexOf('@');
  return [id.slice(0, mark), /^(?:https?:\/\/)?[^/]*/.exec(id.slice(mark + 1))?.[0]];
}

/** Where an id is of the usual shape the name alone says enough. */
export function nameFromClientId(clientId: string): string {
  const name = usualClientId.exec(clientId)?.[1];
  return plainName(name ?? clientId) ?? clientId;
}

export function summaryOf(application: Application): ApplicationSummary {
  const { id, name, kind, platform } = application;
  return { id, name, kind, platform };
}
