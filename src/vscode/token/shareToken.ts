import * as vscode from 'vscode';
import { tokenVariable } from '../../core/requests/template.ts';
import { t } from '../host/l10n.ts';
import { notify, sayInPassing } from '../host/notify.ts';
import { settings } from '../host/settings.ts';

/** The reader of the token's variable: an HTTP client in VS Code, or a program in a terminal. */
export type TokenReader = 'client' | 'program';

const hiddenKey = 'isogeo.tokenOfferHidden';

/** Tells the user where the token's variable is set, and switches sharing on and off. */
export class TokenSharing {
  readonly #globalState: vscode.Memento;
  /** The offer is shown once in a session. */
  #isOffered = false;
  /** The user has read the risk before sharing was switched on. */
  #isAgreed = false;

  constructor(globalState: vscode.Memento) {
    this.#globalState = globalState;
  }

  /**
   * Call it after a text with the variable was copied or inserted. `undefined`: there is nothing to offer.
   * The promise ends when the user has answered.
   */
  offer(reader: TokenReader, elsewhere = areClientsElsewhere()): Promise<void> | undefined {
    const shares = settings.sharesToken();
    if (this.#isOffered || this.#globalState.get(hiddenKey) === true) return undefined;
    if (shares && reader === 'client' && !elsewhere) return undefined;
    this.#isOffered = true;
    return this.#ask(reader, shares, elsewhere);
  }

  async #ask(reader: TokenReader, shares: boolean, elsewhere: boolean): Promise<void> {
    const [openTerminal, share, stop, hide] = [
      t('New Terminal with Token'),
      t('Share Token'),
      t('Stop Sharing'),
      t('Don’t Show Again'),
    ];
    const mayShare = !shares && !elsewhere;
    const message =
      elsewhere && reader === 'client'
        ? clientsAreRemote()
        : mayShare
          ? t(
              '{0} has a value only in a terminal opened by the command “New Terminal with Token”, or while you share the token. All extensions in this window, and the programs that they start, can read a token that you share.',
              tokenVariable.env,
            )
          : t(
              '{0} has a value only in a terminal opened by the command “New Terminal with Token”.',
              tokenVariable.env,
            );
    const others = mayShare ? [share] : shares && elsewhere ? [stop] : [];
    const chosen = await notify.info(message, openTerminal, ...others, hide);
    if (chosen === stop) await setSharing(undefined);
    if (chosen === openTerminal) await vscode.commands.executeCommand('isogeo.newTerminal');
    if (chosen === hide) await this.#globalState.update(hiddenKey, true);
    if (chosen !== share) return;
    this.#isAgreed = true;
    await setSharing(true);
    sayInPassing(t('Isogeo token shared'));
  }

  /** Call it after the setting was switched on. Explains the risk unless the offer has done so. */
  async explain(): Promise<void> {
    const isAgreed = this.#isAgreed;
    this.#isAgreed = false;
    if (isAgreed || !vscode.window.state.focused) return;
    const elsewhere = areClientsElsewhere();
    const [openTerminal, stop] = [t('New Terminal with Token'), t('Stop Sharing')];
    const message = elsewhere
      ? clientsAreRemote()
      : t(
          'All extensions in this window, and the programs that they start, can now read your Isogeo token. The token is renewed automatically.',
        );
    const chosen = await notify.info(message, ...(elsewhere ? [openTerminal] : []), stop);
    if (chosen === stop) await setSharing(undefined);
    if (chosen === openTerminal) await vscode.commands.executeCommand('isogeo.newTerminal');
  }
}

function clientsAreRemote(): string {
  return t(
    'In this remote window, HTTP clients can’t read a token that you share. Run New Terminal with Token to use the token in a terminal.',
  );
}

/** In a remote window, HTTP clients run on the remote side and this extension on the local side. */
export function areClientsElsewhere(
  { remoteName }: Partial<typeof vscode.env> = vscode.env,
  ownKind = vscode.extensions.getExtension('isogeo.isogeo-api')?.extensionKind,
): boolean {
  return remoteName !== undefined && ownKind === vscode.ExtensionKind.UI;
}

async function setSharing(value: true | undefined): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('isogeo');
  await configuration.update('clients.shareToken', value, vscode.ConfigurationTarget.Global);
}
