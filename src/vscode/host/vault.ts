import type * as vscode from 'vscode';
import type { Result } from '../../core/result.ts';
import type { Vault } from '../../session/ports.ts';
import { recordPrefix, type StoredSecrets } from './storedSecrets.ts';

const asidePrefix = 'isogeo.setAside.';
const indexKey = 'isogeo.applications';

/** Changes the saved secrets. */
export function createVault(secrets: vscode.SecretStorage, stored: StoredSecrets): Vault {
  /** VS Code announces a change of this window before it answers the call. */
  async function change(key: string, call: () => Thenable<void>): Promise<Result<void>> {
    const endWait = stored.expectChange(key);
    try {
      return await stored.attempt('write', call);
    } finally {
      // After a timeout the announcement means that the change has succeeded after all.
      endWait();
    }
  }

  return {
    ids: () => stored.ids(),
    read: (id) => stored.read(id),
    write: (id, record) =>
      change(recordPrefix + id, () => secrets.store(recordPrefix + id, record)),
    async remove(id) {
      const removed = await change(recordPrefix + id, () => secrets.delete(recordPrefix + id));
      return removed.ok ? stored.attempt('write', () => secrets.delete(asidePrefix + id)) : removed;
    },
    setAside: (id) =>
      stored.attempt('write', async () => {
        const record = await secrets.get(recordPrefix + id);
        if (record === undefined) return;
        const before = await secrets.get(asidePrefix + id);
        // A save that storage refused may set the same record aside a second time.
        if (before?.endsWith(record)) return;
        await secrets.store(
          asidePrefix + id,
          before === undefined ? record : `${before}\n${record}`,
        );
      }),
    readIndex: () => stored.attempt('read', () => secrets.get(indexKey)),
    writeIndex: (text) =>
      stored.attempt('write', () =>
        text === undefined ? secrets.delete(indexKey) : secrets.store(indexKey, text),
      ),
  };
}
