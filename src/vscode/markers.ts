import type * as vscode from 'vscode';
import type { Markers } from '../session/ports.ts';

const key = 'isogeo.savedApplications';

/** The ids of the saved applications in `globalState`: what is known without opening a secret. */
export function createMarkers(globalState: vscode.Memento): Markers {
  const ids = () => globalState.get<readonly string[]>(key, []);
  return {
    ids,
    async add(id) {
      if (!ids().includes(id)) await globalState.update(key, [...ids(), id]);
    },
    async remove(id) {
      if (ids().includes(id)) {
        await globalState.update(
          key,
          ids().filter((other) => other !== id),
        );
      }
    },
  };
}
