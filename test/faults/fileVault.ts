import * as fs from 'node:fs';
import { join } from 'node:path';
import { failed, success, type Result } from '../../src/core/result.ts';
import type { ChoiceStore } from '../../src/session/applications/activeChoice.ts';
import type { Markers, Vault } from '../../src/session/ports.ts';

/** Called between any two effects, where a process may be killed. */
export type Step = () => void;

/**
 * One storage for several processes: one file per record, replaced atomically like the secret storage of a
 * desktop VS Code.
 */
export function createFileVault(folder: string, step: Step = () => undefined): Vault {
  fs.mkdirSync(join(folder, 'aside'), { recursive: true });
  const pathOf = (id: string) => join(folder, `${encodeURIComponent(id)}.json`);
  const indexPath = join(folder, 'index');
  const put = (path: string, text: string) => {
    const partial = `${path}.${process.pid}`;
    fs.writeFileSync(partial, text);
    step();
    fs.renameSync(partial, path);
  };
  async function answer<T>(problem: 'read' | 'write', call: () => T): Promise<Result<T>> {
    step();
    // Gives other processes a turn, as the storage of VS Code does.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      return success(call());
    } catch {
      return failed({ reason: 'storage', problem });
    } finally {
      step();
    }
  }
  return {
    ids: () =>
      answer('read', () =>
        fs
          .readdirSync(folder)
          .filter((name) => name.endsWith('.json'))
          .map((name) => decodeURIComponent(name.slice(0, -'.json'.length))),
      ),
    read: (id) =>
      answer('read', () =>
        fs.existsSync(pathOf(id)) ? fs.readFileSync(pathOf(id), 'utf8') : undefined,
      ),
    write: (id, record) =>
      answer('write', () => {
        put(pathOf(id), record);
      }),
    remove: (id) =>
      answer('write', () => {
        fs.rmSync(pathOf(id), { force: true });
      }),
    setAside: (id) =>
      answer('write', () => {
        fs.copyFileSync(pathOf(id), join(folder, 'aside', encodeURIComponent(id)));
      }),
    readIndex: () =>
      answer('read', () =>
        fs.existsSync(indexPath) ? fs.readFileSync(indexPath, 'utf8') : undefined,
      ),
    writeIndex: (text) =>
      answer('write', () => {
        if (text === undefined) fs.rmSync(indexPath, { force: true });
        else put(indexPath, text);
      }),
  };
}

/** One file per marker. */
export function createFileMarkers(folder: string, step: Step = () => undefined): Markers {
  fs.mkdirSync(folder, { recursive: true });
  const pathOf = (id: string) => join(folder, encodeURIComponent(id));
  const change = (call: () => void): Promise<void> => {
    step();
    call();
    step();
    return Promise.resolve();
  };
  return {
    ids: () => fs.readdirSync(folder).map(decodeURIComponent),
    add: (id, validity) =>
      change(() => {
        fs.writeFileSync(pathOf(id), JSON.stringify(validity ?? null));
      }),
    validityOf: (id) =>
      fs.existsSync(pathOf(id))
        ? (JSON.parse(fs.readFileSync(pathOf(id), 'utf8')) as ReturnType<Markers['validityOf']>)
        : undefined,
    remove: (id) =>
      change(() => {
        fs.rmSync(pathOf(id), { force: true });
      }),
  };
}

/** A file for the choice of the active application. */
export function createFileChoice(path: string, step: Step): ChoiceStore {
  return {
    get: () =>
      fs.existsSync(path) ? (JSON.parse(fs.readFileSync(path, 'utf8')) as unknown) : undefined,
    set: (choice) => {
      step();
      if (choice === undefined) fs.rmSync(path, { force: true });
      else fs.writeFileSync(path, JSON.stringify(choice));
      step();
      return Promise.resolve();
    },
  };
}
