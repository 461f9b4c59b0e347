import * as vscode from 'vscode';
import {
  isOfUser,
  nameFromClientId,
  summaryOf,
  type ApplicationSummary,
  type Credentials,
} from '../core/application.ts';
import {
  failed,
  success,
  type FailureReason,
  type Position,
  type Result,
} from '../core/failure.ts';
import {
  authenticate,
  checkEndpoints,
  unconfirmedOrigins,
  type Authenticated,
} from '../session/authenticate.ts';
import {
  chooseCredentials,
  chooseFile,
  enterSource,
  type CredentialsSource,
} from './chooseCredentials.ts';
import { openAt, uriOfArgument } from './credentialsFiles.ts';
import { showFailure } from './failures.ts';
import { offerToIgnore } from './gitignore.ts';
import { t } from './l10n.ts';
import { notify } from './notify.ts';
import { withProgress } from './progress.ts';
import type { Services } from './services.ts';
import { signInThroughBrowser } from './browserSignIn.ts';
import { credentialsFromFile, credentialsFromSource } from './sourceCredentials.ts';
import { durationInWords } from './duration.ts';
import { causeOf } from './words.ts';

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

/** Asks nothing and shows nothing: for keybindings and other extensions. */
export async function authenticateQuietly(
  credentialsFile: unknown,
  services: Services,
): Promise<AuthenticateAnswer> {
  const path = String(credentialsFile);
  const uri = uriOfArgument(path);
  if (!uri) {
    return answerOf(failed({ reason: 'credentials-unreadable', cause: 'not-absolute', path }));
  }
  if (!vscode.workspace.isTrusted) {
    return answerOf(failed({ reason: 'interaction-required', need: 'trust-workspace' }));
  }
  const read = await credentialsFromFile(uri, services);
  if (!read.ok) return answerOf(read);
  return answerOf(
    await services.active.whileSigningIn(() => authenticateAlone(read.value, services)),
  );
}

/** Palette and menus: chooses, confirms, shows progress, and says how it went. */
export async function authenticateInteractively(
  services: Services,
  choose: () => Promise<CredentialsSource | undefined> = () =>
    chooseCredentials(services.applications),
): Promise<AuthenticateAnswer> {
  const source = await choose();
  const result = source
    ? await authenticateFrom(source, services)
    : failed({ reason: 'cancelled' } as const);
  if (result.ok) {
    congratulate(result.value);
    if (source?.from === 'file') void offerToIgnore(source.uri, services.globalState);
  } else {
    showFailure(result.failure, t('What was saved before is kept.'), services, {
      tryAgain: () =>
        authenticateInteractively(services, source && (() => Promise.resolve(source))),
      chooseAnotherFile: () => authenticateInteractively(services, chooseFile),
      ...(source && { checkConnection: () => checkSource(source) }),
      ...(source?.from === 'entered' && {
        enterAgain: () => authenticateInteractively(services, () => enterSource(source.draft)),
      }),
      ...(source?.from === 'file' && {
        openFile: (position: Position) => openAt(source.uri, position),
      }),
    });
  }
  return answerOf(result);
}

/** Without its argument the check looks at the active application. */
function checkSource(source: CredentialsSource): Thenable<unknown> {
  const argument =
    source.from === 'file'
      ? { credentialsFile: source.uri.toString() }
      : source.from === 'saved'
        ? { applicationId: source.id }
        : undefined;
  return vscode.commands.executeCommand('isogeo.checkConnection', argument);
}

async function authenticateFrom(
  source: CredentialsSource,
  services: Services,
): Promise<Result<Authenticated>> {
  if (source.from === 'file' && !(await mayReadFiles())) return failed({ reason: 'cancelled' });
  const credentials = await credentialsFromSource(source, services);
  if (!credentials.ok) return credentials;
  const confirmed = await confirmOrigins(credentials.value, services);
  if (!confirmed.ok) return confirmed;

  const title =
    credentials.value.kind === 'group'
      ? t('Isogeo: asking for a token…')
      : t('Isogeo: waiting for the browser…');
  return services.active.whileSigningIn(() =>
    withProgress(title, services.shutdown, (signal) =>
      signIn(credentials.value, confirmed.value, services, signal),
    ),
  );
}

/** As far as it goes without a person: no confirmation, and no browser. */
async function authenticateAlone(
  credentials: Credentials,
  services: Services,
): Promise<Result<Authenticated>> {
  const result = await authenticate(credentials, [], services, services.shutdown);
  if (result.ok) services.active.choose(result.value.application.id);
  return result;
}

async function signIn(
  credentials: Credentials,
  confirmedOrigins: readonly string[],
  services: Services,
  signal: AbortSignal,
): Promise<Result<Authenticated>> {
  const result = await (isOfUser(credentials)
    ? authenticate(credentials, confirmedOrigins, services, signal, (asked) =>
        signInThroughBrowser(credentials, services, asked),
      )
    : authenticate(credentials, confirmedOrigins, services, signal));
  if (result.ok) services.active.choose(result.value.application.id);
  return result;
}

/** In an untrusted workspace no file is read before the user has said so. */
async function mayReadFiles(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const read = t('Read the File');
  const answer = await notify.confirm(
    t('Read a credentials file in a workspace that is not trusted?'),
    t('The file decides where its secret is sent. Continue only if you know where it comes from.'),
    read,
  );
  return answer === read;
}

async function confirmOrigins(
  credentials: Credentials,
  { applications }: Services,
): Promise<Result<readonly string[]>> {
  const checked = checkEndpoints(credentials);
  if (!checked.ok) return checked;
  const origins = await unconfirmedOrigins(credentials, applications);
  if (origins.length === 0) return success([]);
  const send = t('Trust and Continue');
  const answer = await notify.confirm(
    t('Send this secret outside isogeo.com?'),
    t(
      'It goes to {0}. Continue if that is where your organisation runs Isogeo; you are asked once. Application: {1}',
      origins.join(', '),
      nameFromClientId(credentials.clientId),
    ),
    send,
  );
  return answer === send ? success(origins) : failed({ reason: 'cancelled' });
}

function congratulate({ application, token, catalogs, saved }: Authenticated): void {
  const sentences = [
    t('Signed in to Isogeo as {0}.', application.name),
    catalogsInWords(catalogs),
    token.expiresAt === undefined
      ? t('The platform did not say how long the token lasts.')
      : t('The token is valid for {0}.', durationInWords(token.expiresAt - token.obtainedAt)),
    ...(saved ? [] : [t('It could not be saved and is kept until this window closes.')]),
  ];
  const copy = t('Copy Bearer Header');
  const message = sentences.join(' ');
  void (saved ? notify.info(message, copy) : notify.warn(message, copy)).then((chosen) =>
    chosen === copy
      ? vscode.commands.executeCommand('isogeo.copyBearerHeader', application.id)
      : undefined,
  );
}

function catalogsInWords(catalogs: number | undefined): string {
  switch (catalogs) {
    case undefined:
      return t('How many catalogs feed it is unknown: the API did not say.');
    case 0:
      return t('No catalog is shared with it yet.');
    case 1:
      return t('One catalog feeds it.');
    default:
      return t('{0} catalogs feed it.', catalogs);
  }
}

function answerOf(result: Result<Authenticated>): AuthenticateAnswer {
  if (!result.ok) {
    const { failure } = result;
    return { ok: false, reason: failure.reason, message: causeOf(failure) };
  }
  const { application, token, saved } = result.value;
  return {
    ok: true,
    application: summaryOf(application),
    ...(token.expiresAt !== undefined && { expiresAt: new Date(token.expiresAt).toISOString() }),
    ...(!saved && { saved: false as const }),
  };
}
