import { showFailure } from '../failures/failures.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';
import { loadActive, type Services } from '../services.ts';

/** Forgets the token, and the credentials too where the user says so. */
export async function signOut(services: Services): Promise<void> {
  const { active, applications, log } = services;
  const again = { tryAgain: () => signOut(services) };
  const state = await loadActive(services);
  if (!state.ok) {
    showFailure(state.failure, '', services, again);
    return;
  }
  if (!state.value) {
    void notify.info(t('You are not signed in to Isogeo.'));
    return;
  }
  const { id, name } = state.value.record.application;
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
    showFailure(done.failure, t('You are still signed in.'), services, again);
    return;
  }
  if (chosen === forget) active.drop(id);
  log.info('signed out', { applicationId: id });
}
