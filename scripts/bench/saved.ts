import { applicationIdOf } from '../../src/core/applications/application.ts';
import { serialiseRecord } from '../../src/core/applications/record.ts';
import type { Sandbox } from '../../test/sandbox/sandbox.ts';

const HOUR_MS = 3_600_000;

/**
 * Fills storage as after a sign-in to each application of the sandbox, with tokens of one hour. The
 * first application is the one that was used last.
 */
export function save(
  sandbox: Sandbox,
  { obtainedAt }: { readonly obtainedAt: number },
  secrets: Map<string, string>,
  state: Map<string, unknown>,
): void {
  const ids = sandbox.applications.map((application) => {
    const { id, record } = recordOf(application, sandbox, obtainedAt);
    secrets.set(`isogeo.application.${id}`, record);
    return id;
  });
  state.set('isogeo.savedApplications', ids);
  state.set('isogeo.lastApplication', ids[0]);
}

function recordOf(
  { name, clientId, clientSecret }: Sandbox['applications'][number],
  sandbox: Sandbox,
  obtainedAt: number,
) {
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
  return { id, record };
}
