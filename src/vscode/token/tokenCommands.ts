import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import { isFinal } from '../../core/token/status.ts';
import type { Token } from '../../core/token/token.ts';
import { authenticateInteractively } from '../signIn/authenticateCommand.ts';
import { chooseFile } from '../credentials/chooseCredentials.ts';
import { showFailure } from '../failures/failures.ts';
import { t } from '../host/l10n.ts';
import { sayInPassing } from '../host/notify.ts';
import { withProgress } from '../host/progress.ts';
import { loadActive, type Services } from '../services.ts';
import { settings } from '../host/settings.ts';

/** `applicationId`: of another than the active application, as a notification's button means it. */
export async function copyBearerHeader(services: Services, applicationId?: string): Promise<void> {
  const again = () => copyBearerHeader(services, applicationId);
  const token = await tokenForUse(services, again, applicationId);
  if (!token) return;
  const header = `Authorization: Bearer ${token.accessToken}`;
  await services.clipboard.copySecret(header, t('Bearer header copied'));
}

export async function copyAccessToken(services: Services): Promise<void> {
  const token = await tokenForUse(services, () => copyAccessToken(services));
  if (token) await services.clipboard.copySecret(token.accessToken, t('Access token copied'));
}

export async function renewToken(services: Services): Promise<void> {
  const signed = await signedIn(services, () => renewToken(services));
  if (signed.in === 'no') await authenticateInteractively(services);
  else if (signed.in === 'yes' && (await renew(signed.id, services))) {
    sayInPassing(t('Isogeo token renewed'));
  }
}

/**
 * Renewal by itself. It stops where only the user can help, and then asks once; what may pass by
 * itself is left to the status bar. A token that still lives does not hide why the next one failed.
 */
export async function renewByItself(id: string, services: Services): Promise<void> {
  await services.tokens.forUse(id, true, services.shutdown);
  const failure = services.applications.get(id)?.failure;
  if (failure && isFinal(failure)) report(failure, services, () => renewToken(services), id);
}

/** A token that was asked for in so many words; `false` where the failure has been shown. */
async function renew(id: string, services: Services): Promise<boolean> {
  const renewed = await withProgress(askingForToken(), services.shutdown, (signal) =>
    services.tokens.renew(id, signal),
  );
  if (!renewed.ok) report(renewed.failure, services, () => renewToken(services), id);
  return renewed.ok;
}

/**
 * A token that is valid now, for the command that asked: signs in first where nobody is, renews
 * where it has to, and shows why where it cannot.
 */
export async function tokenForUse(
  services: Services,
  again: () => Promise<unknown>,
  applicationId?: string,
): Promise<Token | undefined> {
  const signed = await signedIn(services, again, applicationId);
  if (signed.in === 'unknown') return undefined;
  if (signed.in === 'no') return tokenAfterSignIn(services, again);
  const { id } = signed;
  const got = await forUse(id, services);
  if (got.ok) return got.value;
  const { failure } = got;
  if (failure.reason === 'interaction-required' && failure.need === 'choose-application') {
    return tokenAfterSignIn(services, again);
  }
  const renewal = failure.reason === 'interaction-required' && failure.need.startsWith('renew');
  const tryAgain = renewal ? async () => (await renew(id, services)) && again() : again;
  report(failure, services, tryAgain, id);
  return undefined;
}

async function tokenAfterSignIn(
  services: Services,
  again: () => Promise<unknown>,
): Promise<Token | undefined> {
  const answer = await authenticateInteractively(services);
  if (!answer.ok) return undefined;
  const { id } = answer.application;
  const got = await forUse(id, services);
  if (got.ok) return got.value;
  report(got.failure, services, again, id);
  return undefined;
}

function forUse(id: string, services: Services) {
  return withProgress(askingForToken(), services.shutdown, (signal) =>
    services.tokens.forUse(id, settings.renewal() !== 'manual', signal),
  );
}

function askingForToken(): string {
  return t('Isogeo: requesting a token…');
}

function report(
  failure: Failure,
  services: Services,
  tryAgain: () => Promise<unknown>,
  applicationId?: string,
): void {
  const kept =
    failure.reason === 'storage' || failure.reason === 'interaction-required'
      ? ''
      : t('Your saved credentials haven’t changed.');
  showFailure(failure, kept, services, {
    tryAgain,
    chooseAnotherFile: () => authenticateInteractively(services, chooseFile),
    ...(applicationId !== undefined && {
      checkConnection: () =>
        vscode.commands.executeCommand('isogeo.checkConnection', { applicationId }),
      signIn: () =>
        authenticateInteractively(services, () =>
          Promise.resolve({ from: 'saved', id: applicationId }),
        ),
    }),
  });
}

type Signed =
  | { readonly in: 'yes'; readonly id: string }
  | { readonly in: 'no' }
  /** The saved application cannot be read, and that has been shown. */
  | { readonly in: 'unknown' };

async function signedIn(
  services: Services,
  again: () => Promise<unknown>,
  applicationId?: string,
): Promise<Signed> {
  const state = await loadActive(services, applicationId);
  if (state.ok) {
    const record = state.value?.record;
    return record?.token ? { in: 'yes', id: record.application.id } : { in: 'no' };
  }
  report(state.failure, services, again);
  return { in: 'unknown' };
}
