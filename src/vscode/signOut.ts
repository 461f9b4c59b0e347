import { t } from './l10n.ts';
import { notify } from './notify.ts';
import { showFailure } from './failures.ts';
import type { Services } from './services.ts';

/** Forgets the token, and the credentials too where the user says so. */
export async function signOut(services: Services): Promise<void> {
  const { active, applications, log } = services;
  const { id } = active;
  const state = id === undefined ? undefined : applications.get(id);
  if (id === undefined || !state) {
    void notify.info(t('You are not signed in to Isogeo.'));
    return;
  }
  const signOutOnly = t('Sign Out');
  const forget = t('Sign Out and Forget Credentials');
  const chosen = await notify.confirm(
    t('Sign out of {0}?', state.record.application.name),
    t(
      'The token is forgotten. The credentials can stay saved, so that signing in again takes no file.',
    ),
    signOutOnly,
    forget,
  );
  if (chosen === undefined) return;
  const { application, confirmedOrigins } = state.record;
  const done =
    chosen === forget
      ? await applications.remove(id)
      : await applications.save({ application, confirmedOrigins });
  if (!done.ok) {
    showFailure(done.failure, t('You are still signed in.'), services, {
      tryAgain: () => signOut(services),
      chooseAnotherFile: () => signOut(services),
    });
    return;
  }
  if (chosen === forget) await active.drop(id);
  log.info('signed out', { applicationId: id });
}
