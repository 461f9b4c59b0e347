import type { Memento } from 'vscode';

/** VS Code's storage of a window or an extension, in memory. Like the real one, it only returns JSON. Windows that are given the same map share it. */
export function memento(
  stored: Readonly<Record<string, unknown>> | Map<string, unknown> = {},
): Memento & {
  readonly values: Map<string, unknown>;
  setKeysForSync(keys: readonly string[]): void;
} {
  const values = stored instanceof Map ? stored : new Map(Object.entries(stored));
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
