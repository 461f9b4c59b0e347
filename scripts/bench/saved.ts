import { randomUUID } from 'node:crypto';
import { applicationIdOf } from '../../src/core/applications/application.ts';
import { serialiseRecord } from '../../src/core/applications/record.ts';
import { groupApplication, type Application } from '../../test/sandbox/applications.ts';
import type { Saved } from './stub.ts';

export const HOUR_MS = 3_600_000;

export function applicationsOf(count: number): readonly Application[] {
  return Array.from({ length: count }, (_, index) =>
    groupApplication({ name: `Application ${index}` }),
  );
}

export interface Servers {
  readonly origin: string;
  readonly api?: string;
}

/** The storage after a sign-in to each application. The first one is active. */
export function savedIn(
  folder: string,
  applications: readonly Application[],
  { origin, api = origin }: Servers,
  obtainedAt = Date.now(),
): Saved {
  const secrets = new Map<string, string>();
  const ids = applications.map(({ name, clientId, clientSecret }) => {
    const endpoints = { token: `${origin}/oauth/token`, api };
    const id = applicationIdOf(clientId, endpoints.token);
    const kind = 'group' as const;
    const credentials = { kind, clientId, clientSecret, endpoints, redirectUris: [], scopes: [] };
    const application = { id, name, kind, platform: 'custom' as const, credentials };
    const token = { accessToken: randomUUID(), obtainedAt, expiresAt: obtainedAt + HOUR_MS };
    const record = serialiseRecord({ application, token, confirmedOrigins: [] });
    secrets.set(`isogeo.application.${id}`, record);
    return id;
  });
  const state = new Map<string, unknown>([
    ['isogeo.savedApplications', ids],
    ['isogeo.lastApplication', ids[0]],
  ]);
  return { secrets, state, folder };
}
