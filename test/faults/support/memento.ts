import type { Memento } from 'vscode';

/** VS Code's storage of a window or an extension, in memory. Like the real one, it only returns JSON. */
export function memento(stored: Readonly<Record<string, unknown>> = {}): Memento & {
  readonly values: Map<string, unknown>;
  setKeysForSync(keys: readonly string[]): void;
} {
  const values = new Map(Object.entries(stored));
  return {
    values,
    keys: () => [...values.keys()],
    get: (key: string, fallback?: unknown) => values.get(key) ?? fallback,
    update(key: string, value: unknown) {
      if (value === undefined) values.delete(key);
      else values.set(key, JSON.parse(JSON.stringify(value)));
      return Promise.resolve();
    },
    setKeysForSync: () => undefined,
  } as ReturnType<typeof memento>;
}
