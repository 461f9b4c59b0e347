import * as http from 'node:http';
import * as https from 'node:https';
import { addAbortSignal } from 'node:stream';
import * as tls from 'node:tls';
import type { Certificate } from '../../core/certificates/certificate.ts';
import type { Failure } from '../../core/failure.ts';
import { failed, success, type Result } from '../../core/result.ts';
import type { HttpAnswer, HttpRequest } from '../../session/ports.ts';
import type { TlsRoots } from '../certificates/trust.ts';
import { headersOf, readBody } from './body.ts';
import { failureOfNetworkError } from './networkError.ts';
import { fullHandshake, optionsFor, whenSecure } from './socket.ts';

/** How a server is verified. Without both properties, it is verified as VS Code does. */
export interface Verification {
  readonly roots?: TlsRoots | undefined;
  /** Only these certificates are accepted, and nothing is sent before the server has shown one of them. */
  readonly pinned?: readonly Certificate[];
}

/** One request. Its connection is opened at once; the request may be sent later. */
export class Exchange {
  readonly #url: URL;
  readonly #pinned: readonly Certificate[] | undefined;
  readonly #outgoing: http.ClientRequest;
  readonly #answer = Promise.withResolvers<Result<HttpAnswer>>();
  #request: HttpRequest | undefined;
  #isOpen = false;
  #isOver = false;

  constructor(url: URL, method: string, { roots, pinned }: Verification, signal: AbortSignal) {
    // Otherwise Node would connect first, and then abort.
    signal.throwIfAborted();
    this.#url = url;
    this.#pinned = pinned;
    const { request: open } = url.protocol === 'http:' ? http : https;
    this.#outgoing = open(url, {
      method,
      signal,
      ...optionsFor(url),
      // Name and dates of a pinned certificate are verified too, even if the environment disables
      // verification.
      rejectUnauthorized: true,
      ...(pinned ? verifiedBy(pinned) : roots),
    });
    // The agent must not reuse such a connection: the next request makes a full handshake. The header
    // `Connection: close` alone doesn't ensure this.
    if (pinned) this.#outgoing.shouldKeepAlive = false;
    this.#listen();
  }

  /** The connection is ready: from here on, the server may have read a part of the request. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** The connection has failed, or the server has answered: nothing more can be sent. */
  get isOver(): boolean {
    return this.#isOver;
  }

  send(request: HttpRequest): Promise<Result<HttpAnswer>> {
    const { headers, body } = request;
    for (const [name, value] of Object.entries(headers)) this.#outgoing.setHeader(name, value);
    this.#outgoing.setHeader('accept-encoding', 'gzip');
    if (body !== undefined) this.#outgoing.setHeader('content-length', Buffer.byteLength(body));
    this.#request = request;
    if (!this.#pinned || this.#isOpen) this.#outgoing.end(body);
    return this.#answer.promise;
  }

  /** For a signal that is created only when the request is sent. */
  endWith(signal: AbortSignal): void {
    addAbortSignal(signal, this.#outgoing);
  }

  #listen(): void {
    const outgoing = this.#outgoing;
    // The error at the proxy, which VS Code's agent reports only in this event.
    let atProxy: unknown;
    outgoing.on('proxy', ({ error }: { readonly error?: unknown }) => {
      atProxy = error;
    });
    outgoing.on('error', (error) => {
      error.cause ??= atProxy;
      this.#fail(error);
    });
    outgoing.on('response', (incoming) => {
      this.#read(incoming);
    });
    // After a 101, Node emits neither a response nor an error.
    outgoing.on('upgrade', ({ statusCode: status = 101 }, socket) => {
      socket.destroy();
      const { host } = this.#url;
      this.#end(failed({ reason: 'unexpected-response', host, problem: 'status', status }));
    });
    whenSecure(outgoing, (socket) => {
      this.#verify(socket);
    });
    if (this.#url.protocol === 'http:') {
      outgoing.once('socket', (socket) => {
        if (socket.connecting) socket.once('connect', () => (this.#isOpen = true));
        else this.#isOpen = true;
      });
    }
  }

  /**
   * A pinned certificate could itself have issued another one, so the certificate is compared on every
   * connection before anything is sent.
   */
  #verify(socket: tls.TLSSocket): void {
    const shown = socket.authorized && socket.getPeerX509Certificate();
    if (this.#pinned?.every(({ fingerprint }) => !shown || fingerprint !== shown.fingerprint256)) {
      this.#outgoing.destroy(Object.assign(new Error('not pinned'), { code: 'CERT_UNTRUSTED' }));
      return;
    }
    this.#isOpen = true;
    if (this.#pinned && this.#request) this.#outgoing.end(this.#request.body);
  }

  #read(incoming: http.IncomingMessage): void {
    this.#isOver = true;
    const { host, protocol } = this.#url;
    // If a proxy refuses the tunnel, VS Code's agent passes its answer on as the server's.
    if (protocol === 'https:' && !(incoming.socket instanceof tls.TLSSocket)) {
      this.#outgoing.destroy();
      this.#end(failed({ reason: 'proxy', host, code: String(incoming.statusCode ?? 0) }));
      return;
    }
    readBody(incoming).then(
      (body) => {
        if (body !== undefined) {
          const headers = headersOf(incoming.headers);
          this.#end(success({ status: incoming.statusCode ?? 0, headers, body }));
          return;
        }
        this.#outgoing.destroy();
        this.#end(failed({ reason: 'unexpected-response', host, problem: 'too-large' }));
      },
      (error: unknown) => {
        this.#fail(error);
      },
    );
  }

  #fail(error: unknown): void {
    const failure: Failure = failureOfNetworkError(error, this.#url.host);
    const isSent = this.#isOpen && failure.reason === 'tls';
    this.#end(failed(isSent ? { ...failure, isSent } : failure));
  }

  #end(result: Result<HttpAnswer>): void {
    this.#isOver = true;
    this.#answer.resolve(result);
  }
}

function verifiedBy(pinned: readonly Certificate[]): https.RequestOptions {
  return { ca: pinned.map(({ pem }) => pem), allowPartialTrustChain: true, ...fullHandshake };
}
