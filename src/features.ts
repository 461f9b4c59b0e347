import * as vscode from 'vscode';
import { readLocalFile } from './node/files/localFile.ts';
import { loopback } from './node/signIn/loopback.ts';
import type { Authenticated } from './session/signIn/authenticate.ts';
import { Latest } from './session/concurrency/latest.ts';
import { Applications } from './session/applications/applications.ts';
import type { ApplicationReader } from './session/applications/reader.ts';
import { createMarkers } from './vscode/host/markers.ts';
import type { StoredSecrets } from './vscode/host/storedSecrets.ts';
import { createVault } from './vscode/host/vault.ts';
import { createNetwork, lockIn, type Network, type NetworkPorts } from './network.ts';
import { SharedToken } from './session/token/sharedToken.ts';
import { SingleFlight } from './session/concurrency/singleFlight.ts';
import { Tokens } from './session/token/tokens.ts';
import { ApplicationDetails } from './vscode/applications/applicationDetails.ts';
import {
  authenticateInteractively,
  authenticateQuietly,
} from './vscode/signIn/authenticateCommand.ts';
import { chooseFile } from './vscode/credentials/chooseCredentials.ts';
import {
  ConnectionCheck,
  type CheckCommandPorts,
} from './vscode/connection/checkConnectionCommand.ts';
import type { ActiveApplication } from './vscode/host/activeApplication.ts';
import { Clipboard } from './vscode/host/clipboard.ts';
import { createFileReader } from './vscode/host/files.ts';
import type { Sessions } from './vscode/applications/authenticationProvider.ts';
import type { RequestCommandId, RequestPorts, Requests } from './requests.ts';
import type { Handler, Handlers } from './vscode/host/commandIds.ts';
import { CredentialsDiagnostics } from './vscode/credentials/credentialsDiagnostics.ts';
import { manageCertificates } from './vscode/certificates/manageCertificates.ts';
import { showMenu } from './vscode/token/menu.ts';
import { newTerminal } from './vscode/token/newTerminal.ts';
import type { RequestHelp } from './vscode/requests/requestHelp.ts';
import { createSessions } from './vscode/applications/sessions.ts';
import { settings } from './vscode/host/settings.ts';
import { TokenSharing } from './vscode/token/shareToken.ts';
import { signOut } from './vscode/applications/signOut.ts';
import { switchApplication } from './vscode/applications/switchApplication.ts';
import {
  copyAccessToken,
  copyBearerHeader,
  renewByItself,
  renewToken,
  tokenForUse,
  type TokenPorts,
} from './vscode/token/tokenCommands.ts';
import { causeOf } from './vscode/words/failures.ts';

/** The objects that activation has already created. */
export interface StartupPorts extends NetworkPorts {
  readonly reader: ApplicationReader;
  readonly secrets: vscode.SecretStorage;
  readonly stored: StoredSecrets;
  readonly active: ActiveApplication;
  readonly channel: vscode.LogOutputChannel;
  /** Aborted when the extension stops. */
  readonly shutdown: AbortSignal;
}

export interface Features {
  readonly handlers: Handlers;
  /** Must not be called after a final failure: this method would request a token again. */
  renewByItself(id: string): Promise<void>;
  readonly sessions: Sessions;
  readonly sharedToken: SharedToken;
  readonly sharing: Pick<TokenSharing, 'explain'>;
  /** The request help, which is loaded on first use. */
  requests(): Promise<RequestHelp>;
  readonly causeOf: typeof causeOf;
  /** To be awaited before the window closes, and before `dispose`. */
  close(): Promise<void>;
  dispose(): void;
}

/** Creates all features except the status bar, when they are first needed. */
export function createFeatures(startup: StartupPorts): Features {
  const network = createNetwork(startup);
  const applications = applicationsOf(startup);
  const sharedToken = createSharedToken(startup, applications);
  const ports = commandPorts(startup, network, applications, sharedToken);
  const details = new ApplicationDetails(ports);
  const connectionCheck = new ConnectionCheck(ports);
  const requests = new LaterRequests(ports);
  const all = vscode.Disposable.from(
    details,
    new CredentialsDiagnostics(),
    connectionCheck,
    ports.clipboard,
    sharedToken,
    requests,
  );
  return {
    requests: () => requests.load(),
    renewByItself: (id) => renewByItself(id, ports),
    sessions: createSessions(ports),
    sharedToken,
    sharing: ports.sharing,
    causeOf,
    close: () => ports.clipboard.close(),
    handlers: handlersOf(ports, details, connectionCheck, requests),
    dispose() {
      all.dispose();
    },
  };
}

function applicationsOf(startup: StartupPorts): Applications {
  const vault = createVault(startup.secrets, startup.stored);
  const markers = createMarkers(startup.globalState);
  const ports = { vault, markers, log: startup.log, lock: lockIn(startup) };
  return new Applications(ports, startup.reader);
}

function createSharedToken(
  { active, clock, timer }: StartupPorts,
  applications: Applications,
): SharedToken {
  const sharedToken = new SharedToken({
    clock,
    timer,
    application: () => (settings.sharesToken() ? applications.get(active.id) : undefined),
    environment: process.env,
  });
  sharedToken.update();
  return sharedToken;
}

function commandPorts(
  startup: StartupPorts,
  { http, probe, readCaFile, trusted }: Network,
  applications: Applications,
  sharedToken: SharedToken,
): CommandPorts {
  const { active, channel, clock, globalState, log, shutdown, timer } = startup;
  const sharing = new TokenSharing(globalState);
  const ports: CommandPorts = {
    active,
    applications,
    browserSignIns: new Latest(),
    channel,
    clipboard: new Clipboard(clock, timer, globalState),
    clock,
    globalState,
    http,
    inheritedEnvironment: () => sharedToken.inherited(),
    log,
    loopback,
    offerToken: (reader) => sharing.offer(reader),
    probe,
    readCaFile,
    readFile: createFileReader(readLocalFile),
    sharing,
    shutdown,
    signIns: new SingleFlight<Authenticated>(),
    timer,
    tokenForUse: (again) => tokenForUse(ports, again),
    tokens: new Tokens({ applications, clock, http, lock: lockIn(startup), log }),
    trusted,
  };
  return ports;
}

/** Each command names the ports that it needs. */
type CommandPorts = TokenPorts &
  CheckCommandPorts &
  RequestPorts & {
    readonly channel: vscode.LogOutputChannel;
    readonly sharing: TokenSharing;
    readonly timer: NetworkPorts['timer'];
  };

/** Loads the request help. After a failure to load, the next use tries again. */
class LaterRequests implements vscode.Disposable {
  readonly #ports: CommandPorts;
  #loading: Promise<Requests> | undefined;

  constructor(ports: CommandPorts) {
    this.#ports = ports;
  }

  load(): Promise<Requests> {
    return (this.#loading ??= import('./requests.ts').then(
      ({ createRequests }) => createRequests(this.#ports),
      (error: unknown) => {
        this.#loading = undefined;
        throw error;
      },
    ));
  }

  handler(id: RequestCommandId): Handler {
    return async (argument) => (await this.load()).handlers[id](argument);
  }

  dispose(): void {
    this.#loading?.then(
      (loaded) => {
        loaded.dispose();
      },
      () => undefined,
    );
  }
}

function handlersOf(
  ports: CommandPorts,
  details: ApplicationDetails,
  connectionCheck: ConnectionCheck,
  requests: LaterRequests,
): Handlers {
  const { trusted, readCaFile, applications } = ports;
  const endpoints = () =>
    applications.inMemory().map(({ record }) => record.application.credentials.endpoints);
  return {
    'isogeo.authenticate': (argument) =>
      typeof argument === 'object' && argument !== null && 'credentialsFile' in argument
        ? authenticateQuietly(argument.credentialsFile, ports)
        : authenticateInteractively(ports),
    'isogeo.loadCredentials': (argument) =>
      authenticateInteractively(
        ports,
        argument instanceof vscode.Uri ? () => ({ from: 'file', uri: argument }) : chooseFile,
      ),
    'isogeo.copyBearerHeader': (argument) =>
      copyBearerHeader(ports, typeof argument === 'string' ? argument : undefined),
    'isogeo.copyAccessToken': () => copyAccessToken(ports),
    'isogeo.copyRequest': requests.handler('isogeo.copyRequest'),
    'isogeo.insertBearerHeader': requests.handler('isogeo.insertBearerHeader'),
    'isogeo.newRequestFile': requests.handler('isogeo.newRequestFile'),
    'isogeo.newTerminal': () => newTerminal(ports),
    'isogeo.switchApplication': () => switchApplication(ports),
    'isogeo.renewToken': () => renewToken(ports),
    'isogeo.signOut': () => signOut(ports),
    'isogeo.checkConnection': (argument) => connectionCheck.run(argument),
    'isogeo.showApplication': () => details.show(),
    'isogeo.manageCertificates': () => manageCertificates({ trusted, readCaFile, endpoints }),
    'isogeo.showMenu': () => showMenu(ports),
    'isogeo.showLog': () => {
      ports.channel.show();
      return Promise.resolve();
    },
  };
}
