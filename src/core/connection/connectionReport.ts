import type { ApplicationKind } from '../credentials/credentials.ts';
import type { Certificate } from '../certificates/certificate.ts';
import { parseHttpDate } from '../http/httpDate.ts';
import type { Endpoints } from '../platform/endpoints.ts';
import type { Failure } from '../failure.ts';
import type { ProxyUse } from '../http/proxy.ts';

export type NetworkStepName = 'dns' | 'proxy' | 'tcp' | 'tls';

export type StepName = NetworkStepName | 'credentials' | 'clock' | 'token' | 'about' | 'shares';

/** Identity server and API may be one: then its network is looked at once, as the identity's. */
export type Server = 'identity' | 'api';

export interface PlannedStep {
  readonly name: StepName;
  /** Whose network or answer is looked at. */
  readonly server?: Server;
  /** Host and port as an address writes them; absent where no credentials name one. */
  readonly host?: string;
}

export interface Step extends PlannedStep {
  readonly outcome: Outcome;
  readonly durationMs: number;
}

export type Outcome =
  | { readonly state: 'passed'; readonly finding: Finding }
  /** Neither good nor bad, or not to be known. */
  | { readonly state: 'noted'; readonly note: Note }
  | { readonly state: 'failed'; readonly problem: Problem }
  /** Something that it needs has failed. */
  | { readonly state: 'skipped' };

export type Finding =
  | { readonly kind: 'credentials'; readonly application: ApplicationKind }
  | { readonly kind: 'proxy'; readonly use: ProxyUse }
  | { readonly kind: 'addresses'; readonly host: string; readonly addresses: readonly string[] }
  | { readonly kind: 'connected'; readonly host: string }
  | {
      readonly kind: 'certificate';
      readonly certificate: Certificate;
      /** By what the machine trusts, or only by what the requests trust beside it. */
      readonly trusted: 'by-system' | 'by-requests';
    }
  | { readonly kind: 'clock'; readonly skewMs: number }
  | { readonly kind: 'token'; readonly from: 'platform' | 'saved'; readonly lifetimeMs?: number }
  | { readonly kind: 'version'; readonly version?: string }
  | { readonly kind: 'shares'; readonly count: number }
  /** Shares are a group application's; for a user's the API just takes the token. */
  | { readonly kind: 'token-accepted' };

export type Note =
  | { readonly kind: 'not-encrypted' }
  /** The direct way is closed, but the requests reach the server by another: the system's own proxy. */
  | { readonly kind: 'other-way' }
  /** The proxy wants more than this check gives it, and the requests get through all the same. */
  | { readonly kind: 'inside-proxy' }
  | { readonly kind: 'no-date' }
  /** A user application's token comes from its user alone. */
  | { readonly kind: 'no-token' }
  | { readonly kind: 'token-expired' }
  | { readonly kind: 'not-confirmed'; readonly origin: string }
  | { readonly kind: 'nothing-shared' };

export type Problem =
  | { readonly kind: 'failure'; readonly failure: Failure }
  | { readonly kind: 'clock'; readonly skewMs: number }
  /** The API answered, but not as an Isogeo API does. */
  | {
      readonly kind: 'strange-answer';
      /** The address that was tried: without user info and without a query. */
      readonly address: string;
      readonly status: number;
      readonly isWebPage: boolean;
    };

const network = ['dns', 'proxy', 'tcp', 'tls'] as const;

/** The steps in the order in which a sign-in needs them. */
export function planOf(endpoints: Endpoints | undefined): readonly PlannedStep[] {
  const identity = endpoints && new URL(endpoints.token);
  const api = endpoints && new URL(endpoints.api);
  const of = (server: Server, names: readonly StepName[]): PlannedStep[] => {
    const url = server === 'identity' ? identity : api;
    return names.map((name) => ({ name, server, ...(url && { host: url.host }) }));
  };
  return [
    { name: 'credentials' },
    ...of('identity', network),
    ...of('identity', ['clock', 'token']),
    ...(identity?.origin === api?.origin ? [] : of('api', network)),
    ...of('api', ['about', 'shares']),
  ];
}

/** The two servers are checked side by side; the steps of one server follow each other. */
export function waitsFor(step: PlannedStep, earlier: PlannedStep): boolean {
  return earlier.server === step.server || needs(step, earlier);
}

/** A step after a failed one is skipped, unless it goes to another server or needs less. */
export function isBlocked(step: PlannedStep, done: readonly Step[]): boolean {
  return done.some((earlier) => isInTheWay(earlier.outcome) && needs(step, earlier));
}

function needs(step: PlannedStep, earlier: PlannedStep): boolean {
  switch (earlier.name) {
    case 'credentials':
      return true;
    case 'dns':
    case 'tcp':
    case 'tls':
      // Which proxy is in use matters most where the way is closed.
      if (step.name === 'proxy') return false;
      // Where both are one host, its network was looked at as the identity's.
      return step.host === earlier.host;
    case 'token':
      return step.name === 'shares';
    case 'proxy':
    case 'clock':
    case 'about':
    case 'shares':
      return false;
  }
}

function isInTheWay(outcome: Outcome): boolean {
  switch (outcome.state) {
    case 'failed':
    case 'skipped':
      return true;
    case 'passed':
      return false;
    case 'noted':
      return ['no-token', 'token-expired', 'not-confirmed'].includes(outcome.note.kind);
  }
}

export type Verdict =
  | { readonly kind: 'works'; readonly catalogs?: number }
  /** Authenticated, and nothing is shared with the application yet. */
  | { readonly kind: 'nothing-shared' }
  /** All that can be looked at without the user works. */
  | { readonly kind: 'no-token'; readonly note: Note }
  /** Everything works, and the two clocks disagree. */
  | { readonly kind: 'clock'; readonly skewMs: number }
  | { readonly kind: 'fails'; readonly step: Step; readonly problem: Problem };

export function verdictOf(steps: readonly Step[]): Verdict {
  let clock: Verdict | undefined;
  for (const step of steps) {
    if (step.outcome.state !== 'failed') continue;
    const { problem } = step.outcome;
    if (problem.kind !== 'clock') return { kind: 'fails', step, problem };
    clock = { kind: 'clock', skewMs: problem.skewMs };
  }
  if (clock) return clock;
  let works: Verdict = { kind: 'works' };
  for (const { name, outcome } of steps) {
    if (outcome.state === 'noted') {
      if (name === 'token') return { kind: 'no-token', note: outcome.note };
      if (outcome.note.kind === 'nothing-shared') works = { kind: 'nothing-shared' };
    } else if (outcome.state === 'passed' && outcome.finding.kind === 'shares') {
      works = { kind: 'works', catalogs: outcome.finding.count };
    }
  }
  return works;
}

/** The network, as against what a server that was reached said, is where a step failed. */
export function isNetworkProblem(problem: Problem): boolean {
  switch (problem.kind) {
    case 'clock':
      return false;
    // A portal's or a proxy's own page.
    case 'strange-answer':
      return problem.isWebPage;
    case 'failure':
      return (
        ['unreachable', 'timed-out', 'tls', 'proxy'].includes(problem.failure.reason) ||
        (problem.failure.reason === 'unexpected-response' && problem.failure.problem === 'web-page')
      );
  }
}

/** Clocks that differ by less count as equal, here as for tokens. */
export const skewToleranceMs = 60_000;

/**
 * By how much this machine's clock is ahead of the server's: negative where it is behind. Compared
 * in the middle of the exchange. `undefined` where the header is missing or no date.
 */
export function skewOf(
  date: string | undefined,
  sentAt: number,
  receivedAt: number,
): number | undefined {
  const serverTime = parseHttpDate(date);
  return serverTime && Math.round((sentAt + receivedAt) / 2) - serverTime;
}

/** The header counts whole seconds, and says nothing of the way; the tolerance covers both. */
export function outcomeOfSkew(skewMs: number | undefined): Outcome {
  if (skewMs === undefined) return { state: 'noted', note: { kind: 'no-date' } };
  return Math.abs(skewMs) <= skewToleranceMs
    ? { state: 'passed', finding: { kind: 'clock', skewMs } }
    : { state: 'failed', problem: { kind: 'clock', skewMs } };
}
