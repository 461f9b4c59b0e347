import * as vscode from 'vscode';
import type { Clock, Timer } from '../../session/ports.ts';
import { t } from './l10n.ts';
import { sayInPassing } from './notify.ts';
import { settings } from './settings.ts';

/** Copies secrets, and clears the last one later if the setting says so. */
export class Clipboard implements vscode.Disposable {
  readonly #clock: Clock;
  readonly #timer: Timer;
  #cancelClearing: () => void = () => undefined;

  constructor(clock: Clock, timer: Timer) {
    this.#clock = clock;
    this.#timer = timer;
  }

  async copySecret(secret: string, done: string): Promise<void> {
    this.#cancelClearing();
    await vscode.env.clipboard.writeText(secret);
    sayInPassing(done);
    const clearMs = settings.clearClipboardMs();
    if (clearMs === 0) return;
    this.#cancelClearing = this.#timer.at(this.#clock.now() + clearMs, () => void clear(secret));
  }

  dispose(): void {
    this.#cancelClearing();
  }
}

async function clear(secret: string): Promise<void> {
  try {
    if ((await vscode.env.clipboard.readText()) !== secret) return;
    await vscode.env.clipboard.writeText('');
    sayInPassing(t('Clipboard cleared'));
  } catch {
    // A browser window without focus can't use the clipboard.
  }
}
