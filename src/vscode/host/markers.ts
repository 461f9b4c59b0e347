import type * as vscode from 'vscode';
import type { Markers } from '../../session/ports.ts';

const key = 'isogeo.savedApplications';

/** The ids of the saved applications in `globalState`: what is known without opening a secret. */
export function createMarkers(globalState: vscode.Memento): Markers {
  const ids = (): readonly string[] => {
    const stored = globalState.get<unknown>(key);
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  };
  const update = async (changed: readonly string[]) => {
    try {
      await globalState.update(key, changed);
    } catch {
      // A marker only explains the loss of a secret; the secret itself works without it.
    }
  };
  return {
    ids,
    async add(id) {
      if (!ids().includes(id)) await update([...ids(), id]);
    },
    async remove(id) {
      if (ids().includes(id)) await update(ids().filter((other) => other !== id));
    },
  };
}
