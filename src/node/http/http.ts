import * as http from 'node:http';
import * as https from 'node:https';
import type { Readable } from 'node:stream';
import * as tls from 'node:tls';
import * as zlib from 'node:zlib';
import type { Certificate } from '../../core/certificates/certificate.ts';
import type { Failure } from '../../core/failure.ts';
import { failed, success, type Result } from '../../core/result.ts';
import type { Http, HttpAnswer, HttpRequest } from '../../session/ports.ts';
import { handshakeOf, type Roots, type Trust } from '../certificates/certificates.ts';
import { failureOfNetworkError } from './networkError.ts';

/** Enough for every answer that is read here, and a bound for one that never ends. */
const maxBodyBytes = 1024 * 1024;

/**
 * The Http port on Node's `http` and `https`, which VS Code patches with the user's proxy and the
 * system's certificates; `fetch` honours less of both. Sends once, and waits as long as it takes.
 * Without `trust` a server is verified as VS Code does it.
 */
export function createHttp(trust?: Trust): Http {
  const asked = async (request: HttpRequest, url: URL, signal: AbortSignal) => {
    // It tells nobody any more that it was.
    signal.throwIfAborted();
    const { host, protocol } = url;
    const isEncrypted = protocol === 'https:';
    const pinned = isEncrypted ? (trust?.pinned(host) ?? []) : [];
    const answer = pinned.length > 0 && (await exchange(request, url, signal, { pinned }));
    if (answer && !isRefused(answer)) return answer;
    // Not the pinned one: the server may have got a better one since.
    const { ca, caFile }: Roots = (isEncrypted ? await trust?.roots() : undefined) ?? {};
    const sent = await exchange(request, url, signal, { ca });
    if (!isEncrypted || !isRefused(sent)) return sent;
    return failed({ ...sent.failure, ...(await look(url, signal, ca)), ...(caFile && { caFile }) });
  };
  return {
    async send(request, signal) {
      const url = new URL(request.url);
      const aborted = Promise.withResolvers<never>();
      signal.addEventListener('abort', aborted.reject, { once: true });
      try {
        // Whatever hangs, be it the agent or a CA file: Node tells nobody before there is a socket.
        return await Promise.race([asked(request, url, signal), aborted.promise]);
      } catch (error) {
        if (signal.aborted) return failed({ reason: 'cancelled' });
        return failed(failureOfNetworkError(error, url.host));
      }
    },
  };
}

interface Refused {
  readonly ok: false;
  readonly failure: Extract<Failure, { readonly reason: 'tls' }>;
}

/** The handshake failed, so that nothing was sent. */
function isRefused(sent: Result<unknown>): sent is Refused {
  return !sent.ok && sent.failure.reason === 'tls' && !sent.failure.isSent;
}

/**
 * The server shows its certificate in a full handshake alone: not on a connection that is used again,
 * nor where a session is resumed. Node's agent resumes the last one unless the option is there.
 */
const fullHandshake = { session: undefined } as const;

/**
 * Why a certificate was refused, more exactly than the request can tell, and whose it is. Goes the
 * request's own way, proxies and their credentials included, and sends nothing over it.
 */
function look(
  url: URL,
  signal: AbortSignal,
  ca?: string[],
): Promise<{ readonly code?: string; readonly certificate?: Certificate }> {
  const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<typeof look>>>();
  const end = () => outgoing.destroy();
  const outgoing = https.request(
    url,
    { signal, rejectUnauthorized: false, ...fullHandshake, ...(ca && { ca }) },
    end,
  );
  const seeNothing = () => {
    resolve({});
  };
  outgoing.on('error', seeNothing).on('close', seeNothing);
  whenSecure(outgoing, (socket) => {
    const { fault, certificate } = handshakeOf(socket, url.hostname) ?? {};
    if (fault !== undefined) resolve({ code: fault, ...(certificate && { certificate }) });
    end();
  });
  return promise;
}

/** Where what comes is no encrypted socket, the answer tells. */
function whenSecure(outgoing: http.ClientRequest, run: (socket: tls.TLSSocket) => void): void {
  outgoing.once('socket', (socket) => {
    if (!(socket instanceof tls.TLSSocket)) return;
    const secure = () => {
      run(socket);
    };
    if (socket.authorized) secure();
    else socket.once('secureConnect', secure);
  });
}

/**
 * Ends a request with all its tries, from the first connection to the last byte. The time limit is
 * asked for anew each time: it is a setting.
 */
export function withDeadline(http: Http, limitMs: () => number): Http {
  return {
    async send(request, signal) {
      const timeoutMs = Math.round(limitMs());
      const deadline = AbortSignal.timeout(timeoutMs);
      const sent = await http.send(request, AbortSignal.any([signal, deadline]));
      if (signal.aborted) return failed({ reason: 'cancelled' });
      return !sent.ok && sent.failure.reason === 'cancelled'
        ? failed({ reason: 'timed-out', host: new URL(request.url).host, timeoutMs })
        : sent;
    },
  };
}

interface Verification {
  readonly ca?: string[] | undefined;
  /** Only these certificates will do, and nothing is sent before one of them was seen. */
  readonly pinned?: readonly Certificate[];
}

function exchange(
  request: HttpRequest,
  url: URL,
  signal: AbortSignal,
  { ca, pinned }: Verification,
): Promise<Result<HttpAnswer>> {
  // Else Node would still connect, and then hang up.
  signal.throwIfAborted();
  const { promise, resolve } = Promise.withResolvers<Result<HttpAnswer>>();
  let isSecure = false;
  const fail = (error: unknown) => {
    const failure = failureOfNetworkError(error, url.host);
    resolve(failed(isSecure && failure.reason === 'tls' ? { ...failure, isSent: true } : failure));
  };
  const { request: open } = url.protocol === 'http:' ? http : https;
  const trusted = pinned?.map(({ pem }) => pem) ?? ca;
  const outgoing = open(
    url,
    {
      method: request.method,
      signal,
      // Name and dates are verified of a pinned certificate too, whatever the environment says.
      rejectUnauthorized: true,
      ...(trusted && { ca: trusted, allowPartialTrustChain: pinned !== undefined }),
      ...(pinned && fullHandshake),
      headers: {
        ...request.headers,
        // The agent keeps no connection for later, so that the next request gets one of its own.
        ...(pinned && { connection: 'close' }),
        'accept-encoding': 'gzip',
        ...(request.body !== undefined && { 'content-length': Buffer.byteLength(request.body) }),
      },
    },
    (incoming) => {
      // VS Code's agent passes on what a proxy says that refuses the tunnel, as if the server had.
      if (url.protocol === 'https:' && !(incoming.socket instanceof tls.TLSSocket)) {
        outgoing.destroy();
        resolve(failed(refusedByProxy(url.host, incoming.statusCode)));
        return;
      }
      readBody(incoming, incoming.headers['content-encoding'])
        .then((body) => {
          if (body === undefined) {
            outgoing.destroy();
            resolve(failed(tooLarge(url.host)));
            return;
          }
          const headers = headersOf(incoming.headers);
          resolve(success({ status: incoming.statusCode ?? 0, headers, body }));
        })
        .catch(fail);
    },
  );
  // Only here VS Code's agent tells why it did not get to a proxy; its error says that it did not.
  let atProxy: unknown;
  outgoing.on('proxy', ({ error }: { readonly error?: unknown }) => {
    atProxy = error;
  });
  outgoing.on('error', (error) => {
    error.cause ??= atProxy;
    fail(error);
  });
  // Node takes a 101 for the end of the request, and neither answers nor fails.
  outgoing.on('upgrade', (incoming, socket) => {
    socket.destroy();
    const { statusCode: status = 101 } = incoming;
    const { host } = url;
    resolve(failed({ reason: 'unexpected-response', host, problem: 'status', status }));
  });
  if (!pinned) outgoing.end(request.body);
  // What is trusted could itself have issued another certificate, and a resumed session compares
  // no name: so the very certificate is compared here, on every connection, before anything is sent.
  whenSecure(outgoing, (socket) => {
    const seen = socket.authorized && socket.getPeerX509Certificate();
    if (pinned?.every(({ fingerprint }) => !seen || fingerprint !== seen.fingerprint256)) {
      outgoing.destroy(Object.assign(new Error('not pinned'), { code: 'CERT_UNTRUSTED' }));
      return;
    }
    isSecure = true;
    if (pinned) outgoing.end(request.body);
  });
  return promise;
}

function refusedByProxy(host: string, status = 0): Failure {
  return { reason: 'proxy', host, code: String(status) };
}

function tooLarge(host: string): Failure {
  return { reason: 'unexpected-response', host, problem: 'too-large' };
}

/** The decoded body as text, or `undefined` for one that is over the cap once decoded. */
async function readBody(
  incoming: http.IncomingMessage,
  encoding: string | undefined,
): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of decoded(incoming, encoding) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function decoded(incoming: http.IncomingMessage, encoding: string | undefined): Readable {
  // RFC 9110 §8.4.1: in any case.
  if (!/^(x-)?gzip$/i.test(encoding ?? '')) return incoming;
  const gunzip = zlib.createGunzip();
  // `pipe` does not pass on an error, and a body that is cut short must not look complete.
  incoming.on('error', (error) => gunzip.destroy(error));
  return incoming.pipe(gunzip);
}

function headersOf(headers: http.IncomingHttpHeaders): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}
