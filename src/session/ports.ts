import type { Certificate } from '../core/certificates/certificate.ts';
import type { Failure, UnreadableCause } from '../core/failure.ts';
import type { Result } from '../core/result.ts';
import type { Proxy, ProxyUse } from '../core/http/proxy.ts';
import type { Validity } from '../core/token/token.ts';

/** Milliseconds since the epoch, by the wall clock, which decides when tokens expire. */
export interface Clock {
  now(): number;
}

export interface Timer {
  /**
   * Runs once at that moment, or as soon after as the machine is awake. Returns a function that cancels it.
   */
  at(moment: number, run: () => void): () => void;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * Whether the request may be sent again although the server may have received the first one. Default: only
   * a GET.
   */
  readonly repeatable?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends every request. It follows no redirect, repeats only repeatable requests, and has one deadline. Fails
 * with `cancelled`, `unreachable`, `timed-out`, `tls`, `proxy`, `throttled`, or `unexpected-response` for a
 * body above the limit. Any other HTTP status is
 * an answer, not a failure.
 */
export interface Http {
  send(request: HttpRequest, signal: AbortSignal): Promise<Result<HttpAnswer>>;
}

/** Can open a connection before its request is known. */
export interface HttpClient extends Http {
  /**
   * Opens a connection for a GET of that address, and sends nothing. The first request that the returned port
   * sends to the address uses that connection, or another one if it has failed. The connection ends with the
   * signal.
   */
  connect(url: string, signal: AbortSignal): Http;
}

/** A host and port to connect to; IPv6 is in brackets, as in an address. */
export interface ProbeTarget {
  readonly hostname: string;
  readonly port: number;
}

export interface Handshake {
  readonly certificate: Certificate;
  /** Why the certificate isn't trusted, as named by Node. */
  readonly fault?: string;
}

/**
 * Checks the network below HTTP. Each call has its own deadline and sends nothing after the handshake. Fails
 * with `cancelled`, `unreachable`, `timed-out`, `tls`, `proxy`.
 */
export interface Probe {
  proxyFor(url: URL): ProxyUse;
  resolve(hostname: string, signal: AbortSignal): Promise<Result<readonly string[]>>;
  connect(target: ProbeTarget, signal: AbortSignal): Promise<Result<void>>;
  handshake(
    target: ProbeTarget,
    proxy: Proxy | undefined,
    signal: AbortSignal,
  ): Promise<Result<Handshake>>;
}

/** The texts of the page that a browser shows when it returns to this machine. */
export interface LoopbackPage {
  readonly language: string;
  /** The name of the extension, at the top of the page. */
  readonly name: string;
  /** By the outcome of the request; `waiting` until the page has sent its fragment. */
  readonly texts: Readonly<Record<RedirectOutcome | 'waiting', PageText>>;
}

export interface PageText {
  readonly title: string;
  readonly text: string;
}

/** `refused`: the request isn't the expected answer of the browser. */
export type RedirectOutcome = 'accepted' | 'failed' | 'refused';

/**
 * Waits for a browser on exactly the address of a loopback redirect URI. Each request is passed on with its
 * query, or with its fragment if the grant answers there, until one isn't refused.
 * `answerIn` `nothing` only reserves the port and closes every connection. Returns a function that stops.
 * Fails with `unreachable` and the reason in its code if an address of the host is taken.
 */
export interface Loopback {
  listen(
    redirectUri: string,
    answerIn: 'query' | 'fragment' | 'nothing',
    page: LoopbackPage,
    offer: (address: string) => RedirectOutcome,
  ): Promise<Result<() => void>>;
}

export interface ReadLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

/**
 * Reads a regular file of this machine whole, within the limits; a pipe, device or folder is refused. Never
 * rejects.
 */
export type ReadLocalFile = (
  path: string,
  limits: ReadLimits,
) => Promise<Result<Uint8Array, UnreadableCause>>;

/** Secrets by application ID. A call never throws or hangs; it fails with `storage`. */
export interface Vault {
  ids(): Promise<Result<readonly string[]>>;
  /** `undefined` if nothing is stored under that ID. */
  read(id: string): Promise<Result<string | undefined>>;
  write(id: string, record: string): Promise<Result<void>>;
  remove(id: string): Promise<Result<void>>;
  /** Copies a record to a key that is never read, before another record replaces it. */
  setAside(id: string): Promise<Result<void>>;
  /** One text for the list of all applications. `undefined`: it isn't stored. */
  readIndex(): Promise<Result<string | undefined>>;
  /** `undefined` removes it. */
  writeIndex(text: string | undefined): Promise<Result<void>>;
}

/** Two locks: one held for a whole renewal, one for a single change of a record. */
export interface LockKey {
  readonly applicationId: string;
  readonly lock: 'renewal' | 'record';
}

/**
 * Runs work in one window of this machine at a time. Availability goes before strictness: if the lock can't
 * be taken in time, the work runs without it.
 */
export interface Lock {
  /**
   * Waits for the lock until its own limit or until the signal is aborted, then works anyway. Rejects only if
   * `work` does.
   */
  hold<T>(key: LockKey, work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/**
 * A note that each saved application has beside its secret. A note without a secret shows that the secret was
 * lost. For lists, the note says when the token is valid. Never rejects.
 */
export interface Markers {
  ids(): readonly string[];
  add(id: string, validity: Validity | undefined): Promise<void>;
  /** `null`: signed out. `undefined`: unknown. */
  validityOf(id: string): Validity | null | undefined;
  remove(id: string): Promise<void>;
}

/** The application that the window uses at its next start. Never rejects. */
export interface SignInChoice {
  /** Saves the choice before the application itself, so that a saved application is always chosen. */
  prepare(id: string): Promise<void>;
  /** Restores the previous choice: the sign-in was not saved. */
  takeBack(id: string): Promise<void>;
}

/** Only these fields are ever logged: an allow-list, so that no secret is logged by accident. */
export interface LogFields {
  readonly applicationId?: string;
  readonly lock?: LockKey['lock'];
  readonly host?: string;
  readonly status?: number;
  readonly reason?: Failure['reason'];
  readonly code?: string;
  /** A word of one of the unions in `core/failure.ts`. */
  readonly problem?: string;
  readonly durationMs?: number;
  readonly count?: number;
  readonly keys?: readonly string[];
}

export type LogEvent =
  | 'activated'
  | 'credentials file refused'
  | 'unknown keys ignored'
  | 'authenticated'
  | 'authentication failed'
  | 'token renewed'
  | 'renewal failed'
  | 'signed out'
  | 'application removed'
  | 'record unreadable'
  | 'record set aside'
  | 'secret lost'
  | 'went on without the lock'
  | 'storage failed'
  | 'connection checked'
  | 'request repeated';

export interface Log {
  info(event: LogEvent, fields?: LogFields): void;
  warn(event: LogEvent, fields?: LogFields): void;
}
