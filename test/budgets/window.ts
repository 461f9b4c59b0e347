import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { mock } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { compileFunction } from 'node:vm';
import { inProject } from '../../scripts/lib/project.ts';
import { memento } from '../faults/support/memento.ts';
import { FakeSecrets } from '../faults/support/secrets.ts';
import type * as StandIn from '../faults/support/vscode.ts';
import type { Stored } from './stored.ts';

export type PackagedWindow = Awaited<ReturnType<typeof openPackaged>>;

let windows = 0;

/** Opens a window of the stand-in for VS Code with the packaged bundles, and counts what they do. */
export async function openPackaged(stored: Stored) {
  // Each window has a stand-in of its own.
  windows += 1;
  const standIn = `../faults/support/vscode.ts?window=${windows}`;
  const vscode = (await import(standIn)) as typeof StandIn;
  const { shown, window, env, languages } = vscode;
  for (const [name, value] of Object.entries(stored.settings ?? {})) {
    shown.settings.set(`isogeo.${name}`, value);
  }
  const counts = { lensEvents: 0, statusBarUpdates: 0, navigatorReads: 0, wakeUps: 0 };
  const secrets = new FakeSecrets(stored.secrets);
  const reads = mock.method(secrets, 'get').mock;
  const copies = mock.method(env.clipboard, 'writeText', () => Promise.resolve()).mock;
  const createItem = window.createStatusBarItem.bind(window);
  // Each update sets the text.
  window.createStatusBarItem = () =>
    Object.defineProperty(createItem(), 'text', { set: () => (counts.statusBarUpdates += 1) });
  const registerLenses = languages.registerCodeLensProvider.bind(languages);
  languages.registerCodeLensProvider = (files, lenses: Lenses) => {
    lenses.onDidChangeCodeLenses?.(() => (counts.lensEvents += 1));
    return registerLenses(files, lenses);
  };
  const subscriptions: { dispose(): unknown }[] = [];
  const { activate } = loadBundles(vscode, counts)('./extension.cjs') as {
    readonly activate: (context: object) => unknown;
  };
  activate({
    subscriptions,
    secrets,
    globalState: memento(stored.state),
    workspaceState: memento(),
    globalStorageUri: vscode.Uri.file(stored.folder),
  });
  return {
    counts: (): Counts => ({
      ...counts,
      secretReads: reads.callCount(),
      copies: copies.callCount(),
    }),
    /** The accounts as VS Code lists them at start-up, without scopes. */
    listAccounts: () => Promise.resolve(shown.provider?.getSessions(undefined, {})),
    run: (command: string, argument?: unknown): Promise<unknown> =>
      Promise.resolve(shown.handlers.get(command)?.(argument)),
    signIn: async (credentialsFile: string): Promise<void> => {
      const answer = await shown.handlers.get('isogeo.authenticate')?.({ credentialsFile });
      if (!(answer as { ok: boolean }).ok) throw new Error(JSON.stringify(answer));
    },
    dispose: () => {
      for (const each of subscriptions) each.dispose();
    },
  };
}

export interface Counts {
  readonly secretReads: number;
  readonly copies: number;
  readonly lensEvents: number;
  readonly statusBarUpdates: number;
  /** VS Code logs a deprecation for each extension that reads `navigator`. */
  readonly navigatorReads: number;
  /** The number of timers that fired. */
  readonly wakeUps: number;
}

type Lenses = Parameters<typeof StandIn.languages.registerCodeLensProvider>[1] & {
  readonly onDidChangeCodeLenses?: (listener: () => void) => unknown;
};

type Run = (...values: unknown[]) => unknown;

/** Loads the bundles of `dist/` again for each window. Only their timers are counted, not those of the tests. */
function loadBundles(vscode: unknown, counts: { navigatorReads: number; wakeUps: number }): Run {
  const wakeUp = <T>(value: T): T => {
    counts.wakeUps += 1;
    return value;
  };
  const counted = (start: unknown) => (work: Run, ms: number) =>
    (start as Run)(() => wakeUp(work)(), ms);
  const globals = {
    setTimeout: counted(setTimeout),
    setInterval: counted(setInterval),
    get navigator() {
      counts.navigatorReads += 1;
      return undefined;
    },
  };
  const replaced: Readonly<Record<string, unknown>> = {
    vscode,
    'node:timers/promises': {
      setTimeout: (...values: Parameters<typeof delay>) => delay(...values).then(wakeUp),
    },
  };
  const require = createRequire(import.meta.url);
  const loaded = new Map<unknown, unknown>();
  const required = (name: string): unknown => {
    if (!name.startsWith('./')) return replaced[name] ?? require(name);
    if (!loaded.has(name)) {
      const filename = inProject('dist', name);
      const options = { filename, contextExtensions: [globals] };
      const parameters = ['require', 'module', 'exports'];
      const bundle = compileFunction(readFileSync(filename, 'utf8'), parameters, options) as Run;
      const module = { exports: {} };
      bundle(required, module, module.exports);
      loaded.set(name, module.exports);
    }
    return loaded.get(name);
  };
  return required as Run;
}
