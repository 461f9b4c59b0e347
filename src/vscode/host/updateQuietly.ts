import type { Memento } from 'vscode';

/** Stores a value without which the extension still works. Never rejects. */
export async function updateQuietly(memento: Memento, key: string, value: unknown): Promise<void> {
  try {
    await memento.update(key, value);
  } catch {
    // The caller says what works without the value.
  }
}
