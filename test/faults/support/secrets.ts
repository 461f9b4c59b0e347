import type * as vscode from 'vscode';

type Listener = (change: { readonly key: string }) => void;

/** VS Code's secret storage with the test's changes; the rest works. */
export class FakeSecrets implements vscode.SecretStorage {
  readonly values = new Map<string, string>();
  readonly listeners = new Set<Listener>();

  readonly onDidChange = (listener: Listener) => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };

  keys = (): Promise<string[]> => Promise.resolve([...this.values.keys()]);
  get = (key: string): Promise<string | undefined> => Promise.resolve(this.values.get(key));

  store = (key: string, value: string): Promise<void> => {
    this.values.set(key, value);
    return Promise.resolve();
  };

  delete = (key: string): Promise<void> => {
    this.values.delete(key);
    return Promise.resolve();
  };
}
