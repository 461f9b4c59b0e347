import * as vscode from 'vscode';
import { proxyFor } from './core/http/proxy.ts';
import { CaFiles } from './node/certificates/caFiles.ts';
import { readCertificate } from './node/certificates/certificates.ts';
import { createTrust } from './node/certificates/trust.ts';
import { createFileLock } from './node/concurrency/fileLock.ts';
import { readLocalFile } from './node/files/localFile.ts';
import { createHttp, withDeadline } from './node/http/http.ts';
import { loopback } from './node/signIn/loopback.ts';
import { createProbe } from './node/connection/probe.ts';
import type { Authenticated } from './session/signIn/authenticate.ts';
import { Latest } from './session/concurrency/latest.ts';
import { Applications } from './session/applications/applications.ts';
import type { ApplicationReader } from './session/applications/reader.ts';
import type { Lock, Timer } from './session/ports.ts';
import { Retrying } from './session/http/retrying.ts';
import { SharedToken } from './session/token/sharedToken.ts';
import { SingleFlight } from './session/concurrency/singleFlight.ts';
import { Tokens } from './session/token/tokens.ts';
import { ApplicationDetails } from './vscode/applications/applicationDetails.ts';
import {
  authenticateInteractively,
  authenticateQuietly,
} from './vscode/signIn/authenticateCommand.ts';
import { readCaFiles } from './vscode/certificates/caFiles.ts';
import { chooseFile } from './vscode/credentials/chooseCredentials.ts';
import { ConnectionCheck } from './vscode/connection/checkConnectionCommand.ts';
import { Clipboard } from './vscode/host/clipboard.ts';
import { createFileReader } from './vscode/host/files.ts';
import type { Sessions } from './vscode/applications/authenticationProvider.ts';
import type { RequestCommandId, Requests } from './requests.ts';
import type { Handler, Handlers } from './vscode/host/commandIds.ts';
import { CredentialsDiagnostics } from './vscode/credentials/credentialsDiagnostics.ts';
import {
  manageCertificates,
  type CertificateServices,
} from './vscode/certificates/manageCertificates.ts';
import { showMenu } from './vscode/token/menu.ts';
import { readProxySettings, usesSystemCertificates } from './vscode/host/proxySettings.ts';
import { newTerminal } from './vscode/token/newTerminal.ts';
import type { RequestHelp } from './vscode/requests/requestHelp.ts';
import type { Services } from './vscode/services.ts';
import { createSessions } from './vscode/applications/sessions.ts';
import { createMarkers } from './vscode/host/markers.ts';
import { settings } from './vscode/host/settings.ts';
import type { StoredSecrets } from './vscode/host/storedSecrets.ts';
import { createVault } from './vscode/host/vault.ts';
import { explainSharing } from './vscode/token/shareToken.ts';
import { signOut } from './vscode/applications/signOut.ts';
import { switchApplication } from './vscode/applications/switchApplication.ts';
import {
  copyAccessToken,
  copyBearerHeader,
  renewByItself,
  renewToken,
  tokenForUse,
} from './vscode/token/tokenCommands.ts';
import { TrustedCertificates } from './vscode/certificates/trustedCertificates.ts';
import { causeOf } from './vscode/words/failures.ts';

/** What activation has made already. */
export interface StartupServices extends Omit<
  Services,
  | 'applications'
  | 'tokens'
  | 'http'
  | 'loopback'
  | 'browserSignIns'
  | 'signIns'
  | 'clipboard'
  | 'inheritedEnvironment'
  | 'readFile'
  | keyof CertificateServices
> {
  readonly reader: ApplicationReader;
  readonly secrets: vscode.SecretStorage;
  readonly stored: StoredSecrets;
  readonly timer: Timer;
  /** For what is not secret; shared by every window of this machine. */
  readonly storageUri: vscode.Uri;
}

export interface Features {
  readonly handlers: Handlers;
  /** Must not be called while the last one has failed for good: it would ask again. */
  renewByItself(id: string): Promise<void>;
  readonly sessions: Sessions;
  readonly sharedToken: SharedToken;
  /** To be called when the setting has been switched on. */
  explainSharing(): Promise<void>;
  /** What helps with requests, which is a part of its own. */
  requests(): Promise<RequestHelp>;
  readonly causeOf: typeof causeOf;
  dispose(): void;
}

/** The part of the extension that is loaded when it is first needed: everything but the status bar. */
export function createFeatures(startup: StartupServices): Features {
  const trusted = new TrustedCertificates(startup.globalState, readCertificate);
  const caFiles = new CaFiles(readLocalFile);
  const readCaFile = (path: string) => caFiles.read(path);
  const trust = createTrust({
    caFiles: readCaFiles,
    readCaFile,
    useSystem: usesSystemCertificates,
    pinned: (host) => trusted.pinned(host),
  });
  const proxyOf = (url: URL) => proxyFor(url, readProxySettings());
  const probe = createProbe({ timeoutMs: settings.probeTimeoutMs, proxyFor: proxyOf, trust });
  const http = withDeadline(
    new Retrying({
      clock: startup.clock,
      timer: startup.timer,
      log: startup.log,
      http: createHttp(trust),
      random: Math.random,
      proxyFor: proxyOf,
    }),
    settings.timeoutMs,
  );
  const lock = lockIn(startup);
  const applications = new Applications(
    {
      vault: createVault(startup.secrets, startup.stored),
      markers: createMarkers(startup.globalState),
      log: startup.log,
      lock,
    },
    startup.reader,
  );
  const tokens = new Tokens({ ...startup, applications, http, lock });
  const clipboard = new Clipboard(startup.clock, startup.timer);
  const { active } = startup;
  const sharedToken = new SharedToken({
    ...startup,
    application: () =>
      settings.sharesToken() && active.id !== undefined ? applications.get(active.id) : undefined,
    environment: process.env,
  });
  sharedToken.update();
  const services: Services = {
    ...startup,
    applications,
    http,
    loopback,
    browserSignIns: new Latest(),
    signIns: new SingleFlight<Authenticated>(),
    tokens,
    clipboard,
    inheritedEnvironment: () => sharedToken.inherited(),
    readFile: createFileReader(readLocalFile),
    trusted,
    readCaFile,
  };
  const details = new ApplicationDetails(services);
  const diagnostics = new CredentialsDiagnostics();
  const connectionCheck = new ConnectionCheck({
    active,
    applications,
    clock: startup.clock,
    http,
    log: startup.log,
    probe,
    readFile: services.readFile,
    shutdown: startup.shutdown,
  });
  let loading: Promise<Requests> | undefined;
  const requests = () =>
    (loading ??= import('./requests.ts').then(
      ({ createRequests }) =>
        createRequests({
          ...services,
          timer: startup.timer,
          tokenForUse: (again) => tokenForUse(services, again),
        }),
      (error: unknown) => {
        loading = undefined;
        throw error;
      },
    ));
  const forRequests =
    (id: RequestCommandId): Handler =>
    async (argument) =>
      (await requests()).handlers[id](argument);
  return {
    requests,
    renewByItself: (id) => renewByItself(id, services),
    sessions: createSessions(services),
    sharedToken,
    explainSharing,
    causeOf,
    handlers: {
      'isogeo.authenticate': (argument) =>
        typeof argument === 'object' && argument !== null && 'credentialsFile' in argument
          ? authenticateQuietly(argument.credentialsFile, services)
          : authenticateInteractively(services),
      'isogeo.loadCredentials': (argument) =>
        authenticateInteractively(
          services,
          argument instanceof vscode.Uri
            ? () => Promise.resolve({ from: 'file', uri: argument })
            : chooseFile,
        ),
      'isogeo.copyBearerHeader': (argument) =>
        copyBearerHeader(services, typeof argument === 'string' ? argument : undefined),
      'isogeo.copyAccessToken': () => copyAccessToken(services),
      'isogeo.copyRequest': forRequests('isogeo.copyRequest'),
      'isogeo.insertBearerHeader': forRequests('isogeo.insertBearerHeader'),
      'isogeo.newRequestFile': forRequests('isogeo.newRequestFile'),
      'isogeo.newTerminal': () => newTerminal(services),
      'isogeo.switchApplication': () => switchApplication(services),
      'isogeo.renewToken': () => renewToken(services),
      'isogeo.signOut': () => signOut(services),
      'isogeo.checkConnection': (argument) => connectionCheck.run(argument),
      'isogeo.showApplication': () => details.show(),
      'isogeo.manageCertificates': () =>
        manageCertificates({
          trusted,
          readCaFile,
          endpoints: () =>
            applications.inMemory().map(({ record }) => record.application.credentials.endpoints),
        }),
      'isogeo.showMenu': () => showMenu(services),
      'isogeo.showLog': () => {
        startup.channel.show();
        return Promise.resolve();
      },
    },
    dispose() {
      details.dispose();
      diagnostics.dispose();
      connectionCheck.dispose();
      clipboard.dispose();
      sharedToken.dispose();
      loading?.then(
        (loaded) => {
          loaded.dispose();
        },
        () => undefined,
      );
    },
  };
}

/** Where storage is no folder of this machine, each window works for itself. */
function lockIn({ storageUri, log }: StartupServices): Lock {
  if (storageUri.scheme !== 'file') return { hold: (_key, work) => work() };
  const folder = vscode.Uri.joinPath(storageUri, 'locks').fsPath;
  // No longer for another window than for the platform itself.
  return createFileLock({ folder, patienceMs: settings.timeoutMs, log });
}
