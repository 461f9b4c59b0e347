import { join } from 'node:path';
import { load, noCounts, type Counts } from './bundles.ts';

type Run = (...values: unknown[]) => unknown;

const nothing = { dispose: () => undefined };

/** A function, class and object that answers everything with itself. */
const anything: unknown = new Proxy(
  function () {
    return undefined;
  },
  {
    // A promise would be waited for.
    get: (_target, key) => (key === 'then' ? undefined : anything),
    apply: () => anything,
    construct: () => anything as object,
  },
);

function withRest(known: object): object {
  return new Proxy(known, {
    get: (target, key): unknown => (Reflect.get(target, key) as unknown) ?? anything,
  });
}

const placeOf = (fsPath: string) => ({ scheme: 'file', path: fsPath, fsPath });

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

/** The storage that later windows find. */
export interface Saved {
  readonly secrets: Map<string, string>;
  readonly state: Map<string, unknown>;
  readonly folder: string;
  /** By their names without `isogeo.`. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export interface Stubbed {
  readonly counts: Readonly<Counts>;
  /** The accounts as VS Code lists them at start-up, without scopes. */
  listAccounts(): Promise<unknown>;
  run(command: string, argument?: unknown): Promise<unknown>;
  dispose(): void;
}

/** Starts the packaged bundles in a VS Code that only counts. */
export function startStubbed({ secrets, state, folder, settings = {} }: Saved): Stubbed {
  const commands = new Map<string, Run>();
  const counts = noCounts();
  const secretChanges = new Emitter();
  let provider: { getSessions(scopes: undefined, options: object): unknown } | undefined;
  const vscode = withRest({
    window: withRest({
      createStatusBarItem: () => countedItem(() => (counts.statusBarUpdates += 1)),
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
      executeCommand: () => Promise.resolve(),
    },
    env: withRest({
      language: 'en',
      clipboard: { writeText: () => Promise.resolve((counts.clipboardWrites += 1)) },
    }),
    FileType: { Unknown: 0, File: 1, Directory: 2 },
    Uri: withRest({
      file: placeOf,
      joinPath: (base: { fsPath: string }, ...parts: string[]) =>
        placeOf(join(base.fsPath, ...parts)),
    }),
    languages: withRest({
      registerCodeLensProvider: (_selector: unknown, lenses: { onDidChangeCodeLenses?: Run }) =>
        lenses.onDidChangeCodeLenses?.(() => (counts.lensEvents += 1)) ?? nothing,
    }),
    authentication: {
      registerAuthenticationProvider: (_id: string, _label: string, given: typeof provider) => {
        provider = given;
        return nothing;
      },
    },
    l10n: { t: (text: string) => text },
    EventEmitter: Emitter,
  });
  const memento = {
    get: (key: string, fallback?: unknown) => state.get(key) ?? fallback,
    update: (key: string, value: unknown) => Promise.resolve(void state.set(key, value)),
  };
  const context = withRest({
    subscriptions: [] as { dispose(): unknown }[],
    globalState: memento,
    workspaceState: memento,
    globalStorageUri: placeOf(folder),
    secrets: {
      keys: () => Promise.resolve([...secrets.keys()]),
      get: (key: string) => {
        counts.secretReads += 1;
        return Promise.resolve(secrets.get(key));
      },
      // In VS Code, too, the event comes before the answer.
      store: (key: string, value: string) => {
        secrets.set(key, value);
        secretChanges.fire({ key });
        return Promise.resolve();
      },
      delete: (key: string) => {
        if (secrets.delete(key)) secretChanges.fire({ key });
        return Promise.resolve();
      },
      onDidChange: secretChanges.event,
    },
  }) as { readonly subscriptions: { dispose(): unknown }[] };
  const { activate } = load('extension.cjs', vscode, counts) as { activate: Run };
  activate(context);
  return {
    counts,
    listAccounts: () => Promise.resolve(provider?.getSessions(undefined, {})),
    run: (command, argument) => Promise.resolve(commands.get(command)?.(argument)),
    dispose: () => {
      for (const each of context.subscriptions) each.dispose();
    },
  };
}

/** Changes in one go count once: VS Code sends them once. */
function countedItem(count: () => void): object {
  let isCounted = false;
  const changed = (): boolean => {
    if (!isCounted) {
      count();
      queueMicrotask(() => (isCounted = false));
    }
    return (isCounted = true);
  };
  return new Proxy({}, { get: () => changed, set: changed });
}
