import { applicationIdOf } from '../../src/core/applications/application.ts';
import { serialiseRecord } from '../../src/core/applications/record.ts';
import type { Sandbox } from '../../test/sandbox/sandbox.ts';

const HOUR_MS = 3_600_000;

/**
 * What a window finds that starts after a sign-in: the sandbox's first application with a token of
 * one hour, in storage and as the one that was used last.
 */
export function save(
  sandbox: Sandbox,
  { obtainedAt }: { readonly obtainedAt: number },
  secrets: Map<string, string>,
  state: Map<string, unknown>,
): void {
  const [application] = sandbox.applications;
  if (!application) throw new Error('The sandbox has no application.');
  const { name, clientId, clientSecret } = application;
  const endpoints = { token: `${sandbox.origin}/oauth/token`, api: sandbox.origin };
  const id = applicationIdOf(clientId, endpoints.token);
  const record = serialiseRecord({
    application: {
      id,
      name,
      kind: 'group',
      platform: 'custom',
      credentials: {
        kind: 'group',
        clientId,
        clientSecret,
        endpoints,
        redirectUris: [],
        scopes: [],
      },
    },
    token: { accessToken: 'of-an-hour-ago', obtainedAt, expiresAt: obtainedAt + HOUR_MS },
    confirmedOrigins: [],
  });
  secrets.set(`isogeo.application.${id}`, record);
  state.set('isogeo.savedApplications', [id]);
  state.set('isogeo.lastApplication', id);
}
