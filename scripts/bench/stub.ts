import type * as StandIn from '../../test/faults/support/vscode.ts';
import { memento } from '../../test/faults/support/memento.ts';
import { FakeSecrets } from '../../test/faults/support/secrets.ts';
import { load, noCounts, type Counts } from './bundles.ts';

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

let windows = 0;

/** Starts the packaged bundles in the tests' stand-in for VS Code, and counts. */
export async function startStubbed(saved: Saved): Promise<Stubbed> {
  const counts = noCounts();
  // Each window has a stand-in of its own.
  windows += 1;
  const url = `../../test/faults/support/vscode.ts?window=${windows}`;
  const vscode = (await import(url)) as typeof StandIn;
  const { shown, window, env, languages } = vscode;
  for (const [name, value] of Object.entries(saved.settings ?? {})) {
    shown.settings.set(`isogeo.${name}`, value);
  }
  const createItem = window.createStatusBarItem.bind(window);
  window.createStatusBarItem = () =>
    countedItem(createItem(), () => (counts.statusBarUpdates += 1));
  env.clipboard.writeText = () => Promise.resolve(void (counts.clipboardWrites += 1));
  const registerLenses = languages.registerCodeLensProvider.bind(languages);
  languages.registerCodeLensProvider = (files, lenses: LensSource) => {
    lenses.onDidChangeCodeLenses?.(() => (counts.lensEvents += 1));
    return registerLenses(files, lenses);
  };
  const secrets = new FakeSecrets(saved.secrets);
  const { get } = secrets;
  const subscriptions: { dispose(): unknown }[] = [];
  const { activate } = load('extension.cjs', vscode, counts) as {
    readonly activate: (context: object) => unknown;
  };
  activate({
    subscriptions,
    globalState: memento(saved.state),
    workspaceState: memento(),
    globalStorageUri: vscode.Uri.file(saved.folder),
    secrets: Object.assign(secrets, {
      get: (key: string) => {
        counts.secretReads += 1;
        return get(key);
      },
    }),
  });
  return {
    counts,
    listAccounts: () => Promise.resolve(shown.provider?.getSessions(undefined, {})),
    run: (command, argument) => Promise.resolve(shown.handlers.get(command)?.(argument)),
    dispose: () => {
      for (const each of subscriptions) each.dispose();
    },
  };
}

type LensSource = Parameters<typeof StandIn.languages.registerCodeLensProvider>[1] & {
  readonly onDidChangeCodeLenses?: (listener: () => void) => unknown;
};

/** Changes in one go count once: VS Code sends them once. */
function countedItem<T extends object>(item: T, count: () => void): T {
  let isCounted = false;
  const changed = (): void => {
    if (isCounted) return;
    isCounted = true;
    count();
    queueMicrotask(() => (isCounted = false));
  };
  return new Proxy(item, {
    set: (target, key, value) => {
      changed();
      return Reflect.set(target, key, value);
    },
  });
}
