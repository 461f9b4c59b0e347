import type * as vscode from 'vscode';
import type { StorageProblem } from '../../core/failure.ts';
import { failed, success, type Result } from '../../core/result.ts';
import type { Vault } from '../../session/ports.ts';

const prefix = 'isogeo.application.';
const asidePrefix = 'isogeo.setAside.';

/** A keychain that waits for a password dialog nobody sees must not hang every command. */
const patienceMs = 5000;

/** Once it has kept us waiting so long, each later call is given less, until one gets through. */
const shortPatienceMs = 250;

export function createVault(secrets: vscode.SecretStorage): Vault {
  let isHanging = false;

  async function attempt<T>(problem: StorageProblem, call: () => Thenable<T>): Promise<Result<T>> {
    let handle: NodeJS.Timeout | undefined;
    const tooSlow = new Promise<Result<T>>((resolve) => {
      handle = setTimeout(
        () => {
          isHanging = true;
          resolve(failed({ reason: 'storage', problem: 'too-slow' }));
        },
        isHanging ? shortPatienceMs : patienceMs,
      );
    });
    try {
      const answered = Promise.resolve(call()).finally(() => {
        isHanging = false;
      });
      return await Promise.race([answered.then((value) => success(value)), tooSlow]);
    } catch {
      return failed({ reason: 'storage', problem });
    } finally {
      clearTimeout(handle);
    }
  }

  return {
    ids: () =>
      attempt('read', async () => {
        const keys = await secrets.keys();
        return keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
      }),
    read: (id) => attempt('read', () => secrets.get(prefix + id)),
    write: (id, record) => attempt('write', () => secrets.store(prefix + id, record)),
    remove: (id) =>
      attempt('write', async () => {
        await secrets.delete(prefix + id);
        await secrets.delete(asidePrefix + id);
      }),
    setAside: (id) =>
      attempt('write', async () => {
        const record = await secrets.get(prefix + id);
        if (record === undefined) return;
        const before = await secrets.get(asidePrefix + id);
        // What takes its place may have been refused, so that it comes once more.
        if (before?.endsWith(record)) return;
        await secrets.store(
          asidePrefix + id,
          before === undefined ? record : `${before}\n${record}`,
        );
      }),
  };
}

/** Calls back with the id of each application whose record another window wrote or removed. */
export function onVaultChange(
  secrets: vscode.SecretStorage,
  listener: (id: string) => void,
): vscode.Disposable {
  return secrets.onDidChange(({ key }) => {
    if (key.startsWith(prefix)) listener(key.slice(prefix.length));
  });
}
