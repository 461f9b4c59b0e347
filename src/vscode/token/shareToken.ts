import * as vscode from 'vscode';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';
import { settings } from '../host/settings.ts';

/** A request file needs the token in the environment of the HTTP clients: offers the setting for it. */
export async function offerToShareToken(elsewhere = areClientsElsewhere()): Promise<void> {
  if (elsewhere) return pointToTerminal();
  if (settings.sharesToken()) return;
  const share = t('Share the Token');
  const chosen = await notify.info(
    t('HTTP clients can read the token only if you share it with the extensions of this window.'),
    share,
  );
  if (chosen === share) await setSharing(true);
}

/** Explains sharing once it is on, in the window that switched it on. */
export async function explainSharing(): Promise<void> {
  if (!vscode.window.state.focused) return;
  if (areClientsElsewhere()) return pointToTerminal();
  const stop = t('Stop Sharing');
  const chosen = await notify.info(
    t(
      'Every extension in this window, and every program it starts, can now read your Isogeo token. The token is renewed automatically.',
    ),
    stop,
  );
  if (chosen === stop) await setSharing(undefined);
}

/** In a remote window, HTTP clients run on the remote side and this extension on the local side. */
export function areClientsElsewhere(
  { remoteName }: Partial<typeof vscode.env> = vscode.env,
  ownKind = vscode.extensions.getExtension('isogeo.isogeo-api')?.extensionKind,
): boolean {
  return remoteName !== undefined && ownKind === vscode.ExtensionKind.UI;
}

async function pointToTerminal(): Promise<void> {
  const openTerminal = t('New Terminal with Token');
  const stop = t('Stop Sharing');
  const chosen = await notify.warn(
    t(
      'HTTP clients run on the remote side of this window, so they can’t read a shared token. Use a terminal with the token instead.',
    ),
    openTerminal,
    ...(settings.sharesToken() ? [stop] : []),
  );
  if (chosen === stop) await setSharing(undefined);
  if (chosen === openTerminal) await vscode.commands.executeCommand('isogeo.newTerminal');
}

async function setSharing(value: true | undefined): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('isogeo');
  await configuration.update('clients.shareToken', value, vscode.ConfigurationTarget.Global);
}
