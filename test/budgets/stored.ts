import { randomUUID } from 'node:crypto';
import { applicationIdOf } from '../../src/core/applications/application.ts';
import { serialiseRecord } from '../../src/core/applications/record.ts';
import { groupApplication, type Application } from '../sandbox/applications.ts';

export const HOUR_MS = 3_600_000;

/** The storage that a window finds. Windows that are given the same maps share it. */
export interface Stored {
  readonly secrets: Map<string, string>;
  readonly state: Map<string, unknown>;
  readonly folder: string;
  /** By their names without `isogeo.`. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export function nothingStored(folder: string): Stored {
  return { secrets: new Map(), state: new Map(), folder };
}

export function applicationsOf(count: number): readonly Application[] {
  return Array.from({ length: count }, (_, index) =>
    groupApplication({ name: `Application ${index}` }),
  );
}

/** The storage after a sign-in to each application. The first one is active. */
export function storedAfterSignIns(
  folder: string,
  applications: readonly Application[],
  { origin, api = origin }: { readonly origin: string; readonly api?: string },
  obtainedAt = Date.now(),
): Stored {
  const { secrets, state } = nothingStored(folder);
  const endpoints = { token: `${origin}/oauth/token`, api };
  const ids = applications.map(({ name, clientId, clientSecret }) => {
    const id = applicationIdOf(clientId, endpoints.token);
    const kind = 'group' as const;
    const credentials = { kind, clientId, clientSecret, endpoints, redirectUris: [], scopes: [] };
    const application = { id, name, kind, platform: 'custom' as const, credentials };
    const token = { accessToken: randomUUID(), obtainedAt, expiresAt: obtainedAt + HOUR_MS };
    const record = serialiseRecord({ application, token, confirmedOrigins: [] });
    secrets.set(`isogeo.application.${id}`, record);
    return id;
  });
  state.set('isogeo.savedApplications', ids).set('isogeo.lastApplication', ids[0]);
  return { secrets, state, folder };
}
