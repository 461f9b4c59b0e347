import { nameFromClientId } from '../../core/applications/application.ts';
import type { Credentials } from '../../core/credentials/credentials.ts';
import { cancelled, success, type Result } from '../../core/result.ts';
import type { Applications } from '../../session/applications/applications.ts';
import { checkEndpoints, unconfirmedOrigins } from '../../session/signIn/authenticate.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';

/**
 * Asks the user to confirm the origins that aren't confirmed yet, and returns them. `agreed` contains the
 * origins that the user accepted earlier in the same command.
 */
export async function confirmOrigins(
  credentials: Credentials,
  applications: Applications,
  agreed: Set<string>,
): Promise<Result<readonly string[]>> {
  const checked = checkEndpoints(credentials);
  if (!checked.ok) return checked;
  const unconfirmed = await unconfirmedOrigins(credentials, applications);
  const asked = unconfirmed.filter((origin) => !agreed.has(origin));
  if (asked.length === 0) return success(unconfirmed);
  const { question, detail } = questionOf(credentials, asked);
  const send = t('Trust and Continue');
  const answer = await notify.confirm(question, detail, send);
  if (answer !== send) return cancelled;
  for (const origin of asked) agreed.add(origin);
  return success(unconfirmed);
}

/** Names the receiver of the secret, the receiver of the token, and the page that the browser opens. */
function questionOf({ kind, clientId, endpoints }: Credentials, origins: readonly string[]) {
  const asked = (address: string | undefined) => {
    const origin = address === undefined ? '' : new URL(address).origin;
    return origins.includes(origin) ? origin : undefined;
  };
  const [token, api, page] = [endpoints.token, endpoints.api, endpoints.authorization].map(asked);
  // The implicit grant of a public application sends no secret.
  const secret = kind === 'public' ? undefined : token;
  const question =
    secret === undefined
      ? t('Sign in outside isogeo.com?')
      : t('Send this secret outside isogeo.com?');
  const lines = [
    secret === undefined
      ? t(
          'Continue only if your organisation runs Isogeo at {0}. You won’t be asked again.',
          origins.join(', '),
        )
      : t(
          'The secret will be sent to {0}. Continue only if your organisation runs Isogeo there; you won’t be asked again.',
          secret,
        ),
    ...(kind === 'group' || page === undefined ? [] : [t('Your browser will open {0}.', page)]),
    ...(api === undefined ? [] : [t('The access token will be sent to {0}.', api)]),
    t('Application: {0}', nameFromClientId(clientId)),
  ];
  return { question, detail: lines };
}
