import * as vscode from 'vscode';
import { summaryOf, type ApplicationSummary } from '../../core/applications/application.ts';
import { isOfUser, type Credentials } from '../../core/credentials/credentials.ts';
import type { Endpoints } from '../../core/platform/endpoints.ts';
import type { FailureReason } from '../../core/failure.ts';
import type { Position } from '../../core/text/position.ts';
import { failed, type Result } from '../../core/result.ts';
import {
  authenticate,
  type Authenticated,
  type AuthenticatePorts,
} from '../../session/signIn/authenticate.ts';
import {
  chooseCredentials,
  chooseFile,
  enterSource,
  type CredentialsSource,
} from '../credentials/chooseCredentials.ts';
import { openAt, uriOfArgument } from '../credentials/credentialsFiles.ts';
import type { Applications } from '../../session/applications/applications.ts';
import type { HttpClient } from '../../session/ports.ts';
import type { ActiveApplication } from '../host/activeApplication.ts';
import { showFailure, type FailurePorts } from '../failures/failures.ts';
import { offerToIgnore } from '../credentials/gitignore.ts';
import { inEither } from '../host/inert.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';
import { withProgress } from '../host/progress.ts';
import { signInThroughBrowser, type BrowserPorts } from './browserSignIn.ts';
import { confirmOrigins } from './confirmOrigins.ts';
import {
  credentialsFromFile,
  credentialsFromSource,
  type SourcePorts,
} from '../credentials/sourceCredentials.ts';
import { durationInWords } from '../words/times.ts';
import { causeOf } from '../words/failures.ts';
import { sharesInWords } from '../words/applications.ts';

/** What `isogeo.authenticate` answers to `executeCommand`: plain data, and never a secret. */
export type AuthenticateAnswer =
  | {
      readonly ok: true;
      readonly application: ApplicationSummary;
      /** ISO 8601; absent where the platform did not say. */
      readonly expiresAt?: string;
      /** False where the token came but could not be stored; absent otherwise. */
      readonly saved?: false;
    }
  | { readonly ok: false; readonly reason: FailureReason; readonly message: string };

export interface SignInPorts extends FailurePorts, SourcePorts, BrowserPorts, AuthenticatePorts {
  readonly active: ActiveApplication;
  readonly applications: Applications;
  readonly http: HttpClient;
  /** What the user doesn't want to be asked again. */
  readonly globalState: vscode.Memento;
  /** Aborted when the extension stops: what is in flight then is not to be written. */
  readonly shutdown: AbortSignal;
}

/** Asks nothing and shows nothing: for keybindings and other extensions. */
export async function authenticateQuietly(
  credentialsFile: unknown,
  ports: SignInPorts,
): Promise<AuthenticateAnswer> {
  const path = String(credentialsFile);
  const uri = uriOfArgument(path);
  if (!uri) {
    return answerOf(failed({ reason: 'credentials-unreadable', cause: 'not-absolute', path }));
  }
  if (!vscode.workspace.isTrusted) {
    return answerOf(failed({ reason: 'interaction-required', need: 'trust-workspace' }));
  }
  const read = await credentialsFromFile(uri, ports);
  if (!read.ok) return answerOf(read);
  return answerOf(await ports.active.whileSigningIn(() => authenticateAlone(read.value, ports)));
}

/**
 * Palette and menus: chooses, confirms, shows progress, and says how it went. `use` is what becomes
 * of the application then: this window's active one, unless the caller says otherwise.
 */
export async function authenticateInteractively(
  ports: SignInPorts,
  choose: () => Promise<CredentialsSource | undefined> = () => chooseCredentials(ports),
  use: (id: string) => void = (id) => {
    ports.active.choose(id);
  },
  /** The origins that the user has agreed to in an earlier try of this command. */
  agreed = new Set<string>(),
): Promise<AuthenticateAnswer> {
  const source = await choose();
  let endpoints: Endpoints | undefined;
  const result = source
    ? await authenticateFrom(source, ports, agreed, (tried) => (endpoints = tried))
    : failed({ reason: 'cancelled' } as const);
  if (result.ok) {
    use(result.value.application.id);
    congratulate(result.value);
    if (source?.from === 'file') void offerToIgnore(source.uri, ports.globalState);
  } else {
    const again = (from: typeof choose) => () =>
      authenticateInteractively(ports, from, use, agreed);
    const check = source && argumentOfCheck(source);
    showFailure(result.failure, t('Your saved credentials haven’t changed.'), ports, {
      tryAgain: again(source ? () => Promise.resolve(source) : choose),
      chooseAnotherFile: again(chooseFile),
      ...(endpoints && { endpoints }),
      ...(check && {
        checkConnection: () => vscode.commands.executeCommand('isogeo.checkConnection', check),
      }),
      ...(source?.from === 'entered' && { enterAgain: again(() => enterSource(source.draft)) }),
      ...(source?.from === 'file' && {
        openFile: (position: Position) => openAt(source.uri, position),
      }),
    });
  }
  return answerOf(result);
}

/** What was typed, or stands in the environment, is kept nowhere that a check could find it. */
function argumentOfCheck(source: CredentialsSource): object | undefined {
  switch (source.from) {
    case 'file':
      return { credentialsFile: source.uri.toString() };
    case 'saved':
      return { applicationId: source.id };
    case 'entered':
    case 'environment':
      return undefined;
  }
}

async function authenticateFrom(
  source: CredentialsSource,
  ports: SignInPorts,
  agreed: Set<string>,
  onRead: (endpoints: Endpoints) => void,
): Promise<Result<Authenticated>> {
  if (source.from === 'file' && !(await mayReadFiles())) return failed({ reason: 'cancelled' });
  const credentials = await credentialsFromSource(source, ports);
  if (!credentials.ok) return credentials;
  onRead(credentials.value.endpoints);
  const confirmed = await confirmOrigins(credentials.value, ports.applications, agreed);
  if (!confirmed.ok) return confirmed;

  return ports.active.whileSigningIn(() => signIn(credentials.value, confirmed.value, ports));
}

/** As far as it goes without a person: no confirmation, and no browser. */
async function authenticateAlone(
  credentials: Credentials,
  ports: SignInPorts,
): Promise<Result<Authenticated>> {
  const result = await authenticate(credentials, [], ports, ports.shutdown);
  if (result.ok) ports.active.choose(result.value.application.id);
  return result;
}

/** The input box alone shows that the browser is waited for; progress shows what comes after. */
function signIn(
  credentials: Credentials,
  confirmedOrigins: readonly string[],
  ports: SignInPorts,
): Promise<Result<Authenticated>> {
  const title = t('Isogeo: requesting a token…');
  if (!isOfUser(credentials)) {
    return withProgress(title, ports.shutdown, (signal) =>
      authenticate(credentials, confirmedOrigins, ports, signal),
    );
  }
  const answered = Promise.withResolvers<undefined>();
  const throughBrowser = (signal: AbortSignal) =>
    signInThroughBrowser(credentials, ports, signal, () => {
      answered.resolve(undefined);
    });
  return withProgress(
    title,
    ports.shutdown,
    (signal) => authenticate(credentials, confirmedOrigins, ports, signal, throughBrowser),
    answered.promise,
  );
}

/** In an untrusted workspace no file is read before the user has said so. */
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

function congratulate({ application, token, catalogs, saved }: Authenticated): void {
  const sentences = [
    t('Signed in to Isogeo as {0}.', application.name),
    catalogs === undefined
      ? t('The API didn’t say how many shares it can read.')
      : sharesInWords(catalogs),
    token.expiresAt === undefined
      ? t('The platform didn’t say how long the token is valid.')
      : t('The token is valid for {0}.', durationInWords(token.expiresAt - token.obtainedAt)),
    ...(saved ? [] : [t('It couldn’t be saved and will be lost when this window closes.')]),
  ];
  const copy = t('Copy Bearer Header');
  const message = sentences.join(' ');
  void (saved ? notify.info(message, copy) : notify.warn(message, copy)).then((chosen) =>
    chosen === copy
      ? vscode.commands.executeCommand('isogeo.copyBearerHeader', application.id)
      : undefined,
  );
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
