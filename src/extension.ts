import * as vscode from 'vscode';
import type { Features } from './features.ts';
import { systemClock, systemTimer } from './node/concurrency/clock.ts';
import { ApplicationReader } from './session/applications/reader.ts';
import { AutomaticRenewal } from './session/token/automaticRenewal.ts';
import { ActiveApplication } from './vscode/host/activeApplication.ts';
import { AuthenticationProvider } from './vscode/applications/authenticationProvider.ts';
import { commandIds } from './vscode/host/commandIds.ts';
import { isCredentialsIni } from './vscode/credentials/credentialsDocuments.ts';
import { createLog } from './vscode/host/log.ts';
import { markedIds } from './vscode/host/markedIds.ts';
import { followOtherWindows, loadAtStart } from './vscode/applications/otherWindows.ts';
import { registerRequestHelp } from './vscode/requests/requestHelp.ts';
import { settings } from './vscode/host/settings.ts';
import { StatusBar } from './vscode/token/statusBar.ts';
import { openSecrets } from './vscode/host/storedSecrets.ts';

/** Puts the parts together; what they do stands in the parts. */
export function activate(context: vscode.ExtensionContext): void {
  const channel = vscode.window.createOutputChannel('Isogeo API', { log: true });
  const log = createLog(channel);
  const stored = openSecrets(context.secrets);
  const savedIds = () => markedIds(context.globalState);
  const applications = new ApplicationReader({ vault: stored, markers: { ids: savedIds }, log });
  const active = new ActiveApplication(context);
  let present: Features | undefined;
  const statusBar = new StatusBar({
    applications: applications.states,
    savedIds: () => applications.knownIds(),
    active,
    clock: systemClock,
    timer: systemTimer,
    causeOf: (failure) => {
      if (!present) {
        features().then(
          () => {
            statusBar.update();
          },
          () => undefined,
        );
      }
      return present?.causeOf(failure);
    },
  });

  const shutdown = new AbortController();
  let loading: Promise<Features> | undefined;
  const features = () => {
    loading ??= import('./features.ts').then(
      ({ createFeatures }) => {
        const created = createFeatures({
          reader: applications,
          secrets: context.secrets,
          stored,
          active,
          clock: systemClock,
          timer: systemTimer,
          log,
          channel,
          globalState: context.globalState,
          storageUri: context.globalStorageUri,
          shutdown: shutdown.signal,
        });
        context.subscriptions.push(created);
        present = created;
        return created;
      },
      (error: unknown) => {
        // The next command may find the file that an update was just replacing.
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };

  const provider = new AuthenticationProvider(applications, savedIds(), () =>
    features().then(({ sessions }) => sessions),
  );
  const renewal = new AutomaticRenewal({
    clock: systemClock,
    timer: systemTimer,
    application: () =>
      settings.renewal() === 'automatic' && active.id !== undefined
        ? applications.states.get(active.id)
        : undefined,
    renew: (id) =>
      features().then(
        (created) => created.renewByItself(id),
        () => undefined,
      ),
  });
  const update = () => {
    renewal.update();
    if (present) present.sharedToken.update();
    else if (settings.sharesToken()) features().then(undefined, () => undefined);
  };

  /** The parser of INI files comes with the rest. */
  const loadForDocument = (document: vscode.TextDocument) => {
    if (isCredentialsIni(document)) features().then(undefined, () => undefined);
  };

  context.subscriptions.push(
    channel,
    vscode.workspace.onDidOpenTextDocument(loadForDocument),
    statusBar,
    active,
    renewal,
    provider,
    vscode.authentication.registerAuthenticationProvider('isogeo', 'Isogeo', provider, {
      supportsMultipleAccounts: true,
    }),
    { dispose: applications.states.onDidChange(update) },
    active.onDidChange(update),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('isogeo')) update();
      if (event.affectsConfiguration('isogeo.clients.shareToken') && settings.sharesToken()) {
        features().then(
          (created) => created.explainSharing(),
          () => undefined,
        );
      }
    }),
    // The machine may have slept past the moment.
    vscode.window.onDidChangeWindowState((state) => {
      if (state.focused) update();
    }),
    followOtherWindows(stored, { applications, active, provider }),
    {
      dispose: () => {
        shutdown.abort();
      },
    },
    registerRequestHelp(applications.states, active, () =>
      features().then((present) => present.requests()),
    ),
    ...commandIds.map((id) =>
      vscode.commands.registerCommand(id, async (argument?: unknown) =>
        (await features()).handlers[id](argument),
      ),
    ),
  );
  vscode.workspace.textDocuments.forEach(loadForDocument);
  log.info('activated', { count: savedIds().length });
  void loadAtStart({ applications, active });
}
