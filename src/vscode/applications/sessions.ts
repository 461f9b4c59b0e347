import * as vscode from 'vscode';
import type { Failure } from '../../core/failure.ts';
import { isFinal } from '../../core/token/status.ts';
import type { ApplicationState } from '../../session/applications/states.ts';
import type { Tokens } from '../../session/token/tokens.ts';
import { authenticateInteractively, type SignInPorts } from '../signIn/authenticateCommand.ts';
import { sessionOf, type Sessions } from './authenticationProvider.ts';
import { inEither } from '../host/inert.ts';
import { whileRequestingToken } from '../host/progress.ts';
import { settings } from '../host/settings.ts';
import { causeOf } from '../words/failures.ts';

/** After a failure, sessions don't send another request to the server so soon. */
const pauseAfterFailureMs = 60_000;

export interface SessionPorts extends SignInPorts {
  readonly tokens: Tokens;
}

/** Sessions whose token is valid when it is handed over. */
export function createSessions(ports: SessionPorts): Sessions {
  const { applications, tokens, shutdown } = ports;

  /** The sessions of accounts that need the user are left out; VS Code then asks for a new session. */
  async function valid(scopes: readonly string[], accountId: string | undefined) {
    const ids = accountId === undefined ? await signedInIds(ports) : [accountId];
    const sessions = await Promise.all(ids.map((id) => validSession(id, scopes)));
    return sessions.filter((session) => session !== undefined);
  }

  async function validSession(id: string, scopes: readonly string[]) {
    const loaded = applications.get(id) ? undefined : await applications.load(id);
    if (loaded && !loaded.ok) return undefined;
    const state = applications.get(id);
    // A signed-out application stays signed out until the user signs in.
    if (!state?.record.token) return undefined;
    const token = await tokens.forUse(id, settings.mayRenew() && mayAsk(state), shutdown);
    const record = applications.get(id)?.record;
    return token.ok && record ? sessionOf({ ...record, token: token.value }, scopes) : undefined;
  }

  /** Whether a request may be sent: a server that is down must not delay the other accounts each time. */
  function mayAsk({ failure, failedAt = 0 }: ApplicationState): boolean {
    if (!failure) return true;
    const sinceMs = ports.clock.now() - failedAt;
    return !isFinal(failure) && (sinceMs < 0 || sinceMs >= pauseAfterFailureMs);
  }

  async function create(scopes: readonly string[], accountId: string | undefined) {
    const id =
      accountId === undefined ? await signIn(ports) : await renewOrSignIn(accountId, ports);
    const record = applications.get(id)?.record;
    const session = record && sessionOf(record, scopes);
    if (!session) throw new vscode.CancellationError();
    return session;
  }

  /** Keeps the credentials, so that signing in again doesn't need the file. */
  async function remove(id: string) {
    const forgotten = await applications.forgetToken(id);
    if (!forgotten.ok) throw failureError(forgotten.failure);
    ports.log.info('signed out', { applicationId: id });
  }

  return { valid, create, remove, errorOf: failureError };
}

function failureError(failure: Failure): Error {
  return new Error(inEither(causeOf(failure)));
}

async function signedInIds({ applications }: SessionPorts): Promise<readonly string[]> {
  const saved = await applications.readAll();
  if (!saved.ok) throw failureError(saved.failure);
  return saved.value.records.flatMap(({ application, token }) => (token ? [application.id] : []));
}

/** A new token for an account that VS Code knows. The user is asked only if a token needs it. */
async function renewOrSignIn(id: string, ports: SessionPorts): Promise<string> {
  const loaded = await ports.applications.load(id);
  if (loaded.ok && !loaded.value) return signIn(ports);
  const renewed = await whileRequestingToken(ports.shutdown, (signal) =>
    ports.tokens.renew(id, signal),
  );
  if (renewed.ok) return id;
  if (!takesTheUser(renewed.failure))
    throw errorOf(renewed.failure.reason, causeOf(renewed.failure));
  return signIn(ports, id);
}

function takesTheUser(failure: Failure): boolean {
  return (
    failure.reason === 'interaction-required' ||
    (failure.reason === 'rejected' && failure.oauthError === 'invalid_grant')
  );
}

async function signIn(ports: SessionPorts, savedId?: string): Promise<string> {
  const answer = await authenticateInteractively(
    ports,
    savedId === undefined ? undefined : () => ({ from: 'saved', id: savedId }),
    (id) => {
      ports.active.chooseFirst(id);
    },
  );
  if (!answer.ok) throw errorOf(answer.reason, answer.message);
  return answer.application.id;
}

/** VS Code ignores a cancellation silently, in its Accounts menu too. */
function errorOf(reason: Failure['reason'], message: string): Error {
  return reason === 'cancelled' ? new vscode.CancellationError() : new Error(inEither(message));
}
