import * as vscode from 'vscode';

const workspaceKey = 'isogeo.activeApplication';
const lastUsedKey = 'isogeo.lastApplication';

/** Which application this window works with: the workspace's own choice, else the last one used. */
export class ActiveApplication implements vscode.Disposable {
  readonly #workspaceState: vscode.Memento;
  readonly #globalState: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #signIns = 0;

  constructor(context: vscode.ExtensionContext) {
    this.#workspaceState = context.workspaceState;
    this.#globalState = context.globalState;
  }

  get id(): string | undefined {
    return (
      this.#workspaceState.get<string>(workspaceKey) ?? this.#globalState.get<string>(lastUsedKey)
    );
  }

  async choose(id: string): Promise<void> {
    await this.#workspaceState.update(workspaceKey, id);
    await this.#globalState.update(lastUsedKey, id);
    this.#changed.fire();
  }

  /** Forgets an application that no longer exists, wherever it was the chosen one. */
  async drop(id: string): Promise<void> {
    if (this.#workspaceState.get(workspaceKey) === id) {
      await this.#workspaceState.update(workspaceKey, undefined);
    }
    if (this.#globalState.get(lastUsedKey) === id) {
      await this.#globalState.update(lastUsedKey, undefined);
    }
    this.#changed.fire();
  }

  /** A sign-in is under way, for an application that may not exist yet. */
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
