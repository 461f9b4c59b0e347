import type { ApplicationSummary } from '../../core/applications/application.ts';
import type { Credentials } from '../../core/credentials/credentials.ts';
import {
  isBlocked,
  outcomeOfSkew,
  planOf,
  skewOf,
  verdictOf,
  type Finding,
  type Note,
  type Outcome,
  type PlannedStep,
  type Problem,
  type Server,
  type Step,
  type Verdict,
} from '../../core/connection/connectionReport.ts';
import type { Failure } from '../../core/failure.ts';
import { failed, success, type Result } from '../../core/result.ts';
import { plainName } from '../../core/text/plainText.ts';
import { hostOf, type Proxy } from '../../core/http/proxy.ts';
import { isValid, type Token } from '../../core/token/token.ts';
import { failureOfStatus, isWebPage, parseJson } from '../http/answers.ts';
import { checkEndpoints } from '../signIn/authenticate.ts';
import { requestToken, type GrantPorts } from '../token/grants.ts';
import type { Http, HttpAnswer, Log, Probe } from '../ports.ts';
import { tryToken } from '../signIn/trial.ts';

/** What is checked: a saved application, or a file that nothing is saved of. */
export interface Subject {
  readonly application: ApplicationSummary;
  readonly credentials: Credentials;
  readonly token?: Token;
  /** An origin that the user has not confirmed: no secret goes to it. */
  readonly unconfirmedOrigin?: string;
}

export interface CheckPorts extends GrantPorts {
  readonly probe: Probe;
  readonly log: Log;
}

export interface ConnectionReport {
  /** Absent where there was none to check. */
  readonly application?: ApplicationSummary;
  /** Where it signs in and where its API is: neither user info nor a query. */
  readonly addresses?: Readonly<Record<Server, string>>;
  readonly steps: readonly Step[];
  readonly verdict: Verdict;
  readonly startedAt: number;
}

/** Called before each step: it is the one of that number, counted from 1. */
export type OnStep = (step: PlannedStep, number: number, count: number) => void;

/**
 * Goes the way of a sign-in step by step, and saves nothing. A server's steps end at the first that
 * fails; then the real request has the last word, since it may know a way that the probe does not.
 * Fails with `cancelled` alone.
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
  const steps: Step[] = [];
  for (const [index, planned] of plan.entries()) {
    if (signal.aborted) return failed({ reason: 'cancelled' });
    onStep(planned, index + 1, plan.length);
    const stepAt = clock.now();
    const outcome = isBlocked(planned, steps) ? skipped : await run(planned);
    steps.push({ ...planned, outcome, durationMs: Math.max(0, clock.now() - stepAt) });
  }
  if (signal.aborted) return failed({ reason: 'cancelled' });
  const verdict = verdictOf(steps);
  log.info('connection checked', {
    durationMs: Math.max(0, clock.now() - startedAt),
    problem: verdict.kind === 'fails' ? verdict.step.name : verdict.kind,
  });
  return success({
    ...(subject.ok && {
      application: subject.value.application,
      addresses: addressesOf(subject.value.credentials),
    }),
    steps,
    verdict,
    startedAt,
  });
}

function addressesOf({ endpoints }: Credentials): Readonly<Record<Server, string>> {
  const api = new URL(endpoints.api);
  return {
    identity: new URL(endpoints.token).origin,
    api: api.origin + api.pathname.replace(/\/$/, ''),
  };
}

const skipped: Outcome = { state: 'skipped' };

function passed(finding: Finding): Outcome {
  return { state: 'passed', finding };
}

function noted(note: Note): Outcome {
  return { state: 'noted', note };
}

function problem(failure: Failure): Outcome {
  return { state: 'failed', problem: { kind: 'failure', failure } };
}

interface Exchange {
  readonly sent: Result<HttpAnswer>;
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** What one check has learnt so far, and how each step is taken. */
function runnerOf(
  subject: Subject,
  ports: CheckPorts,
  signal: AbortSignal,
): (step: PlannedStep) => Promise<Outcome> {
  const { credentials } = subject;
  const { clock, http, probe } = ports;
  const urls: Readonly<Record<Server, URL>> = {
    identity: new URL(credentials.endpoints.token),
    api: new URL(credentials.endpoints.api),
  };
  const abouts: Readonly<Record<Server, string>> = {
    identity: `${urls.identity.origin}/about`,
    api: `${credentials.endpoints.api}/about`,
  };
  const exchanges = new Map<Server, Promise<Exchange>>();
  const otherWays = new Set<Server>();
  let token: Token | undefined;

  /** `GET /about`, which takes no token (isogeo.md): asked once of each server. */
  const about = (server: Server): Promise<Exchange> => {
    const known = exchanges.get(server) ?? ask(abouts[server]);
    exchanges.set(server, known);
    return known;
  };
  const ask = async (url: string): Promise<Exchange> => {
    const sentAt = clock.now();
    // A proxy's stored answer would tell an old time.
    const headers = { accept: 'application/json', 'cache-control': 'no-cache' };
    const sent = await http.send({ method: 'GET', url, headers }, signal);
    return { sent, sentAt, receivedAt: clock.now() };
  };
  /** The probe's view of a server, overruled by a request that gets through. */
  const network = async (step: PlannedStep, server: Server): Promise<Outcome> => {
    const url = urls[server];
    const use = probe.proxyFor(url);
    if (step.name === 'proxy') return passed({ kind: 'proxy', use });
    if (step.name === 'tls' && url.protocol === 'http:') return noted({ kind: 'not-encrypted' });
    if (otherWays.has(server)) return noted({ kind: 'other-way' });
    const proxy = use.via === 'proxy' ? use.proxy : undefined;
    const outcome = await below(step, url, proxy);
    if (outcome.state !== 'failed' || signal.aborted) return outcome;
    const { sent: reached } = await about(server);
    if (reached.ok || reached.failure.reason === 'throttled') {
      return overruled(outcome.problem, proxy, server);
    }
    // The request got further: its proxy is one that the probe knows nothing of, or let it in.
    const { failure } = reached;
    const hasSeen = failure.reason === 'tls' && failure.certificate !== undefined;
    if (hasSeen && step.name !== 'tls') return noted({ kind: 'other-way' });
    return failure.reason === 'proxy' || hasSeen ? problem(failure) : outcome;
  };
  const overruled = (found: Problem, proxy: Proxy | undefined, server: Server): Outcome => {
    const { certificate } =
      found.kind === 'failure' && found.failure.reason === 'tls' ? found.failure : {};
    if (certificate) return passed({ kind: 'certificate', certificate, trusted: 'by-requests' });
    otherWays.add(server);
    return noted({ kind: proxy ? 'inside-proxy' : 'other-way' });
  };
  const below = async (
    { name }: PlannedStep,
    url: URL,
    proxy: Proxy | undefined,
  ): Promise<Outcome> => {
    const target = { hostname: url.hostname, port: portOf(url) };
    const first = proxy ?? target;
    const firstHost = hostOf(first);
    if (name === 'dns') {
      const found = await probe.resolve(first.hostname, signal);
      return found.ok
        ? passed({ kind: 'addresses', host: first.hostname, addresses: found.value })
        : problem(found.failure);
    }
    if (name === 'tcp') {
      const connected = await probe.connect(first, signal);
      return connected.ok
        ? passed({ kind: 'connected', host: firstHost })
        : problem(connected.failure);
    }
    const shaken = await probe.handshake(target, proxy, signal);
    if (!shaken.ok) return problem(shaken.failure);
    const { certificate, fault } = shaken.value;
    if (fault === undefined) {
      return passed({ kind: 'certificate', certificate, trusted: 'by-system' });
    }
    return problem({ reason: 'tls', host: url.host, code: fault, certificate });
  };

  const obtainToken = async (): Promise<Outcome> => {
    const { unconfirmedOrigin: origin } = subject;
    if (origin !== undefined) return noted({ kind: 'not-confirmed', origin });
    if (credentials.kind !== 'group') return savedToken();
    const requested = await requestToken(credentials, undefined, ports, signal);
    if (!requested.ok) return problem(requested.failure);
    token = requested.value;
    return passed({ kind: 'token', from: 'platform', ...lifetimeOf(token, token.obtainedAt) });
  };
  /** A refresh would use up what is saved, and a sign-in is the user's: neither is for a check. */
  const savedToken = (): Outcome => {
    const now = clock.now();
    if (!subject.token) return noted({ kind: 'no-token' });
    if (!isValid(subject.token, now)) return noted({ kind: 'token-expired' });
    ({ token } = subject);
    return passed({ kind: 'token', from: 'saved', ...lifetimeOf(subject.token, now) });
  };

  return async (step) => {
    switch (step.name) {
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
        return network(step, step.server ?? 'identity');
      case 'clock': {
        const { sent, sentAt, receivedAt } = await about('identity');
        const date = sent.ok ? sent.value.headers['date'] : undefined;
        return outcomeOfSkew(skewOf(date, sentAt, receivedAt));
      }
      case 'token':
        return obtainToken();
      case 'about':
        return outcomeOfAbout((await about('api')).sent, urls.api.host);
      case 'shares':
        return token
          ? outcomeOfShares(token, credentials, http, signal)
          : noted({ kind: 'no-token' });
    }
  };
}

function outcomeOfAbout(sent: Result<HttpAnswer>, host: string): Outcome {
  if (!sent.ok) return problem(sent.failure);
  const failure = failureOfStatus(sent.value, host);
  if (failure) return problem(failure);
  const { status, headers, body } = sent.value;
  const about = parseJson(body);
  if (status !== 200 || typeof about !== 'object' || about === null) {
    const page = isWebPage(headers, body);
    return { state: 'failed', problem: { kind: 'strange-answer', host, status, isWebPage: page } };
  }
  const given = 'version' in about && typeof about.version === 'string' ? about.version : '';
  const version = plainName(given);
  return passed({ kind: 'version', ...(version !== undefined && { version }) });
}

/** What `tryToken` makes of the answer, and why where it leaves the catalogs unknown. */
async function outcomeOfShares(
  token: Token,
  { kind, endpoints }: Credentials,
  http: Http,
  signal: AbortSignal,
): Promise<Outcome> {
  const { host } = new URL(endpoints.api);
  let answer: Result<HttpAnswer> | undefined;
  const listening: Http = {
    send: async (request, until) => (answer = await http.send(request, until)),
  };
  const tried = await tryToken(token, endpoints.api, listening, signal);
  if (!tried.ok) return problem(tried.failure);
  const { catalogs } = tried.value;
  if (catalogs !== undefined) {
    if (kind !== 'group') return passed({ kind: 'token-accepted' });
    return catalogs === 0
      ? noted({ kind: 'nothing-shared' })
      : passed({ kind: 'shares', count: catalogs });
  }
  if (!answer?.ok) return problem(answer?.failure ?? { reason: 'cancelled' });
  const failure = failureOfStatus(answer.value, host);
  if (failure) return problem(failure);
  const { status, headers, body } = answer.value;
  const page = isWebPage(headers, body);
  return { state: 'failed', problem: { kind: 'strange-answer', host, status, isWebPage: page } };
}

function lifetimeOf({ expiresAt }: Token, from: number): { readonly lifetimeMs?: number } {
  return expiresAt === undefined ? {} : { lifetimeMs: expiresAt - from };
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'http:' ? 80 : 443;
}
