import type { Applications } from '../../session/applications/applications.ts';
import type { Log } from '../../session/ports.ts';
import type { ActiveApplication } from '../host/activeApplication.ts';
import { showFailure, type FailurePorts } from '../failures/failures.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';
import type { ActivePorts } from '../host/loadActive.ts';
import { activeState } from './activeState.ts';

export interface SignOutPorts extends FailurePorts, ActivePorts {
  readonly active: ActiveApplication;
  readonly applications: Applications;
  readonly log: Log;
}

/** Removes the token, and the credentials if the user says so. */
export async function signOut(ports: SignOutPorts): Promise<void> {
  const { active, applications, log } = ports;
  const tryAgain = () => signOut(ports);
  const state = await activeState(ports, tryAgain);
  if (!state) return;
  const { id, name } = state.record.application;
  const signOutOnly = t('Sign Out');
  const forget = t('Sign Out and Remove Credentials');
  const chosen = await notify.confirm(
    t('Sign out of {0}?', name),
    t('Your token will be removed. Keep the credentials to sign in again without the file.'),
    signOutOnly,
    forget,
  );
  if (chosen === undefined) return;
  const done = await (chosen === forget ? applications.remove(id) : applications.forgetToken(id));
  if (!done.ok) {
    showFailure(done.failure, t('You are still signed in.'), ports, { tryAgain });
    return;
  }
  if (chosen === forget) active.drop(id);
  log.info('signed out', { applicationId: id });
}
