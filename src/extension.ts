import * as vscode from 'vscode';
import type { Features, StartupPorts } from './features.ts';
import { systemClock, systemTimer } from './node/concurrency/clock.ts';
import { ApplicationReader } from './session/applications/reader.ts';
import { AutomaticRenewal } from './session/token/automaticRenewal.ts';
import { ActiveApplication } from './vscode/host/activeApplication.ts';
import { AuthenticationProvider } from './vscode/applications/authenticationProvider.ts';
import { copiedSecretKey } from './vscode/host/copiedSecret.ts';
import { commandIds } from './vscode/host/commandIds.ts';
import { isCredentialsIni } from './core/credentials/iniName.ts';
import { createLog } from './vscode/host/log.ts';
import { markedIds } from './vscode/host/markedIds.ts';
import { followOtherWindows, loadAtStart } from './vscode/applications/otherWindows.ts';
import { registerRequestHelp } from './vscode/requests/requestHelp.ts';
import { settings } from './vscode/host/settings.ts';
import { StatusBar } from './vscode/token/statusBar.ts';
import { openSecrets } from './vscode/host/storedSecrets.ts';

/** The work of `deactivate`, which VS Code calls before it disposes of anything. */
let close: () => Promise<void> = () => Promise.resolve();

export function deactivate(): Promise<void> {
  return close();
}

/** Composition root at start-up: creates what a window without a sign-in needs, and registers it. */
export function activate(context: vscode.ExtensionContext): void {
  const shutdown = new AbortController();
  const startup = startupPorts(context, shutdown.signal);
  const { reader, active, stored, log } = startup;
  const savedIds = markedIds(context.globalState);
  const features = new LaterFeatures(startup);
  const statusBar = createStatusBar(startup, features);
  const provider = new AuthenticationProvider(reader, savedIds, () =>
    features.load().then(({ sessions }) => sessions),
  );
  const renewal = createRenewal(startup, features);
  close = () => features.close();
  if (context.globalState.get(copiedSecretKey) !== undefined) features.use();
  const update = () => {
    statusBar.update();
    renewal.update();
    if (features.loaded) features.loaded.sharedToken.update();
    else if (settings.sharesToken()) features.use();
  };
  context.subscriptions.push(
    startup.channel,
    statusBar,
    active,
    renewal,
    provider,
    vscode.authentication.registerAuthenticationProvider('isogeo', 'Isogeo', provider, {
      supportsMultipleAccounts: true,
    }),
    ...listeners(startup, features, update),
    followOtherWindows(stored, { applications: reader, active, provider }),
    {
      dispose: () => {
        shutdown.abort();
      },
    },
    features,
    registerRequestHelp(reader.states, active, () =>
      features.load().then((loaded) => loaded.requests()),
    ),
    ...commandIds.map((id) =>
      vscode.commands.registerCommand(id, async (argument?: unknown) =>
        (await features.load()).handlers[id](argument),
      ),
    ),
  );
  log.info('activated', { count: savedIds.length });
  void loadAtStart({ applications: reader, active });
}

/** The ports of the status bar and the storage, which `features.ts` uses too. */
function startupPorts(context: vscode.ExtensionContext, shutdown: AbortSignal): StartupPorts {
  const channel = vscode.window.createOutputChannel('Isogeo API', { log: true });
  const log = createLog(channel);
  const stored = openSecrets(context.secrets);
  const markers = { ids: () => markedIds(context.globalState) };
  return {
    reader: new ApplicationReader({ vault: stored, markers, log }),
    secrets: context.secrets,
    stored,
    active: new ActiveApplication(context),
    clock: systemClock,
    timer: systemTimer,
    log,
    channel,
    globalState: context.globalState,
    storageUri: context.globalStorageUri,
    shutdown,
  };
}

/** Loads the rest of the extension when it is first needed. */
class LaterFeatures implements vscode.Disposable {
  readonly #startup: StartupPorts;
  #loading: Promise<Features> | undefined;
  #loaded: Features | undefined;

  constructor(startup: StartupPorts) {
    this.#startup = startup;
  }

  get loaded(): Features | undefined {
    return this.#loaded;
  }

  load(): Promise<Features> {
    return (this.#loading ??= import('./features.ts').then(
      ({ createFeatures }) => {
        this.#loaded = createFeatures(this.#startup);
        if (this.#startup.shutdown.aborted) this.#loaded.dispose();
        return this.#loaded;
      },
      (error: unknown) => {
        // An update of the extension may have been replacing the file, so the next command loads it again.
        this.#loading = undefined;
        throw error;
      },
    ));
  }

  /** Loads the features for background work. If loading fails, the next command reports the failure. */
  use(work?: (features: Features) => unknown): void {
    this.load().then(work, () => undefined);
  }

  async close(): Promise<void> {
    await this.#loaded?.close();
  }

  dispose(): void {
    this.#loaded?.dispose();
  }
}

function createStatusBar({ reader, active }: StartupPorts, features: LaterFeatures): StatusBar {
  const statusBar = new StatusBar({
    applications: reader.states,
    savedIds: () => reader.knownIds(),
    active,
    clock: systemClock,
    timer: systemTimer,
    causeOf: (failure) => {
      if (!features.loaded) {
        features.use(() => {
          statusBar.update();
        });
      }
      return features.loaded?.causeOf(failure);
    },
  });
  return statusBar;
}

function createRenewal(
  { reader, active }: StartupPorts,
  features: LaterFeatures,
): AutomaticRenewal {
  return new AutomaticRenewal({
    clock: systemClock,
    timer: systemTimer,
    application: () =>
      settings.renewal() === 'automatic' ? reader.states.get(active.id) : undefined,
    renew: (id) =>
      features.load().then(
        (loaded) => loaded.renewByItself(id),
        () => undefined,
      ),
  });
}

/** Calls `update` after each event that may change the status bar, or which token is renewed or shared. */
function listeners(
  { reader, active }: StartupPorts,
  features: LaterFeatures,
  update: () => void,
): readonly vscode.Disposable[] {
  // The diagnostics of INI files are a part of the features that are loaded later.
  const loadForDocument = (document: vscode.TextDocument) => {
    if (isCredentialsIni(document)) features.use();
  };
  vscode.workspace.textDocuments.forEach(loadForDocument);
  return [
    vscode.workspace.onDidOpenTextDocument(loadForDocument),
    new vscode.Disposable(reader.states.onDidChange(update)),
    active.onDidChange(update),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('isogeo')) update();
      if (event.affectsConfiguration('isogeo.clients.shareToken') && settings.sharesToken()) {
        features.use((loaded) => loaded.sharing.explain());
      }
    }),
    // The machine may have slept past the moment of the next change, or its clock may have been changed.
    vscode.window.onDidChangeWindowState((state) => {
      if (state.focused) update();
    }),
  ];
}
