import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import { isFinal } from '../../core/token/status.ts';
import type { Token } from '../../core/token/token.ts';
import { isGone, type Tokens } from '../../session/token/tokens.ts';
import { authenticateInteractively, type SignInPorts } from '../signIn/authenticateCommand.ts';
import type { Clipboard } from '../host/clipboard.ts';
import { chooseFile } from '../credentials/chooseCredentials.ts';
import { showFailure } from '../failures/failures.ts';
import { t } from '../host/l10n.ts';
import { sayInPassing } from '../host/notify.ts';
import { whileRequestingToken } from '../host/progress.ts';
import { loadActive, nameAmongSeveral } from '../host/loadActive.ts';
import { settings } from '../host/settings.ts';

export interface TokenPorts extends SignInPorts {
  readonly tokens: Tokens;
  readonly clipboard: Clipboard;
}

/** `applicationId`: an application other than the active one, for a notification's button. */
export async function copyBearerHeader(ports: TokenPorts, applicationId?: string): Promise<void> {
  const again = () => copyBearerHeader(ports, applicationId);
  const token = await tokenForUse(ports, again, applicationId);
  if (!token) return;
  const header = `Authorization: Bearer ${token.accessToken}`;
  const name = nameAmongSeveral(ports, applicationId);
  const done =
    name === undefined ? t('Bearer header copied') : t('Bearer header of {0} copied', name);
  await ports.clipboard.copySecret(header, done);
}

export async function copyAccessToken(ports: TokenPorts): Promise<void> {
  const token = await tokenForUse(ports, () => copyAccessToken(ports));
  if (!token) return;
  const name = nameAmongSeveral(ports);
  const done =
    name === undefined ? t('Access token copied') : t('Access token of {0} copied', name);
  await ports.clipboard.copySecret(token.accessToken, done);
}

export async function renewToken(ports: TokenPorts): Promise<void> {
  const signed = await signedIn(ports, () => renewToken(ports));
  if (signed.in === 'no') await authenticateInteractively(ports);
  else if (signed.in === 'yes' && (await renew(signed.id, ports))) {
    sayInPassing(t('Isogeo token renewed'));
  }
}

/**
 * Renews a token automatically. Stops if only the user can help, and then asks once; the status bar shows
 * temporary failures. The failure of a renewal is shown although the old token is still valid.
 */
export async function renewByItself(id: string, ports: TokenPorts): Promise<void> {
  await ports.tokens.forUse(id, true, ports.shutdown, false);
  const failure = ports.applications.get(id)?.failure;
  if (failure && isFinal(failure)) report(failure, ports, () => renewToken(ports), id);
}

/** Renews a token at the user's request; returns `false` if a failure was shown. */
async function renew(id: string, ports: TokenPorts): Promise<boolean> {
  const renewed = await whileRequestingToken(ports.shutdown, (signal) =>
    ports.tokens.renew(id, signal),
  );
  if (!renewed.ok) report(renewed.failure, ports, () => renewToken(ports), id);
  return renewed.ok;
}

/** A valid token for a command. Signs in or renews first if necessary, and shows why if that fails. */
export async function tokenForUse(
  ports: TokenPorts,
  again: () => Promise<unknown>,
  applicationId?: string,
): Promise<Token | undefined> {
  const signed = await signedIn(ports, again, applicationId);
  if (signed.in === 'unknown') return undefined;
  if (signed.in === 'no') return tokenAfterSignIn(ports, again);
  const { id } = signed;
  const got = await forUse(id, ports);
  if (got.ok) return got.value;
  const { failure } = got;
  if (isGone(failure)) return tokenAfterSignIn(ports, again);
  const renewal = failure.reason === 'interaction-required' && failure.need.startsWith('renew');
  const tryAgain = renewal ? async () => (await renew(id, ports)) && again() : again;
  report(failure, ports, tryAgain, id);
  return undefined;
}

async function tokenAfterSignIn(
  ports: TokenPorts,
  again: () => Promise<unknown>,
): Promise<Token | undefined> {
  const answer = await authenticateInteractively(ports);
  if (!answer.ok) return undefined;
  const { id } = answer.application;
  const got = await forUse(id, ports);
  if (got.ok) return got.value;
  report(got.failure, ports, again, id);
  return undefined;
}

function forUse(id: string, ports: TokenPorts) {
  return whileRequestingToken(ports.shutdown, (signal) =>
    ports.tokens.forUse(id, settings.mayRenew(), signal),
  );
}

function report(
  failure: Failure,
  ports: TokenPorts,
  tryAgain: () => Promise<unknown>,
  applicationId?: string,
): void {
  const kept =
    failure.reason === 'storage' || failure.reason === 'interaction-required'
      ? ''
      : t('Your saved credentials haven’t changed.');
  showFailure(failure, kept, ports, {
    tryAgain,
    chooseAnotherFile: () => authenticateInteractively(ports, chooseFile),
    ...(applicationId !== undefined && {
      checkConnection: () =>
        vscode.commands.executeCommand('isogeo.checkConnection', { applicationId }),
      signIn: () => authenticateInteractively(ports, () => ({ from: 'saved', id: applicationId })),
    }),
  });
}

type Signed =
  | { readonly in: 'yes'; readonly id: string }
  | { readonly in: 'no' }
  /** The saved application can't be read, and the failure was shown. */
  | { readonly in: 'unknown' };

async function signedIn(
  ports: TokenPorts,
  again: () => Promise<unknown>,
  applicationId?: string,
): Promise<Signed> {
  const state = await loadActive(ports, applicationId);
  if (state.ok) {
    const record = state.value?.record;
    return record?.token ? { in: 'yes', id: record.application.id } : { in: 'no' };
  }
  report(state.failure, ports, again);
  return { in: 'unknown' };
}
