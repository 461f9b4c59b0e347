import { setImmediate } from 'node:timers/promises';
import { applicationIdOf } from '../../../src/core/applications/application.ts';
import type { Credentials } from '../../../src/core/credentials/credentials.ts';
import { platformOf } from '../../../src/core/platform/origins.ts';
import type { StorageProblem } from '../../../src/core/failure.ts';
import { failed, success, type Result } from '../../../src/core/result.ts';
import { validityOf } from '../../../src/core/applications/listed.ts';
import { serialiseRecord, type ApplicationRecord } from '../../../src/core/applications/record.ts';
import type { Token, Validity } from '../../../src/core/token/token.ts';
import { ActiveChoice, type ChoiceStore } from '../../../src/session/applications/activeChoice.ts';
import { Applications } from '../../../src/session/applications/applications.ts';
import { ApplicationReader } from '../../../src/session/applications/reader.ts';
import type { Authenticated } from '../../../src/session/signIn/authenticate.ts';
import { SingleFlight } from '../../../src/session/concurrency/singleFlight.ts';
import { Turns } from '../../../src/session/concurrency/turns.ts';
import type {
  Clock,
  Http,
  HttpAnswer,
  HttpClient,
  HttpRequest,
  Lock,
  LockKey,
  Log,
  LogEvent,
  LogFields,
  Markers,
  Timer,
  Vault,
} from '../../../src/session/ports.ts';

export const startOfTest = Date.UTC(2026, 0, 1, 12);

type VaultCall = 'ids' | 'read' | 'write' | 'remove' | 'setAside' | 'readIndex' | 'writeIndex';

/** A call to storage whose answer waits for the test. */
class HeldCall {
  readonly #arrived = Promise.withResolvers<undefined>();
  readonly #released = Promise.withResolvers<undefined>();

  /** Settles when the call has arrived. */
  get arrived(): Promise<undefined> {
    return this.#arrived.promise;
  }

  release(): void {
    this.#released.resolve(undefined);
  }

  untilReleased(): Promise<undefined> {
    this.#arrived.resolve(undefined);
    return this.#released.promise;
  }
}

/** Storage in memory. Changing `records` directly simulates another window. */
export class FakeVault implements Vault {
  readonly records = new Map<string, string>();
  readonly aside = new Map<string, string>();
  /** The stored index of the applications. */
  index: string | undefined;
  /** The calls that fail from now on. */
  readonly failing = new Map<VaultCall, StorageProblem>();
  readonly #holds = new Map<VaultCall, HeldCall>();
  /** Every call in order, as `read a@host`. */
  readonly calls: string[] = [];

  /** The next such call takes effect at once, but answers only when the test lets it. */
  hold(call: VaultCall): HeldCall {
    const held = new HeldCall();
    this.#holds.set(call, held);
    return held;
  }

  ids(): Promise<Result<readonly string[]>> {
    return this.#answer('ids', '', () => [...this.records.keys()]);
  }

  read(id: string): Promise<Result<string | undefined>> {
    return this.#answer('read', id, () => this.records.get(id));
  }

  write(id: string, record: string): Promise<Result<void>> {
    return this.#answer('write', id, () => {
      this.records.set(id, record);
    });
  }

  remove(id: string): Promise<Result<void>> {
    return this.#answer('remove', id, () => {
      this.records.delete(id);
    });
  }

  setAside(id: string): Promise<Result<void>> {
    return this.#answer('setAside', id, () => {
      const record = this.records.get(id);
      if (record !== undefined) this.aside.set(id, record);
    });
  }

  readIndex(): Promise<Result<string | undefined>> {
    return this.#answer('readIndex', '', () => this.index);
  }

  writeIndex(text: string | undefined): Promise<Result<void>> {
    return this.#answer('writeIndex', '', () => {
      this.index = text;
    });
  }

  /** The calls that read or change records. */
  get recordCalls(): readonly string[] {
    return this.calls.filter((call) => call !== 'ids' && !call.endsWith('Index'));
  }

  async #answer<T>(call: VaultCall, id: string, answer: () => T): Promise<Result<T>> {
    this.calls.push(`${call} ${id}`.trim());
    const problem = this.failing.get(call);
    const result = problem ? failed({ reason: 'storage', problem }) : success(answer());
    const held = this.#holds.get(call);
    this.#holds.delete(call);
    await held?.untilReleased();
    return result;
  }
}

export class FakeMarkers implements Markers {
  readonly #validities = new Map<string, Validity | null>();

  ids(): readonly string[] {
    return [...this.#validities.keys()];
  }

  add(id: string, validity?: Validity): Promise<void> {
    this.#validities.set(id, validity ?? null);
    return Promise.resolve();
  }

  validityOf(id: string): Validity | null | undefined {
    return this.#validities.get(id);
  }

  remove(id: string): Promise<void> {
    this.#validities.delete(id);
    return Promise.resolve();
  }
}

export class ManualClock implements Clock {
  #now = startOfTest;

  now(): number {
    return this.#now;
  }

  set(moment: number): void {
    this.#now = moment;
  }

  advance(byMs: number): void {
    this.#now += byMs;
  }
}

interface Alarm {
  readonly moment: number;
  readonly run: () => void;
}

/** A timer that fires when the test advances the time. */
export class ManualTimer implements Timer {
  readonly #clock: ManualClock;
  readonly #alarms = new Set<Alarm>();

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  at(moment: number, run: () => void): () => void {
    const alarm = { moment, run };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** The moments at which a timer will fire. */
  get pending(): readonly number[] {
    return [...this.#alarms].map(({ moment }) => moment).sort((a, b) => a - b);
  }

  /** Advances the clock, and fires each due timer in order. */
  async advanceTo(moment: number): Promise<void> {
    for (;;) {
      const next = [...this.#alarms]
        .filter((alarm) => alarm.moment <= moment)
        .sort((a, b) => a.moment - b.moment)[0];
      if (!next) break;
      this.#alarms.delete(next);
      this.#clock.set(Math.max(next.moment, this.#clock.now()));
      next.run();
      await settled();
    }
    this.#clock.set(moment);
  }
}

/** Lets everything run that waits only for promises. */
export async function settled(): Promise<void> {
  await setImmediate();
}

export class RecordingLog implements Log {
  readonly entries: { readonly event: LogEvent; readonly fields: LogFields }[] = [];

  info(event: LogEvent, fields: LogFields = {}): void {
    this.entries.push({ event, fields });
  }

  warn(event: LogEvent, fields: LogFields = {}): void {
    this.entries.push({ event, fields });
  }

  get events(): readonly LogEvent[] {
    return this.entries.map(({ event }) => event);
  }
}

type Step = (request: HttpRequest, signal: AbortSignal) => Promise<Result<HttpAnswer>>;

/** A request that waits for the test's answer. */
export interface Held {
  /** Settles when the request has arrived. */
  readonly arrived: Promise<HttpRequest>;
  answer(result: Result<HttpAnswer>): void;
}

/** Answers each request from a script, and throws at the end of the script. */
export class FakeHttp implements HttpClient {
  readonly requests: HttpRequest[] = [];
  /** The addresses to which a connection was opened ahead, each with its signal. */
  readonly connected: { readonly url: string; readonly signal: AbortSignal }[] = [];
  /** The number of requests that were cancelled while they waited. */
  aborted = 0;
  readonly #script: Step[] = [];

  answering(...results: readonly Result<HttpAnswer>[]): this {
    this.#script.push(...results.map((result) => () => Promise.resolve(result)));
    return this;
  }

  hold(): Held {
    const arrived = Promise.withResolvers<HttpRequest>();
    const answered = Promise.withResolvers<Result<HttpAnswer>>();
    let waiting = true;
    const answer = (result: Result<HttpAnswer>) => {
      waiting = false;
      answered.resolve(result);
    };
    this.#script.push((request, signal) => {
      arrived.resolve(request);
      signal.addEventListener('abort', () => {
        if (waiting) this.aborted += 1;
        answer(failed({ reason: 'cancelled' }));
      });
      return answered.promise;
    });
    return { arrived: arrived.promise, answer };
  }

  connect(url: string, signal: AbortSignal): Http {
    this.connected.push({ url, signal });
    return this;
  }

  send(request: HttpRequest, signal: AbortSignal): Promise<Result<HttpAnswer>> {
    this.requests.push(request);
    const step = this.#script.shift();
    if (!step) throw new Error(`The script has no answer to ${request.method} ${request.url}.`);
    return step(request, signal);
  }
}

export function answerOf(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): Result<HttpAnswer> {
  return success({
    status,
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** A token answer of the platform. */
export function tokenAnswer(accessToken = 'new-token', expiresIn: unknown = 3599) {
  return answerOf(200, { access_token: accessToken, token_type: 'bearer', expires_in: expiresIn });
}

export const identityHost = 'id.api.isogeo.com';
export const apiHost = 'v1.api.isogeo.com';

export const credentials: Credentials = {
  kind: 'group',
  clientId: 'app-0123456789abcdef0123456789abcdef',
  clientSecret: 's3cr3t',
  endpoints: { token: `https://${identityHost}/oauth/token`, api: `https://${apiHost}` },
  redirectUris: [],
  scopes: ['resources:read'],
};

export const applicationId = applicationIdOf(credentials.clientId, credentials.endpoints.token);

/** On premises: both origins must be confirmed. */
export const foreignCredentials: Credentials = {
  ...credentials,
  endpoints: { token: 'https://id.geo.example/oauth/token', api: 'https://v1.geo.example' },
};

export const foreignOrigins = ['https://id.geo.example', 'https://v1.geo.example'];

/** A confidential user application: a new token needs a refresh token. */
export const userCredentials: Credentials = {
  ...credentials,
  kind: 'user',
  endpoints: { ...credentials.endpoints, authorization: `https://${identityHost}/oauth/authorize` },
  redirectUris: ['http://localhost/callback'],
};

export const hourMs = 3_600_000;

export function tokenWith(accessToken: string, obtainedAt = startOfTest): Token {
  return { accessToken, obtainedAt, expiresAt: obtainedAt + hourMs };
}

export function recordWith(
  token: Token | undefined,
  changes: Partial<Credentials> & { readonly name?: string } = {},
): ApplicationRecord {
  const { name, ...changed } = changes;
  const merged = { ...credentials, ...changed };
  return {
    application: {
      id: applicationIdOf(merged.clientId, merged.endpoints.token),
      name: name ?? 'app',
      kind: merged.kind,
      platform: platformOf(merged.endpoints.token),
      credentials: merged,
    },
    ...(token && { token }),
    confirmedOrigins: [],
  };
}

/** Stores a record unchanged, and reads it into this window. */
export async function storeRecord(
  { vault, markers, applications }: Pick<Session, 'vault' | 'markers' | 'applications'>,
  record: ApplicationRecord,
): Promise<void> {
  const { id } = record.application;
  await vault.write(id, serialiseRecord(record));
  await markers.add(id, record.token && validityOf(record.token));
  await applications.load(id);
}

interface Session {
  readonly vault: Vault;
  readonly markers: Markers;
  readonly applications: Pick<Applications, 'load'>;
}

/** The lock of a machine with a single window; records the held keys. */
export class FakeLock implements Lock {
  readonly held: LockKey[] = [];

  hold: Lock['hold'] = (key, work) => {
    this.held.push(key);
    return work();
  };
}

/** A store of a choice in memory. */
export class FakeChoice implements ChoiceStore {
  stored: unknown;

  get(): unknown {
    return this.stored;
  }

  set(choice: unknown): Promise<void> {
    this.stored = choice;
    return Promise.resolve();
  }
}

/** Every port of the session, faked, and the applications over them. */
export function fakePorts() {
  const clock = new ManualClock();
  const vault = new FakeVault();
  const markers = new FakeMarkers();
  const log = new RecordingLog();
  const http = new FakeHttp();
  const turns = new Turns();
  const lockOfAll: Lock = { hold: (key, work) => turns.run(Object.values(key).join(), work) };
  const reader = new ApplicationReader({ vault, markers, log });
  const ports = { vault, markers, log, lock: lockOfAll };
  return {
    clock,
    timer: new ManualTimer(clock),
    vault,
    markers,
    log,
    lock: new FakeLock(),
    signIns: new SingleFlight<Authenticated>(),
    http,
    applications: new Applications(ports, reader),
    states: reader.states,
    active: new ActiveChoice(new FakeChoice(), new FakeChoice()),
    /** The same applications in another window of this machine. */
    openWindow: () => new Applications(ports),
  };
}

/** A signal that is never aborted. */
export function noCancel(): AbortSignal {
  return new AbortController().signal;
}
