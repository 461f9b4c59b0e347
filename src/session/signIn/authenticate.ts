import {
  applicationIdOf,
  applicationOf,
  isSavedElsewhere,
  nameFromClientId,
  type Application,
} from '../../core/applications/application.ts';
import type { Credentials } from '../../core/credentials/credentials.ts';
import { doubtsOf } from '../../core/credentials/doubts.ts';
import { checkEndpoint, originsOf, originsToConfirm } from '../../core/platform/origins.ts';
import type { Doubt } from '../../core/failure.ts';
import { failed, success, type Result } from '../../core/result.ts';
import { isValid, type Token } from '../../core/token/token.ts';
import type { Applications } from '../applications/applications.ts';
import { requestToken, type GrantPorts } from '../token/grants.ts';
import { loggable } from '../http/loggable.ts';
import type { HttpClient, Log, SignInChoice } from '../ports.ts';
import type { SingleFlight } from '../concurrency/singleFlight.ts';
import { expiredOnArrival } from '../token/tokens.ts';
import { sharesAddress } from '../../core/platform/endpoints.ts';
import { tryToken, type Trial } from './trial.ts';

/** Gets the first token of an application. Without a browser, only grants without a user are possible. */
export type FirstToken = (signal: AbortSignal) => Promise<Result<Token>>;

export interface Authenticated {
  readonly application: Application;
  readonly token: Token;
  /** The number of shares that the application can read; absent if the API didn't say. */
  readonly shareCount?: number;
  /** False if storage refused the token. */
  readonly saved: boolean;
}

type TriedToken = Trial & { readonly token: Token };

export interface AuthenticatePorts extends GrantPorts {
  readonly applications: Applications;
  readonly active: SignInChoice;
  readonly log: Log;
  readonly signIns: SingleFlight<Authenticated>;
  readonly http: HttpClient;
}

/**
 * The origins that the user still has to confirm before the secret is sent there. Loopback origins are
 * included if the same client ID is saved with another origin: a changed file must not send a known secret to
 * another program on this machine.
 */
export async function unconfirmedOrigins(
  { clientId, endpoints }: Credentials,
  applications: Applications,
): Promise<readonly string[]> {
  const outside = originsToConfirm(endpoints, true);
  if (outside.length === 0) return [];
  const id = applicationIdOf(clientId, endpoints.token);
  const ids = applications.knownIds();
  const loaded = ids.includes(id) ? await applications.load(id) : undefined;
  const saved = loaded?.ok ? loaded.value : applications.get(id)?.record;
  const always = originsToConfirm(endpoints);
  const required = saved || isSavedElsewhere(id, ids) ? outside : always;
  const known = [
    ...(saved?.confirmedOrigins ?? []),
    // Loopback addresses that are already saved for this client ID, unless a remote address was added.
    ...(saved && always.length === 0 ? originsOf(saved.application.credentials.endpoints) : []),
  ];
  return required.filter((origin) => !known.includes(origin));
}

/** Each address must be `https:`, or `http:` on loopback, without user info. */
export function checkEndpoints(credentials: Credentials): Result<void> {
  const { token, authorization, api } = credentials.endpoints;
  for (const address of [token, authorization, api]) {
    const checked = address === undefined ? undefined : checkEndpoint(address);
    if (checked && !checked.ok) return checked;
  }
  return success(undefined);
}

/**
 * Requests a token, tries it on the API, and only then saves both; a failure leaves everything unchanged.
 * `confirmedOrigins` are those that the user has just accepted. Simultaneous calls for the same credentials
 * share the result, except browser sign-ins. Fails as the grant does, with
 * `endpoint-refused`, `wrong-platform`, and `interaction-required` if the application existed at first and
 * was removed meanwhile.
 */
export function authenticate(
  credentials: Credentials,
  confirmedOrigins: readonly string[],
  ports: AuthenticatePorts,
  signal: AbortSignal,
  firstToken?: FirstToken,
): Promise<Result<Authenticated>> {
  if (firstToken) return signIn(credentials, confirmedOrigins, ports, signal, firstToken);
  return ports.signIns.run(
    JSON.stringify([credentials, confirmedOrigins]),
    (shared) => signIn(credentials, confirmedOrigins, ports, shared),
    signal,
  );
}

async function signIn(
  credentials: Credentials,
  confirmedOrigins: readonly string[],
  ports: AuthenticatePorts,
  signal: AbortSignal,
  firstToken?: FirstToken,
): Promise<Result<Authenticated>> {
  const { applications, clock, log } = ports;
  const id = applicationIdOf(credentials.clientId, credentials.endpoints.token);
  const checked = checkEndpoints(credentials);
  if (!checked.ok) return checked;
  const unconfirmed = await unconfirmedOrigins(credentials, applications);
  const refused = unconfirmed.find((origin) => !confirmedOrigins.includes(origin));
  if (refused !== undefined) {
    return failed({ reason: 'endpoint-refused', problem: 'not-confirmed', origin: refused });
  }
  // Looks up the record in parallel with the token request, and reads no secret.
  const looked = applications
    .ids()
    .then((ids) => (ids.ok ? ids.value.includes(id) : applications.isSaved(id)));
  const startedAt = clock.now();
  const obtained = await obtain(credentials, firstToken, ports, signal);
  const durationMs = clock.now() - startedAt;
  const wasSaved = await looked;
  if (!obtained.ok) {
    const { failure } = obtained;
    if (failure.reason !== 'cancelled') {
      log.warn('authentication failed', {
        // An ID that the platform has never accepted may be a secret that was typed in the wrong box, so it
        // isn't logged.
        ...(applications.isSaved(id) && { applicationId: id }),
        durationMs,
        ...loggable(failure),
      });
    }
    return failed(
      failure.reason === 'rejected' ? { ...failure, ...doubtful(credentials) } : failure,
    );
  }
  const saved = await save(credentials, obtained.value, wasSaved, ports, signal);
  if (saved.ok) {
    const { shareCount } = saved.value;
    log.info('authenticated', {
      applicationId: id,
      durationMs,
      ...(shareCount !== undefined && { count: shareCount }),
    });
  }
  return saved;
}

/** Makes the application active before it is saved: a window that ends in between must not lose the choice. */
async function save(
  credentials: Credentials,
  { token, shareCount, applicationName }: TriedToken,
  wasSaved: boolean,
  { applications, active }: AuthenticatePorts,
  signal: AbortSignal,
): Promise<Result<Authenticated>> {
  const name = applicationName ?? nameFromClientId(credentials.clientId);
  const application = applicationOf(credentials, name);
  const { id } = application;
  const confirmedOrigins = originsToConfirm(credentials.endpoints);
  await active.prepare(id);
  const kept = await applications.saveSignIn(
    { application, token, confirmedOrigins },
    wasSaved,
    signal,
  );
  if (!kept.ok && kept.failure.reason !== 'storage') {
    await active.takeBack(id);
    return kept;
  }
  return success({
    application: applications.get(id)?.record.application ?? application,
    token,
    ...(shareCount !== undefined && { shareCount }),
    saved: kept.ok,
  });
}

async function obtain(
  credentials: Credentials,
  firstToken: FirstToken | undefined,
  ports: AuthenticatePorts,
  signal: AbortSignal,
): Promise<Result<TriedToken>> {
  const ask = firstToken ?? ((asked) => requestToken(credentials, undefined, ports, asked));
  if (firstToken || credentials.kind !== 'group') {
    return tried(credentials, await ask(signal), ports, signal);
  }
  // Opens the connection to the API during the token request, which saves two round trips.
  const unused = new AbortController();
  const until = AbortSignal.any([signal, unused.signal]);
  const http = ports.http.connect(sharesAddress(credentials.endpoints.api), until);
  try {
    return await tried(credentials, await ask(signal), { http, clock: ports.clock }, signal);
  } finally {
    unused.abort();
  }
}

async function tried(
  credentials: Credentials,
  requested: Result<Token>,
  { http, clock }: GrantPorts,
  signal: AbortSignal,
): Promise<Result<TriedToken>> {
  if (!requested.ok) return requested;
  const token = requested.value;
  const trial = await tryToken(token, credentials.endpoints.api, http, signal);
  if (trial.ok) return success({ token, ...trial.value });
  // If the API refuses a token that has expired, the platforms may still be the same.
  return trial.failure.reason === 'wrong-platform' && !isValid(token, clock.now())
    ? failed(expiredOnArrival(credentials))
    : trial;
}

function doubtful(credentials: Credentials): { readonly doubts?: readonly Doubt[] } {
  const doubts = doubtsOf(credentials);
  return doubts.length > 0 ? { doubts } : {};
}
