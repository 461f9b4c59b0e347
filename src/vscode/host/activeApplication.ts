import * as vscode from 'vscode';

const workspaceKey = 'isogeo.activeApplication';
const lastUsedKey = 'isogeo.lastApplication';

/**
 * Which application this window works with. It starts with the workspace's own choice, else the
 * last one used anywhere; from then on only this window changes it.
 */
export class ActiveApplication implements vscode.Disposable {
  readonly #workspaceState: vscode.Memento;
  readonly #globalState: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #id: string | undefined;
  #signIns = 0;

  constructor(context: vscode.ExtensionContext) {
    this.#workspaceState = context.workspaceState;
    this.#globalState = context.globalState;
    this.#id =
      this.#workspaceState.get<string>(workspaceKey) ?? this.#globalState.get<string>(lastUsedKey);
  }

  get id(): string | undefined {
    return this.#id;
  }

  choose(id: string): void {
    this.#id = id;
    remember(this.#workspaceState, workspaceKey, id);
    remember(this.#globalState, lastUsedKey, id);
    this.#changed.fire();
  }

  /** Where this window works with none; another is not taken from the user's hands. */
  chooseFirst(id: string): void {
    if (this.#id === undefined) this.choose(id);
  }

  /** Forgets an application that no longer exists. */
  drop(id: string): void {
    if (this.#id === id) this.#id = undefined;
    for (const [memento, key] of [
      [this.#workspaceState, workspaceKey],
      [this.#globalState, lastUsedKey],
    ] as const) {
      if (memento.get(key) === id) remember(memento, key, undefined);
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

/** For the next start alone: where it cannot be written, this window works all the same. */
function remember(memento: vscode.Memento, key: string, id: string | undefined): void {
  memento.update(key, id).then(undefined, () => undefined);
}
