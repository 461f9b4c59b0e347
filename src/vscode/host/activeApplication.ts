import * as vscode from 'vscode';
import { ActiveChoice, type ChoiceStore } from '../../session/applications/activeChoice.ts';
import type { SignInChoice } from '../../session/ports.ts';
import { updateQuietly } from './updateQuietly.ts';

/**
 * The active application of this window. It starts as the workspace's own choice, or the last choice of any
 * window; after that only this window changes it.
 */
export class ActiveApplication implements SignInChoice, vscode.Disposable {
  readonly #stored: ActiveChoice;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #id: string | undefined;
  /** The application to use again if the current sign-in isn't saved. */
  #before: string | undefined;
  #signIns = 0;

  constructor({ workspaceState, globalState }: vscode.ExtensionContext) {
    this.#stored = new ActiveChoice(
      storeIn(workspaceState, 'isogeo.activeApplication'),
      storeIn(globalState, 'isogeo.lastApplication'),
    );
    [this.#id, this.#before] = this.#stored.read();
  }

  get id(): string | undefined {
    return this.#id;
  }

  choose(id: string): void {
    this.#set(id);
    void this.#stored.choose(id);
  }

  /** Chooses the application if this window has none. */
  chooseFirst(id: string): void {
    if (this.#id === undefined || this.#id === id) this.choose(id);
    else void this.#stored.takeBack(id);
  }

  prepare(id: string): Promise<void> {
    return this.#stored.prepare(id);
  }

  takeBack(id: string): Promise<void> {
    return this.#stored.takeBack(id);
  }

  /** The application is saved: the previous choice is no longer needed. */
  confirm(): void {
    if (this.#id === undefined || this.#before === undefined) return;
    this.#before = undefined;
    void this.#stored.choose(this.#id);
  }

  /** An application no longer exists: if it is active, the previous choice becomes active again. */
  drop(id: string): void {
    const next = this.#id === id ? this.#before : this.#id;
    void this.#stored.takeBack(id);
    this.#set(next);
  }

  #set(id: string | undefined): void {
    this.#id = id;
    this.#before = undefined;
    this.#changed.fire();
  }

  /** A sign-in is running, for an application that may not exist yet. */
  get isSigningIn(): boolean {
    return this.#signIns > 0;
  }

  async whileSigningIn<T>(work: () => Promise<T>): Promise<T> {
    this.#signIns += 1;
    this.#changed.fire();
    try {
      return await work();
    } finally {
      this.#signIns -= 1;
      this.#changed.fire();
    }
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** If a choice can't be written, this window keeps working with it, and the next start works without it. */
function storeIn(memento: vscode.Memento, key: string): ChoiceStore {
  return {
    get: () => memento.get(key),
    set: (choice) => updateQuietly(memento, key, choice),
  };
}
