import type { Memento } from 'vscode';

export const idsKey = 'isogeo.savedApplications';

/** The IDs of the saved applications; `markers.ts` changes them. */
export function markedIds(globalState: Memento): readonly string[] {
  const stored = globalState.get<unknown>(idsKey);
  return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
}
