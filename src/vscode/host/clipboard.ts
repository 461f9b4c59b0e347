import * as vscode from 'vscode';
import type { Clock, Timer } from '../../session/ports.ts';
import { copiedSecretKey } from './copiedSecret.ts';
import { t } from './l10n.ts';
import { sayInPassing } from './notify.ts';
import { settings } from './settings.ts';
import { updateQuietly } from './updateQuietly.ts';

/** A copied text that is cleared at a moment, known by its digest. */
interface CopiedSecret {
  readonly digest: string;
  readonly clearAt: number;
}

/**
 * Copies secrets, and clears the last copied one later if the user has set this. VS Code takes the clipboard
 * from an extension before a window closes, so the digest of the secret and the time are kept in storage: the
 * next window that starts clears the clipboard.
 */
export class Clipboard implements vscode.Disposable {
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #globalState: vscode.Memento;
  #cancelClearing: () => void = () => undefined;
  #waiting: CopiedSecret | undefined;
  /** Whether this window copied the text. */
  #isOurs = false;
  #isDisposed = false;

  constructor(clock: Clock, timer: Timer, globalState: vscode.Memento) {
    this.#clock = clock;
    this.#timer = timer;
    this.#globalState = globalState;
    this.#clearLater(this.#kept());
  }

  async copySecret(secret: string, done: string): Promise<void> {
    this.#clearLater(undefined);
    await vscode.env.clipboard.writeText(secret);
    sayInPassing(done);
    const clearMs = settings.clearClipboardMs();
    const copied =
      clearMs === 0
        ? undefined
        : { digest: await digestOf(secret), clearAt: this.#clock.now() + clearMs };
    this.#clearLater(copied);
    this.#isOurs = true;
    if (copied ?? this.#kept()) await this.#keep(copied);
  }

  /** To be awaited before the window closes. */
  async close(): Promise<void> {
    this.#cancelClearing();
    if (this.#waiting && this.#isOurs) await this.#clear(this.#waiting);
  }

  #kept(): CopiedSecret | undefined {
    const { digest, clearAt } =
      this.#globalState.get<Partial<Record<keyof CopiedSecret, unknown>>>(copiedSecretKey) ?? {};
    return typeof digest === 'string' && typeof clearAt === 'number'
      ? { digest, clearAt }
      : undefined;
  }

  /** If saving the digest fails, only this window can clear the clipboard. */
  #keep(copied: CopiedSecret | undefined): Promise<void> {
    return updateQuietly(this.#globalState, copiedSecretKey, copied);
  }

  #clearLater(copied: CopiedSecret | undefined): void {
    this.#cancelClearing();
    this.#waiting = copied;
    if (!copied || this.#isDisposed) return;
    this.#cancelClearing = this.#timer.at(copied.clearAt, () => void this.#clear(copied));
  }

  async #clear(copied: CopiedSecret): Promise<void> {
    const { digest } = copied;
    try {
      const isThere = (await digestOf(await vscode.env.clipboard.readText())) === digest;
      // Another secret may have been copied meanwhile.
      if (this.#waiting !== copied) return;
      this.#waiting = undefined;
      if (isThere) {
        await vscode.env.clipboard.writeText('');
        sayInPassing(t('Clipboard cleared'));
      }
      if (this.#kept()?.digest === digest) await this.#keep(undefined);
    } catch {
      // A browser window without the focus may not change the clipboard, so the next window tries again.
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#cancelClearing();
  }
}

async function digestOf(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}
