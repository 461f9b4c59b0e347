import { withApi } from '../../core/applications/apiAddress.ts';
import type { Failure } from '../../core/failure.ts';
import { typedAddress } from '../../core/credentials/entered.ts';
import { cancelled, failed, type Result } from '../../core/result.ts';
import { gone, type Applications } from '../../session/applications/applications.ts';
import type { Http } from '../../session/ports.ts';
import type { Tokens } from '../../session/token/tokens.ts';
import { tryApiAddress } from '../../session/signIn/apiAddress.ts';
import { addressProblem } from '../credentials/boxMessages.ts';
import { askText } from '../host/box.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';
import { withProgress } from '../host/progress.ts';
import { showFailure, type FailurePorts } from '../failures/failures.ts';
import { settings } from '../host/settings.ts';
import { causeOf } from '../words/failures.ts';
import { confirmOrigins } from './confirmOrigins.ts';

export interface ApiAddressPorts extends FailurePorts {
  readonly applications: Applications;
  readonly http: Http;
  readonly shutdown: AbortSignal;
  readonly tokens: Tokens;
}

/** Asks for the API's base address, without a slash at its end. */
export async function askApiAddress(current: string): Promise<string | undefined> {
  const entered = await askText({
    title: t('Correct API Address'),
    prompt: t('Address of the API'),
    value: current,
    validate: addressProblem,
  });
  return entered === undefined ? undefined : (typedAddress(entered) ?? entered);
}

/**
 * Lets the user correct the API address of a saved application. A new origin is confirmed, and the address is
 * saved if an Isogeo API answers there; otherwise the user is asked again.
 */
export async function changeApiAddress(
  id: string,
  ports: ApiAddressPorts,
  entered?: string,
): Promise<Result<void>> {
  const { applications } = ports;
  const loaded = await applications.load(id);
  if (!loaded.ok) return loaded;
  if (!loaded.value) return failed(gone);
  const { credentials, name } = loaded.value.application;
  const api = await askApiAddress(entered ?? credentials.endpoints.api);
  if (api === undefined) return cancelled;
  const confirmed = await confirmOrigins(withApi(credentials, api), applications, new Set());
  if (!confirmed.ok) return confirmed;
  const tried = await withProgress(t('Isogeo: trying the API…'), ports.shutdown, (signal) =>
    tryWithToken(id, api, ports, signal),
  );
  if (!tried.ok) {
    if (tried.failure.reason === 'cancelled') return tried;
    const again = t('Enter Again…');
    const chosen = await notify.error(whyNot(tried.failure, api), again);
    return chosen === again ? changeApiAddress(id, ports, api) : cancelled;
  }
  const saved = await applications.correctApi(id, api);
  if (saved.ok) void notify.info(t('{0} now uses the API at {1}.', name, api));
  return saved;
}

/** Like `changeApiAddress`, and shows a failure. */
export async function correctApiAddress(id: string, ports: ApiAddressPorts): Promise<void> {
  const changed = await changeApiAddress(id, ports);
  if (changed.ok) return;
  showFailure(changed.failure, t('Nothing has changed.'), ports, {
    tryAgain: () => correctApiAddress(id, ports),
  });
}

/** The address is tried even if no token is available. */
async function tryWithToken(
  id: string,
  api: string,
  { applications, tokens, http }: ApiAddressPorts,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const isSignedIn = applications.get(id)?.record.token !== undefined;
  const token = isSignedIn ? await tokens.forUse(id, settings.mayRenew(), signal) : undefined;
  if (signal.aborted) return cancelled;
  return tryApiAddress(api, token?.ok ? token.value : undefined, http, signal);
}

function whyNot(failure: Failure, api: string): string {
  return failure.reason === 'unexpected-response'
    ? t('No Isogeo API answers at {0}. Check the address.', api)
    : causeOf(failure);
}
