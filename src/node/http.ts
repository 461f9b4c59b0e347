import * as http from 'node:http';
import * as https from 'node:https';
import type * as net from 'node:net';
import type { Readable } from 'node:stream';
import * as tls from 'node:tls';
import * as zlib from 'node:zlib';
import type { Certificate } from '../core/certificate.ts';
import { failed, success, type Failure, type Result } from '../core/failure.ts';
import { portOf, type Probe } from '../session/checkConnection.ts';
import type { Http, HttpAnswer, HttpRequest } from '../session/ports.ts';
import type { Roots, Trust } from './certificates.ts';
import { failureOfNetworkError } from './networkError.ts';

/** Enough for every answer that is read here, and a bound for one that never ends. */
const maxBodyBytes = 1024 * 1024;

export interface HttpOptions {
  /** Without it, a server is verified as VS Code does it. */
  readonly trust?: Trust;
  /** Looks at the certificate that a request was refused for. */
  readonly probe?: Pick<Probe, 'handshake' | 'proxyFor'>;
}

/**
 * The Http port on Node's `http` and `https`, which VS Code patches with the user's proxy and the
 * system's certificates; `fetch` honours less of both. Sends once, and waits as long as it takes.
 */
export function createHttp({ trust, probe }: HttpOptions = {}): Http {
  const asked = async (request: HttpRequest, url: URL, signal: AbortSignal) => {
    const { host, protocol } = url;
    const isEncrypted = protocol === 'https:';
    const pinned = isEncrypted ? (trust?.pinned(host) ?? []) : [];
    const answer = pinned.length > 0 && (await exchange(request, url, signal, { pinned }));
    if (answer) return answer;
    // Not the pinned one: the server may have got a better one since.
    const { ca, caFile }: Roots = (isEncrypted ? await trust?.roots() : undefined) ?? {};
    try {
      const sent = await exchange(request, url, signal, { ca });
      return sent ?? failed({ reason: 'tls', host, code: 'CERT_UNTRUSTED' });
    } catch (error) {
      const failure = failureOfNetworkError(error, host);
      if (failure.reason !== 'tls') throw error;
      return failed({ ...failure, ...(await look(url, signal)), ...(caFile && { caFile }) });
    }
  };
  /** Why the certificate was refused, more exactly than the request can tell, and whose it is. */
  const look = async (url: URL, signal: AbortSignal) => {
    const use = probe?.proxyFor(url);
    const target = { hostname: url.hostname, port: portOf(url) };
    const proxy = use?.via === 'proxy' ? use.proxy : undefined;
    const shaken = await probe?.handshake(target, proxy, signal);
    if (!shaken?.ok || shaken.value.fault === undefined) return {};
    return { code: shaken.value.fault, certificate: shaken.value.certificate };
  };
  return {
    async send(request, signal) {
      const url = new URL(request.url);
      try {
        return await asked(request, url, signal);
      } catch (error) {
        if (signal.aborted) return failed({ reason: 'cancelled' });
        return failed(failureOfNetworkError(error, url.host));
      }
    },
  };
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

/** `undefined` where nothing was sent, since the server has none of the pinned certificates. */
function exchange(
  request: HttpRequest,
  url: URL,
  signal: AbortSignal,
  { ca, pinned }: Verification,
): Promise<Result<HttpAnswer> | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Result<HttpAnswer> | undefined>();
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
      headers: {
        ...request.headers,
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
        .catch(reject);
    },
  );
  let isHeld = pinned !== undefined;
  outgoing.on('error', (error) => {
    if (isHeld && failureOfNetworkError(error, url.host).reason === 'tls') resolve(undefined);
    else reject(error);
  });
  // Node takes a 101 for the end of the request, and neither answers nor fails.
  outgoing.on('upgrade', (incoming, socket) => {
    socket.destroy();
    const { statusCode: status = 101 } = incoming;
    const { host } = url;
    resolve(failed({ reason: 'unexpected-response', host, problem: 'status', status }));
  });
  signal.addEventListener(
    'abort',
    () => {
      reject(new Error('aborted'));
    },
    { once: true },
  );
  if (!pinned) {
    outgoing.end(request.body);
    return promise;
  }
  // What is trusted could itself have issued another certificate, and a resumed session compares
  // no name: so the very certificate is compared here, on every connection, before anything is sent.
  outgoing.once('socket', (socket: net.Socket) => {
    const release = () => {
      const seen =
        socket instanceof tls.TLSSocket && socket.authorized && socket.getPeerX509Certificate();
      if (!seen || pinned.every(({ fingerprint }) => fingerprint !== seen.fingerprint256)) {
        outgoing.destroy(Object.assign(new Error('not pinned'), { code: 'CERT_UNTRUSTED' }));
        return;
      }
      isHeld = false;
      outgoing.end(request.body);
    };
    if (socket instanceof tls.TLSSocket && socket.authorized) release();
    else socket.once('secureConnect', release);
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
