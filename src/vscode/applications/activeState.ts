import type { ApplicationState } from '../../session/applications/states.ts';
import { showFailure, type FailurePorts } from '../failures/failures.ts';
import { t } from '../host/l10n.ts';
import { loadActive, type ActivePorts } from '../host/loadActive.ts';
import { notify } from '../host/notify.ts';

/** The active application. Without one, a message says why. */
export async function activeState(
  ports: FailurePorts & ActivePorts,
  tryAgain: () => Promise<unknown>,
): Promise<ApplicationState | undefined> {
  const loaded = await loadActive(ports);
  if (!loaded.ok) {
    showFailure(loaded.failure, '', ports, { tryAgain });
    return undefined;
  }
  if (!loaded.value) void notify.info(t('You aren’t signed in to Isogeo.'));
  return loaded.value;
}
