import type * as vscode from 'vscode';

type Listener = (change: { readonly key: string }) => void;

/** VS Code's secret storage with the test's changes; the rest works. */
export class FakeSecrets implements vscode.SecretStorage {
  readonly values: Map<string, string>;
  readonly listeners = new Set<Listener>();

  constructor(values = new Map<string, string>()) {
    this.values = values;
  }

  readonly onDidChange = (listener: Listener) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };

  keys = (): Promise<string[]> => Promise.resolve([...this.values.keys()]);
  get = (key: string): Promise<string | undefined> => Promise.resolve(this.values.get(key));

  // The event comes before the answer, as in VS Code.
  store = (key: string, value: string): Promise<void> => {
    this.values.set(key, value);
    this.#announce(key);
    return Promise.resolve();
  };

  delete = (key: string): Promise<void> => {
    if (this.values.delete(key)) this.#announce(key);
    return Promise.resolve();
  };

  #announce(key: string): void {
    for (const listener of this.listeners) listener({ key });
  }
}
