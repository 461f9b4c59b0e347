import {
  usualClientId,
  type ApplicationKind,
  type Credentials,
} from '../credentials/credentials.ts';
import type { Platform } from '../platform/endpoints.ts';
import { platformOf } from '../platform/origins.ts';
import { plainName } from '../text/plainText.ts';

/** An application without its secret. This part may be shown, logged and given to other extensions. */
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
 * An application is one client ID at one token endpoint: loading the same pair again updates it, and the same
 * client ID on another platform is another application. The first `@` ends the client ID. The query is left
 * out: gateways take keys there, and an ID is stored in plain text.
 */
export function applicationIdOf(clientId: string, tokenEndpoint: string): string {
  const { protocol, origin, host, pathname } = new URL(tokenEndpoint);
  const server = protocol === 'https:' ? host : origin;
  const client = clientId.replace(/[%@]/g, encodeURIComponent);
  return `${client}@${server}${pathname === '/oauth/token' ? '' : pathname}`;
}

/** Whether an application with the same client ID is saved for a token endpoint of another origin. */
export function isSavedElsewhere(id: string, ids: readonly string[]): boolean {
  const [client, origin] = clientAndOriginOf(id);
  return ids.map(clientAndOriginOf).some((other) => other[0] === client && other[1] !== origin);
}

function clientAndOriginOf(id: string): readonly [client: string, origin: string | undefined] {
  const mark = id.indexOf('@');
  return [id.slice(0, mark), /^(?:https?:\/\/)?[^/]*/.exec(id.slice(mark + 1))?.[0]];
}

/** The name inside a client ID of the usual shape; any other client ID is its own name. */
export function nameFromClientId(clientId: string): string {
  const name = usualClientId.exec(clientId)?.[1];
  return plainName(name ?? clientId) ?? clientId;
}

/** The ID and the platform are derived from the addresses. */
export function applicationOf(credentials: Credentials, name: string): Application {
  const { clientId, kind, endpoints } = credentials;
  const id = applicationIdOf(clientId, endpoints.token);
  return { id, name, kind, platform: platformOf(endpoints.token), credentials };
}

export function summaryOf({ id, name, kind, platform }: ApplicationSummary): ApplicationSummary {
  return { id, name, kind, platform };
}
