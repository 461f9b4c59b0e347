import type { Certificate } from '../core/certificates/certificate.ts';
import type { Failure, UnreadableCause } from '../core/failure.ts';
import type { Result } from '../core/result.ts';
import type { Proxy, ProxyUse } from '../core/http/proxy.ts';
import type { Validity } from '../core/token/token.ts';

/** Milliseconds since the epoch, by the wall clock, since that is what tokens expire by. */
export interface Clock {
  now(): number;
}

export interface Timer {
  /** Runs once at that moment or as soon after as the machine is awake; answers how to call it off. */
  at(moment: number, run: () => void): () => void;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether it may be sent again where it is not known what became of it. Default: a GET may. */
  readonly repeatable?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The one way out. Follows no redirect, repeats nothing but what may be repeated, and ends by one
 * deadline. Fails with `cancelled`, `unreachable`, `timed-out`, `tls`, `proxy`, `throttled`, or
 * `unexpected-response` for a body over the cap; any other status is an answer.
 */
export interface Http {
  send(request: HttpRequest, signal: AbortSignal): Promise<Result<HttpAnswer>>;
}

/** Can open a connection before it is known what is sent over it. */
export interface HttpClient extends Http {
  /**
   * Opens a connection for a GET of that address, and sends nothing. The first request to it that is
   * sent by what is answered goes over that connection, unless it has failed: then over another one.
   * The connection ends with the signal.
   */
  connect(url: string, signal: AbortSignal): Http;
}

/** A host and port to talk to; the name as an address writes it, IPv6 in brackets. */
export interface Target {
  readonly hostname: string;
  readonly port: number;
}

export interface Handshake {
  readonly certificate: Certificate;
  /** Why the certificate is not trusted, as Node names it. */
  readonly fault?: string;
}

/**
 * Looks at the network below HTTP. Each call ends by its own deadline and sends nothing but what
 * the handshake takes. Fails with `cancelled`, `unreachable`, `timed-out`, `tls`, `proxy`.
 */
export interface Probe {
  proxyFor(url: URL): ProxyUse;
  resolve(hostname: string, signal: AbortSignal): Promise<Result<readonly string[]>>;
  connect(target: Target, signal: AbortSignal): Promise<Result<void>>;
  handshake(
    target: Target,
    proxy: Proxy | undefined,
    signal: AbortSignal,
  ): Promise<Result<Handshake>>;
}

/** What the page says that a browser shows when it comes back to this machine. */
export interface LoopbackPage {
  readonly language: string;
  /** The name of the extension, above everything else. */
  readonly name: string;
  /** By what became of the request; `waiting` until the page has handed on its fragment. */
  readonly texts: Readonly<Record<RedirectOutcome | 'waiting', PageText>>;
}

export interface PageText {
  readonly title: string;
  readonly text: string;
}

/** `refused`: not the answer that is waited for. */
export type RedirectOutcome = 'accepted' | 'failed' | 'refused';

/**
 * Waits for a browser on exactly the address of a loopback redirect URI. What comes is offered with
 * its query, or its fragment where the grant answers in that, until something isn't refused.
 * `answerIn` `nothing` holds the port only, and ends every connection. Gives a function that stops.
 * Fails with `unreachable` and the reason in its code where one of the host's addresses is taken.
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
 * Reads a regular file of this machine whole, within the limits; a pipe, a device or a folder is
 * refused. Never rejects.
 */
export type ReadLocalFile = (
  path: string,
  limits: ReadLimits,
) => Promise<Result<Uint8Array, UnreadableCause>>;

/** Secrets by application id. Every call fails with `storage` rather than throwing or hanging. */
export interface Vault {
  ids(): Promise<Result<readonly string[]>>;
  /** `undefined` where there is nothing under that id. */
  read(id: string): Promise<Result<string | undefined>>;
  write(id: string, record: string): Promise<Result<void>>;
  remove(id: string): Promise<Result<void>>;
  /** Copies a record to a place that is never read, before another record replaces it. */
  setAside(id: string): Promise<Result<void>>;
  /** One text for all applications: what a list shows of them. `undefined`: there is none. */
  readIndex(): Promise<Result<string | undefined>>;
  /** `undefined` removes it. */
  writeIndex(text: string | undefined): Promise<Result<void>>;
}

/** The one is apart from the other, since a renewal is held as long as a request lasts. */
export interface LockKey {
  readonly applicationId: string;
  readonly lock: 'renewal' | 'record';
}

/**
 * Keeps work to one window of this machine at a time. Availability goes before strictness: where
 * the lock cannot be had in good time, the work is done without it.
 */
export interface Lock {
  /** Waits no longer than its own bound, nor past the signal. Rejects only where `work` does. */
  hold<T>(key: LockKey, work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/**
 * Notes that each saved application has beside its secret. They tell a lost secret from one that
 * never was, and for a list from when to when the token is valid. Never rejects.
 */
export interface Markers {
  ids(): readonly string[];
  add(id: string, validity: Validity | undefined): Promise<void>;
  /** `null`: signed out. `undefined`: not known. */
  validityOf(id: string): Validity | null | undefined;
  remove(id: string): Promise<void>;
}

/** The application that the window works with at its next start. Never rejects. */
export interface SignInChoice {
  /** Saves the choice before the application itself, so that no saved application is left unchosen. */
  prepare(id: string): Promise<void>;
  /** The sign-in was not saved. */
  takeBack(id: string): Promise<void>;
}

/** Nothing but these fields is ever logged: an allow-list, so that no secret can slip through. */
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
