import type * as vscode from 'vscode';
import type { Validity } from '../../core/token/token.ts';
import type { Markers } from '../../session/ports.ts';
import { idsKey, markedIds } from './markedIds.ts';
import { updateQuietly } from './updateQuietly.ts';

const validitiesKey = 'isogeo.tokenValidities';

/** The IDs of the saved applications in `globalState`, and the validity of their tokens. */
export function createMarkers(globalState: vscode.Memento): Markers {
  const ids = () => markedIds(globalState);
  const validities = (): object => {
    const stored = globalState.get<unknown>(validitiesKey);
    return typeof stored === 'object' && stored ? stored : {};
  };
  // A secret can still be used if its marker can't be written.
  const update = (key: string, changed: unknown) => updateQuietly(globalState, key, changed);
  const note = async (id: string, validity: Validity | null | undefined) => {
    const all = new Map<string, unknown>(Object.entries(validities()));
    if (JSON.stringify(all.get(id)) === JSON.stringify(validity)) return;
    if (validity === undefined) all.delete(id);
    else all.set(id, validity);
    await update(validitiesKey, Object.fromEntries(all));
  };
  return {
    ids,
    async add(id, validity) {
      if (!ids().includes(id)) await update(idsKey, [...ids(), id]);
      await note(id, validity ?? null);
    },
    validityOf(id) {
      // The list calls this for each application, so it must not copy the validities of all.
      const stored: unknown = Object.getOwnPropertyDescriptor(validities(), id)?.value;
      return stored === null || isValidity(stored) ? stored : undefined;
    },
    async remove(id) {
      if (ids().includes(id)) {
        await update(
          idsKey,
          ids().filter((other) => other !== id),
        );
      }
      await note(id, undefined);
    },
  };
}

function isValidity(stored: unknown): stored is Validity {
  if (typeof stored !== 'object' || stored === null) return false;
  const { obtainedAt, expiresAt } = stored as Record<string, unknown>;
  return typeof obtainedAt === 'number' && ['number', 'undefined'].includes(typeof expiresAt);
}
