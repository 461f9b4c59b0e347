import * as vscode from 'vscode';
import { t } from './l10n.ts';
import { notify } from './notify.ts';

const setting = 'clients.shareToken';

/** A request file needs the token in the environment of the clients: offers the setting for it. */
export async function offerToShareToken(): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('isogeo');
  // Without the setting there is nothing to switch on.
  if (configuration.get<boolean>(setting) !== false) return;
  const share = t('Share the Token');
  const chosen = await notify.info(
    t('HTTP clients see the token only where it is shared with the extensions of this window.'),
    share,
  );
  if (chosen === share) {
    await configuration.update(setting, true, vscode.ConfigurationTarget.Global);
  }
}
