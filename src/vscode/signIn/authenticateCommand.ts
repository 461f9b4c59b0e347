import * as vscode from 'vscode';
import { summaryOf, type ApplicationSummary } from '../../core/applications/application.ts';
import { isOfUser, type Credentials } from '../../core/credentials/credentials.ts';
import { withApi } from '../../core/applications/apiAddress.ts';
import type { Endpoints } from '../../core/platform/endpoints.ts';
import { platformOf } from '../../core/platform/origins.ts';
import type { FailureReason } from '../../core/failure.ts';
import type { Position } from '../../core/text/position.ts';
import { cancelled, type Result } from '../../core/result.ts';
import { keepSavedApi } from '../../session/signIn/apiAddress.ts';
import {
  authenticate,
  type Authenticated,
  type AuthenticatePorts,
} from '../../session/signIn/authenticate.ts';
import {
  chooseCredentials,
  chooseFile,
  type ChooseSource,
  type CredentialsSource,
} from '../credentials/chooseCredentials.ts';
import { fileOfArgument, openAt } from '../credentials/credentialsFiles.ts';
import { enterCredentials } from '../credentials/enterCredentials.ts';
import type { Applications } from '../../session/applications/applications.ts';
import type { HttpClient } from '../../session/ports.ts';
import type { ActiveApplication } from '../host/activeApplication.ts';
import { showFailure, type FailurePorts } from '../failures/failures.ts';
import { offerToIgnore } from '../credentials/gitignore.ts';
import { inEither } from '../host/inert.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';
import { whileRequestingToken } from '../host/progress.ts';
import { askApiAddress, type ApiAddressPorts } from './apiAddress.ts';
import { signInThroughBrowser, type BrowserPorts } from './browserSignIn.ts';
import { congratulate } from './congratulate.ts';
import { confirmOrigins } from './confirmOrigins.ts';
import {
  credentialsFromFile,
  credentialsFromSource,
  type SourcePorts,
} from '../credentials/sourceCredentials.ts';
import { causeOf } from '../words/failures.ts';

/** The result of `isogeo.authenticate` for `executeCommand`: plain data without a secret. */
export type AuthenticateAnswer =
  | {
      readonly ok: true;
      readonly application: ApplicationSummary;
      /** ISO 8601; absent if the platform didn't say. */
      readonly expiresAt?: string;
      /** False if the token could not be stored; absent otherwise. */
      readonly saved?: false;
    }
  | { readonly ok: false; readonly reason: FailureReason; readonly message: string };

export interface SignInPorts
  extends FailurePorts, SourcePorts, BrowserPorts, AuthenticatePorts, ApiAddressPorts {
  readonly active: ActiveApplication;
  readonly applications: Applications;
  readonly http: HttpClient;
  /** Remembers which questions the user doesn't want again. */
  readonly globalState: vscode.Memento;
  /** Aborted when the extension stops: unfinished work must not be written. */
  readonly shutdown: AbortSignal;
}

/** Signs in without asking or showing anything, for keybindings and other extensions. */
export async function authenticateQuietly(
  credentialsFile: unknown,
  ports: SignInPorts,
): Promise<AuthenticateAnswer> {
  const file = fileOfArgument(credentialsFile);
  const read = file.ok ? await credentialsFromFile(file.value, ports) : file;
  if (!read.ok) return answerOf(read);
  return answerOf(await ports.active.whileSigningIn(() => authenticateAlone(read.value, ports)));
}

/** The results of an earlier try of the same command. */
interface EarlierTry {
  /** The origins that the user has accepted. */
  readonly agreed: Set<string>;
  /** The API address that the user has corrected. */
  readonly api?: string;
}

/**
 * For the palette and menus: chooses, confirms, shows progress, and reports the result. `use` then receives
 * the application; by default it becomes this window's active one.
 */
export async function authenticateInteractively(
  ports: SignInPorts,
  choose: ChooseSource = () => chooseCredentials(ports),
  use: (id: string) => void = (id) => {
    ports.active.choose(id);
  },
  earlier: EarlierTry = { agreed: new Set() },
): Promise<AuthenticateAnswer> {
  const source = await choose();
  let endpoints: Endpoints | undefined;
  const result = source
    ? await authenticateFrom(source, ports, earlier, (tried) => (endpoints = tried))
    : cancelled;
  if (result.ok) {
    use(result.value.application.id);
    congratulate(result.value, ports);
    if (source?.from === 'file') void offerToIgnore(source.uri, ports.globalState);
  } else {
    const again = (from: ChooseSource, api?: string) => () =>
      authenticateInteractively(ports, from, use, { ...earlier, ...(api && { api }) });
    const sameSource = source ? () => source : choose;
    const check = source && argumentOfCheck(source);
    showFailure(result.failure, keptIn(ports), ports, {
      tryAgain: again(sameSource),
      chooseAnotherFile: again(chooseFile),
      ...(endpoints && { endpoints }),
      ...(endpoints &&
        platformOf(endpoints.token) === 'custom' && {
          correctApiAddress: async () => {
            const api = endpoints && (await askApiAddress(endpoints.api));
            return api === undefined ? undefined : again(sameSource, api)();
          },
        }),
      ...(check && {
        checkConnection: () => vscode.commands.executeCommand('isogeo.checkConnection', check),
      }),
      ...(source &&
        'draft' in source && { enterAgain: again(() => enterCredentials(source.draft)) }),
      ...(source?.from === 'file' && {
        openFile: (position: Position) => openAt(source.uri, position),
      }),
    });
  }
  return answerOf(result);
}

/** Credentials that were typed, pasted or found in the environment aren't saved: no check can find them. */
function argumentOfCheck(source: CredentialsSource): object | undefined {
  switch (source.from) {
    case 'file':
      return { credentialsFile: source.uri.toString() };
    case 'saved':
      return { applicationId: source.id };
    case 'entered':
    case 'pasted':
    case 'environment':
      return undefined;
  }
}

async function authenticateFrom(
  source: CredentialsSource,
  ports: SignInPorts,
  { agreed, api }: EarlierTry,
  onRead: (endpoints: Endpoints) => void,
): Promise<Result<Authenticated>> {
  if (source.from === 'file' && !(await mayReadFiles())) return cancelled;
  const read = await credentialsFromSource(source, ports);
  if (!read.ok) return read;
  const credentials =
    api === undefined
      ? await keepSavedApi(read.value, ports.applications)
      : withApi(read.value, api);
  onRead(credentials.endpoints);
  const confirmed = await confirmOrigins(credentials, ports.applications, agreed);
  if (!confirmed.ok) return confirmed;
  return ports.active.whileSigningIn(() => signIn(credentials, confirmed.value, ports));
}

/** Authenticates as far as possible without the user: no confirmation, and no browser. */
async function authenticateAlone(
  credentials: Credentials,
  ports: SignInPorts,
): Promise<Result<Authenticated>> {
  const kept = await keepSavedApi(credentials, ports.applications);
  const result = await authenticate(kept, [], ports, ports.shutdown);
  if (result.ok) ports.active.choose(result.value.application.id);
  return result;
}

/**
 * While the browser is awaited, only the input box shows this. Progress is shown for the work after the
 * answer.
 */
function signIn(
  credentials: Credentials,
  confirmedOrigins: readonly string[],
  ports: SignInPorts,
): Promise<Result<Authenticated>> {
  if (!isOfUser(credentials)) {
    return whileRequestingToken(ports.shutdown, (signal) =>
      authenticate(credentials, confirmedOrigins, ports, signal),
    );
  }
  const answered = Promise.withResolvers<undefined>();
  const throughBrowser = (signal: AbortSignal) =>
    signInThroughBrowser(credentials, ports, signal, () => {
      answered.resolve(undefined);
    });
  return whileRequestingToken(
    ports.shutdown,
    (signal) => authenticate(credentials, confirmedOrigins, ports, signal, throughBrowser),
    answered.promise,
  );
}

/** In an untrusted workspace, no file is read before the user allows it. */
async function mayReadFiles(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const read = t('Read the File');
  const answer = await notify.confirm(
    t('Read a credentials file in an untrusted workspace?'),
    t(
      'The file says where its secret is sent. Continue only if you trust the source of this file.',
    ),
    read,
  );
  return answer === read;
}

function answerOf(result: Result<Authenticated>): AuthenticateAnswer {
  if (!result.ok) {
    const { failure } = result;
    return { ok: false, reason: failure.reason, message: inEither(causeOf(failure)) };
  }
  const { application, token, saved } = result.value;
  return {
    ok: true,
    application: summaryOf(application),
    ...(token.expiresAt !== undefined && { expiresAt: new Date(token.expiresAt).toISOString() }),
    ...(!saved && { saved: false as const }),
  };
}

function keptIn({ applications }: Pick<SignInPorts, 'applications'>): string {
  return applications.knownIds().length > 0 ? t('Your saved credentials haven’t changed.') : '';
}
