import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { inProject } from '../lib/project.ts';

type Run = (...values: unknown[]) => unknown;

const nothing = { dispose: () => undefined };

/** Whatever is asked of it: a function, a class, an object, and so is all that it gives. */
const anything: unknown = new Proxy(
  function () {
    return undefined;
  },
  {
    // Not something to wait for.
    get: (_target, key) => (key === 'then' ? undefined : anything),
    apply: () => anything,
    construct: () => anything as object,
  },
);

/** An object that has everything, most of it without effect. */
function withRest(known: object): object {
  return new Proxy(known, {
    get: (target, key): unknown => (Reflect.get(target, key) as unknown) ?? anything,
  });
}

interface Place {
  readonly scheme: string;
  readonly path: string;
  readonly fsPath: string;
}

function placeOf(fsPath: string): Place {
  return { scheme: 'file', path: fsPath, fsPath };
}

class Emitter {
  readonly #listeners = new Set<Run>();

  readonly event = (listener: Run) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };

  fire(value: unknown): void {
    for (const listener of this.#listeners) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

interface AccountProvider {
  getSessions(scopes: undefined, options: object): Promise<unknown>;
}

interface LensProvider {
  onDidChangeCodeLenses(listener: Run): unknown;
}

/** The packaged bundles in a VS Code that does nothing but count. */
export interface StubbedExtension {
  /** Whatever of it is set in one go counts once, as VS Code sends it once. */
  readonly statusBarUpdates: () => number;
  readonly secretReads: () => number;
  readonly clipboardWrites: () => number;
  /** How often the code lenses of an open request file are asked for again. */
  readonly lensEvents: () => number;
  /** The listing of accounts that VS Code makes, without scopes. */
  listAccounts(): Promise<unknown>;
  run(command: string, argument?: unknown): Promise<unknown>;
  dispose(): void;
}

/** An object that tells of each property that is set and each method that is called. */
function watched(target: object, changed: () => void): object {
  return new Proxy(target, {
    get: () => changed,
    set: () => {
      changed();
      return true;
    },
  });
}

/**
 * A second start with the same `secrets`, `state` and folder `storage` finds what the first saved.
 * `settings` by their names after `isogeo.`, where they are not what the code falls back to.
 */
export function startStubbed(
  secrets: Map<string, string>,
  state: Map<string, unknown>,
  storage: string,
  settings: Readonly<Record<string, unknown>> = {},
): StubbedExtension {
  const commands = new Map<string, Run>();
  let [secretReads, clipboardWrites, statusBarUpdates, lensEvents] = [0, 0, 0, 0];
  const secretChanges = new Emitter();
  let provider: AccountProvider | undefined;
  let isUpdating = false;
  const statusBarItem = watched({}, () => {
    if (isUpdating) return;
    isUpdating = true;
    statusBarUpdates += 1;
    queueMicrotask(() => {
      isUpdating = false;
    });
  });
  const later =
    <T>(answer: () => T) =>
    () =>
      Promise.resolve(answer());
  const vscode = withRest({
    window: withRest({
      createStatusBarItem: () => statusBarItem,
      withProgress: (_options: unknown, work: Run) => work(anything, anything),
    }),
    workspace: withRest({
      textDocuments: [],
      isTrusted: true,
      getConfiguration: () => ({
        get: (name: string, fallback: unknown) => settings[name] ?? fallback,
      }),
    }),
    commands: {
      registerCommand: (id: string, run: Run) => {
        commands.set(id, run);
        return nothing;
      },
      executeCommand: later(() => undefined),
    },
    env: withRest({
      language: 'en',
      clipboard: {
        writeText: later(() => {
          clipboardWrites += 1;
        }),
      },
    }),
    FileType: { Unknown: 0, File: 1, Directory: 2 },
    Uri: withRest({
      file: placeOf,
      joinPath: (base: Place, ...parts: string[]) => placeOf(join(base.fsPath, ...parts)),
    }),
    languages: withRest({
      registerCodeLensProvider: (_selector: unknown, lenses: LensProvider) =>
        lenses.onDidChangeCodeLenses(() => {
          lensEvents += 1;
        }),
    }),
    authentication: {
      registerAuthenticationProvider: (_id: string, _label: string, given: AccountProvider) => {
        provider = given;
        return nothing;
      },
    },
    l10n: { t: (text: string) => text },
    EventEmitter: Emitter,
  });
  const memento = {
    get: (key: string, fallback?: unknown) => state.get(key) ?? fallback,
    update: (key: string, value: unknown) => {
      state.set(key, value);
      return Promise.resolve();
    },
  };
  const subscriptions: { dispose(): unknown }[] = [];
  const { activate } = load('extension.cjs', vscode);
  if (typeof activate !== 'function') throw new Error('The extension has nothing to activate.');
  (activate as Run)(
    withRest({
      subscriptions,
      globalState: memento,
      workspaceState: memento,
      globalStorageUri: placeOf(storage),
      secrets: {
        keys: later(() => [...secrets.keys()]),
        get: (key: string) => {
          secretReads += 1;
          return Promise.resolve(secrets.get(key));
        },
        store: (key: string, value: string) => {
          secrets.set(key, value);
          // As VS Code does it: the event comes before the answer.
          secretChanges.fire({ key });
          return Promise.resolve();
        },
        delete: (key: string) => {
          if (secrets.delete(key)) secretChanges.fire({ key });
          return Promise.resolve();
        },
        onDidChange: secretChanges.event,
      },
    }),
  );
  return {
    statusBarUpdates: () => statusBarUpdates,
    secretReads: () => secretReads,
    clipboardWrites: () => clipboardWrites,
    lensEvents: () => lensEvents,
    listAccounts: () => Promise.resolve(provider?.getSessions(undefined, {})),
    run: (command, argument) => Promise.resolve(commands.get(command)?.(argument)),
    dispose: () => {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

/** A bundle of `dist/`, anew each time. */
function load(name: string, vscode: object): Readonly<Record<string, unknown>> {
  const path = inProject('dist', name);
  const realRequire = createRequire(path);
  const bundles = new Map<string, unknown>();
  const required = (wanted: string): unknown => {
    if (wanted === 'vscode') return vscode;
    if (!wanted.startsWith('./')) return realRequire(wanted);
    if (!bundles.has(wanted)) bundles.set(wanted, evaluate(wanted));
    return bundles.get(wanted);
  };
  const evaluate = (wanted: string): Readonly<Record<string, unknown>> => {
    const file = inProject('dist', wanted);
    const module = { exports: {} };
    const run = compileFunction(readFileSync(file, 'utf8'), ['require', 'module', 'exports'], {
      filename: file,
    });
    (run as Run)(required, module, module.exports);
    return module.exports;
  };
  return evaluate(`./${name}`);
}
