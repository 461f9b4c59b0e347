import type * as vscode from 'vscode';
import type { StorageProblem } from '../../core/failure.ts';
import { failed, success, type Result } from '../../core/result.ts';
import type { Vault } from '../../session/ports.ts';

export const recordPrefix = 'isogeo.application.';

/**
 * A system keychain may wait for a password dialog that the user doesn't see. It must not block every
 * command.
 */
const patienceMs = 5000;

/** After a call that took longer, later calls get less time until one is answered. */
const shortPatienceMs = 250;

/** Reads the saved secrets from start-up on; `vault.ts` changes them. */
export interface StoredSecrets extends Pick<Vault, 'ids' | 'read'> {
  /** Calls the secret storage. Never throws or hangs; fails with `storage`. */
  attempt<T>(problem: StorageProblem, call: () => Thenable<T>): Promise<Result<T>>;
  /** Marks a change as this window's own; the returned function stops waiting for its event. */
  expectChange(key: string): () => void;
  /** Calls back with the ID of each application whose record another window wrote or removed. */
  onDidChange(listener: (id: string) => void): vscode.Disposable;
}

export function openSecrets(secrets: vscode.SecretStorage): StoredSecrets {
  let isHanging = false;
  /** The changes whose events this window is waiting for. */
  const ownChanges = new Set<{ readonly key: string }>();

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
    attempt,
    ids: () =>
      attempt('read', async () => {
        const keys = await secrets.keys();
        return keys
          .filter((key) => key.startsWith(recordPrefix))
          .map((key) => key.slice(recordPrefix.length));
      }),
    read: (id) => attempt('read', () => secrets.get(recordPrefix + id)),
    expectChange(key) {
      const own = { key };
      ownChanges.add(own);
      return () => {
        ownChanges.delete(own);
      };
    },
    onDidChange: (listener) =>
      secrets.onDidChange(({ key }) => {
        if (key.startsWith(recordPrefix) && !isOwn(key)) listener(key.slice(recordPrefix.length));
      }),
  };
}
