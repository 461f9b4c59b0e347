import type { ApplicationSummary } from '../../core/applications/application.ts';
import {
  isBlocked,
  outcomeOfSkew,
  planOf,
  skewOf,
  verdictOf,
  waitsFor,
  type Outcome,
  type PlannedStep,
  type ServerRole,
  type CheckStep,
  type Verdict,
} from '../../core/connection/connectionReport.ts';
import type { Credentials } from '../../core/credentials/credentials.ts';
import { addressesOf, isApiDerived } from '../../core/platform/endpoints.ts';
import { cancelled, success, type Result } from '../../core/result.ts';
import { isValid, type Token } from '../../core/token/token.ts';
import type { Log, Probe } from '../ports.ts';
import { checkEndpoints } from '../signIn/authenticate.ts';
import { requestToken, type GrantPorts } from '../token/grants.ts';
import { createAbout } from './about.ts';
import { outcomeOfAbout, outcomeOfShares } from './apiSteps.ts';
import { networkSteps } from './networkSteps.ts';
import { noted, passed, problem, skipped } from './outcomes.ts';

/** The subject of a check: a saved application, or a file of which nothing is saved. */
export interface Subject {
  readonly application: ApplicationSummary;
  readonly credentials: Credentials;
  readonly token?: Token;
  /** An origin that the user hasn't confirmed: no secret is sent to this origin. */
  readonly unconfirmedOrigin?: string;
}

export interface CheckPorts extends GrantPorts {
  readonly probe: Probe;
  readonly log: Log;
}

export interface ConnectionReport {
  /** Absent if no application was checked. */
  readonly application?: ApplicationSummary;
  /** The identity server and the API, with base paths but without user info and query. */
  readonly addresses?: Readonly<Record<ServerRole, string>>;
  /** Whether the API address was derived from the token address. */
  readonly isApiDerived: boolean;
  readonly steps: readonly CheckStep[];
  readonly verdict: Verdict;
  readonly startedAt: number;
}

/** Called before each step, with the 1-based number of the step. */
export type OnStep = (step: PlannedStep, number: number, count: number) => void;

/**
 * Checks a sign-in step by step, both servers in parallel, and saves nothing. The steps of a server stop at
 * the first failure. Then a real request decides, since it may use a connection that the probe can't. Fails
 * only with `cancelled`.
 */
export async function checkConnection(
  subject: Result<Subject>,
  ports: CheckPorts,
  signal: AbortSignal,
  onStep: OnStep = () => undefined,
): Promise<Result<ConnectionReport>> {
  const { clock, log } = ports;
  const startedAt = clock.now();
  const plan = planOf(subject.ok ? subject.value.credentials.endpoints : undefined);
  const run = subject.ok
    ? runnerOf(subject.value, ports, signal)
    : () => Promise.resolve(problem(subject.failure));
  let begun = 0;
  const begin = async (planned: PlannedStep, before: readonly CheckStep[]): Promise<CheckStep> => {
    if (signal.aborted) return { ...planned, outcome: skipped, durationMs: 0 };
    onStep(planned, (begun += 1), plan.length);
    const stepAt = clock.now();
    const outcome = isBlocked(planned, before) ? skipped : await run(planned);
    return { ...planned, outcome, durationMs: Math.max(0, clock.now() - stepAt) };
  };
  const steps = await takeInOrder(plan, begin);
  if (signal.aborted) return cancelled;
  const verdict = verdictOf(steps);
  log.info('connection checked', {
    durationMs: Math.max(0, clock.now() - startedAt),
    problem: verdict.kind === 'fails' ? verdict.step.name : verdict.kind,
  });
  const { application, credentials } = subject.ok ? subject.value : {};
  return success({
    ...(application && { application }),
    ...(credentials && { addresses: baseAddressesOf(credentials) }),
    isApiDerived: credentials !== undefined && isApiDerived(credentials.endpoints),
    steps,
    verdict,
    startedAt,
  });
}

/**
 * Starts each step as soon as the steps that it waits for have ended. Returns the results in the planned
 * order.
 */
function takeInOrder(
  plan: readonly PlannedStep[],
  begin: (planned: PlannedStep, before: readonly CheckStep[]) => Promise<CheckStep>,
): Promise<CheckStep[]> {
  const begun: Promise<CheckStep>[] = [];
  for (const planned of plan) {
    const before = begun.filter((_, index) => waitsFor(planned, plan[index] ?? planned));
    begun.push(Promise.all(before).then((done) => begin(planned, done)));
  }
  return Promise.all(begun);
}

function baseAddressesOf(credentials: Credentials): Readonly<Record<ServerRole, string>> {
  const { identity } = addressesOf({ credentials });
  const { origin, pathname } = new URL(credentials.endpoints.api);
  return { identity, api: origin + (pathname.endsWith('/') ? pathname.slice(0, -1) : pathname) };
}

/** Runs each step of one check. */
function runnerOf(
  subject: Subject,
  ports: CheckPorts,
  signal: AbortSignal,
): (step: PlannedStep) => Promise<Outcome> {
  const { credentials } = subject;
  const { endpoints } = credentials;
  const { clock, http, probe } = ports;
  const urls: Readonly<Record<ServerRole, URL>> = {
    identity: new URL(endpoints.token),
    api: new URL(endpoints.api),
  };
  const about = createAbout({ http, clock, addresses: baseAddressesOf(credentials) }, signal);
  const takeNetworkStep = networkSteps(probe, about, signal);
  let token: Token | undefined;
  return async ({ name, server = 'identity' }) => {
    switch (name) {
      case 'credentials': {
        const checked = checkEndpoints(credentials);
        return checked.ok
          ? passed({ kind: 'credentials', application: credentials.kind })
          : problem(checked.failure);
      }
      case 'dns':
      case 'proxy':
      case 'tcp':
      case 'tls':
        return takeNetworkStep(name, server, urls[server]);
      case 'clock': {
        const { sent, sentAt, receivedAt } = await about.ask('identity');
        const date = sent.ok ? sent.value.headers['date'] : undefined;
        return outcomeOfSkew(skewOf(date, sentAt, receivedAt));
      }
      case 'token': {
        const obtained = await obtainToken(subject, ports, signal);
        token = obtained.token;
        return obtained.outcome;
      }
      case 'about':
        return outcomeOfAbout((await about.ask('api')).sent, about.address('api'));
      case 'shares':
        return token
          ? outcomeOfShares(token, credentials, http, signal)
          : noted({ kind: 'no-token' });
    }
  };
}

interface Obtained {
  readonly outcome: Outcome;
  readonly token?: Token;
}

/** A refresh would use up the saved refresh token, and only the user can sign in: a check does neither. */
async function obtainToken(
  subject: Subject,
  ports: CheckPorts,
  signal: AbortSignal,
): Promise<Obtained> {
  const { credentials, token, unconfirmedOrigin: origin } = subject;
  if (origin !== undefined) return { outcome: noted({ kind: 'not-confirmed', origin }) };
  if (credentials.kind === 'group') {
    const requested = await requestToken(credentials, undefined, ports, signal);
    return requested.ok
      ? obtained(requested.value, 'platform', requested.value.obtainedAt)
      : { outcome: problem(requested.failure) };
  }
  const now = ports.clock.now();
  if (!token) return { outcome: noted({ kind: 'no-token' }) };
  return isValid(token, now)
    ? obtained(token, 'saved', now)
    : { outcome: noted({ kind: 'token-expired' }) };
}

function obtained(token: Token, from: 'platform' | 'saved', since: number): Obtained {
  const { expiresAt } = token;
  const lifetime = expiresAt === undefined ? {} : { lifetimeMs: expiresAt - since };
  return { token, outcome: passed({ kind: 'token', from, ...lifetime }) };
}
