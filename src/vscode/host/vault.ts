import type * as vscode from 'vscode';
import type { StorageProblem } from '../../core/failure.ts';
import { failed, success, type Result } from '../../core/result.ts';
import type { Vault } from '../../session/ports.ts';

const prefix = 'isogeo.application.';
const asidePrefix = 'isogeo.setAside.';
const indexKey = 'isogeo.applications';

/** A keychain that waits for a password dialog nobody sees must not hang every command. */
const patienceMs = 5000;

/** After a call that took longer, the next ones get less time, until one of them is answered. */
const shortPatienceMs = 250;

export interface WatchedVault extends Vault {
  /** Calls back with the ID of each application whose record another window wrote or removed. */
  onDidChange(listener: (id: string) => void): vscode.Disposable;
}

export function createVault(secrets: vscode.SecretStorage): WatchedVault {
  let isHanging = false;
  /** The changes that this window is waiting for. */
  const ownChanges = new Set<{ readonly key: string }>();

  /** VS Code announces a change of this window before it answers the call. */
  async function change(key: string, call: () => Thenable<void>): Promise<Result<void>> {
    const own = { key };
    ownChanges.add(own);
    try {
      return await attempt('write', call);
    } finally {
      // After a timeout the announcement is news: the change has succeeded after all.
      ownChanges.delete(own);
    }
  }

  function isOwn(key: string): boolean {
    const own = [...ownChanges].find((each) => each.key === key);
    return own !== undefined && ownChanges.delete(own);
  }

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
    write: (id, record) => change(prefix + id, () => secrets.store(prefix + id, record)),
    async remove(id) {
      const removed = await change(prefix + id, () => secrets.delete(prefix + id));
      return removed.ok ? attempt('write', () => secrets.delete(asidePrefix + id)) : removed;
    },
    setAside: (id) =>
      attempt('write', async () => {
        const record = await secrets.get(prefix + id);
        if (record === undefined) return;
        const before = await secrets.get(asidePrefix + id);
        // A save that was refused may set the same record aside a second time.
        if (before?.endsWith(record)) return;
        await secrets.store(
          asidePrefix + id,
          before === undefined ? record : `${before}\n${record}`,
        );
      }),
    readIndex: () => attempt('read', () => secrets.get(indexKey)),
    writeIndex: (text) =>
      attempt('write', () =>
        text === undefined ? secrets.delete(indexKey) : secrets.store(indexKey, text),
      ),
    onDidChange: (listener) =>
      secrets.onDidChange(({ key }) => {
        if (key.startsWith(prefix) && !isOwn(key)) listener(key.slice(prefix.length));
      }),
  };
}
