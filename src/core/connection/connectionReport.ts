import type { ApplicationKind } from '../credentials/credentials.ts';
import type { Certificate } from '../certificates/certificate.ts';
import { parseHttpDate } from '../http/httpDate.ts';
import type { Endpoints } from '../platform/endpoints.ts';
import type { Failure } from '../failure.ts';
import type { ProxyUse } from '../http/proxy.ts';

export type NetworkStepName = 'dns' | 'proxy' | 'tcp' | 'tls';

export type StepName = NetworkStepName | 'credentials' | 'clock' | 'token' | 'about' | 'shares';

/** Both may be one server. Its network is then checked once, as the identity server's. */
export type ServerRole = 'identity' | 'api';

export interface PlannedStep {
  readonly name: StepName;
  /** The server that this step checks. */
  readonly server?: ServerRole;
  /** Host and port as written in an address; absent if no credentials name one. */
  readonly host?: string;
}

export interface CheckStep extends PlannedStep {
  readonly outcome: Outcome;
  readonly durationMs: number;
}

export type Outcome =
  | { readonly state: 'passed'; readonly finding: Finding }
  /** The result is neither good nor bad, or it is unknown. */
  | { readonly state: 'noted'; readonly note: Note }
  | { readonly state: 'failed'; readonly problem: Problem }
  /** An earlier step that this step depends on has failed. */
  | { readonly state: 'skipped' };

export type Finding =
  | { readonly kind: 'credentials'; readonly application: ApplicationKind }
  | { readonly kind: 'proxy'; readonly use: ProxyUse }
  | { readonly kind: 'addresses'; readonly host: string; readonly addresses: readonly string[] }
  | { readonly kind: 'connected'; readonly host: string }
  | {
      readonly kind: 'certificate';
      readonly certificate: Certificate;
      /**
       * `by-system`: this machine trusts the certificate. `by-requests`: only a certificate that the user
       * trusts in this extension, or VS Code's own requests, accept it.
       */
      readonly trusted: 'by-system' | 'by-requests';
    }
  | { readonly kind: 'clock'; readonly skewMs: number }
  | { readonly kind: 'token'; readonly from: 'platform' | 'saved'; readonly lifetimeMs?: number }
  | { readonly kind: 'version'; readonly version?: string }
  | { readonly kind: 'shares'; readonly count: number }
  /** The answer for a user application, which has no shares to count: the API has accepted the token. */
  | { readonly kind: 'token-accepted' };

export type Note =
  | { readonly kind: 'not-encrypted' }
  /** The direct connection fails, but requests reach the server through the system's proxy. */
  | { readonly kind: 'other-way' }
  /** The proxy refuses this check (it may require a login), but requests pass through it. */
  | { readonly kind: 'inside-proxy' }
  | { readonly kind: 'no-date' }
  /** Only the user can get a token for a user application. */
  | { readonly kind: 'no-token' }
  | { readonly kind: 'token-expired' }
  | { readonly kind: 'not-confirmed'; readonly origin: string }
  | { readonly kind: 'nothing-shared' };

export type Problem =
  | { readonly kind: 'failure'; readonly failure: Failure }
  | { readonly kind: 'clock'; readonly skewMs: number }
  /** An answer came from a server that doesn't behave like an Isogeo API. */
  | {
      readonly kind: 'strange-answer';
      /** The address that was tried, without user info and query. */
      readonly address: string;
      readonly status: number;
      readonly isWebPage: boolean;
    };

const network = ['dns', 'proxy', 'tcp', 'tls'] as const;

/** The steps, in the order of a sign-in. */
export function planOf(endpoints: Endpoints | undefined): readonly PlannedStep[] {
  const identity = endpoints && new URL(endpoints.token);
  const api = endpoints && new URL(endpoints.api);
  const of = (server: ServerRole, names: readonly StepName[]): PlannedStep[] => {
    const url = server === 'identity' ? identity : api;
    return names.map((name) => ({ name, server, ...(url && { host: url.host }) }));
  };
  return [
    { name: 'credentials' },
    ...of('identity', [...network, 'clock', 'token']),
    ...(identity?.origin === api?.origin ? [] : of('api', network)),
    ...of('api', ['about', 'shares']),
  ];
}

/** The identity server and the API are checked in parallel; the steps of one server follow each other. */
export function waitsFor(step: PlannedStep, earlier: PlannedStep): boolean {
  return earlier.server === step.server || needs(step, earlier);
}

/** A step after a failed one is skipped, unless it checks another server or doesn't need the failed step. */
export function isBlocked(step: PlannedStep, done: readonly CheckStep[]): boolean {
  return done.some((earlier) => isInTheWay(earlier.outcome) && needs(step, earlier));
}

function needs(step: PlannedStep, { name, host }: PlannedStep): boolean {
  if (name === 'credentials') return true;
  if (name === 'token') return step.name === 'shares';
  // The proxy in use matters most when the connection fails. If both servers have one host, its network was
  // checked in the identity server's steps.
  return ['dns', 'tcp', 'tls'].includes(name) && step.name !== 'proxy' && step.host === host;
}

function isInTheWay(outcome: Outcome): boolean {
  return outcome.state === 'noted'
    ? ['no-token', 'token-expired', 'not-confirmed'].includes(outcome.note.kind)
    : outcome.state !== 'passed';
}

export type Verdict =
  | { readonly kind: 'works' }
  /** Signed in, but no share gives access to a catalog yet. */
  | { readonly kind: 'nothing-shared' }
  /** Everything that can be checked without the user works. */
  | { readonly kind: 'no-token'; readonly note: Note }
  /** Everything works, but the two clocks differ. */
  | { readonly kind: 'clock'; readonly skewMs: number }
  | { readonly kind: 'fails'; readonly step: CheckStep; readonly problem: Problem };

export function verdictOf(steps: readonly CheckStep[]): Verdict {
  let clock: Verdict | undefined;
  for (const step of steps) {
    if (step.outcome.state !== 'failed') continue;
    const { problem } = step.outcome;
    if (problem.kind !== 'clock') return { kind: 'fails', step, problem };
    clock = { kind: 'clock', skewMs: problem.skewMs };
  }
  if (clock) return clock;
  for (const { name, outcome } of steps) {
    if (outcome.state !== 'noted') continue;
    const { note } = outcome;
    if (name === 'token') return { kind: 'no-token', note };
    if (note.kind === 'nothing-shared') return { kind: note.kind };
  }
  return { kind: 'works' };
}

/** Whether the failed step is in the network, not in the answer of a server. */
export function isNetworkProblem(problem: Problem): boolean {
  // The page comes from a portal or a proxy.
  if (problem.kind === 'strange-answer') return problem.isWebPage;
  if (problem.kind === 'clock') return false;
  const { failure } = problem;
  return (
    ['unreachable', 'timed-out', 'tls', 'proxy'].includes(failure.reason) ||
    (failure.reason === 'unexpected-response' && failure.problem === 'web-page')
  );
}

/** Clocks that differ by less than this count as equal, also for tokens. */
const skewToleranceMs = 60_000;

/**
 * How much this machine's clock is ahead of the server's (negative: behind), measured at the middle of the
 * exchange. `undefined` if the `Date` header is missing or invalid.
 */
export function skewOf(
  date: string | undefined,
  sentAt: number,
  receivedAt: number,
): number | undefined {
  const serverTime = parseHttpDate(date);
  return serverTime && Math.round((sentAt + receivedAt) / 2) - serverTime;
}

/** The `Date` header counts whole seconds and ignores the transfer time; the tolerance covers both. */
export function outcomeOfSkew(skewMs: number | undefined): Outcome {
  if (skewMs === undefined) return { state: 'noted', note: { kind: 'no-date' } };
  return Math.abs(skewMs) <= skewToleranceMs
    ? { state: 'passed', finding: { kind: 'clock', skewMs } }
    : { state: 'failed', problem: { kind: 'clock', skewMs } };
}

/** Whether an answer came that isn't from an Isogeo API. */
export function isStrange(problem: Problem): boolean {
  return (
    problem.kind === 'strange-answer' ||
    (problem.kind === 'failure' && problem.failure.reason === 'unexpected-response')
  );
}

/** Whether a failed step of Check Connection may come from a derived API address, which the user can correct. */
export function isAboutDerivedApi(report: {
  readonly isApiDerived: boolean;
  readonly steps: readonly CheckStep[];
}): boolean {
  return (
    report.isApiDerived &&
    report.steps.some(({ outcome, server }) => outcome.state === 'failed' && server === 'api')
  );
}
