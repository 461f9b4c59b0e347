import * as http from 'node:http';
import * as https from 'node:https';
import type { Readable } from 'node:stream';
import { TLSSocket } from 'node:tls';
import * as zlib from 'node:zlib';
import { failed, success, type Failure, type Result } from '../core/failure.ts';
import type { Http, HttpAnswer, HttpRequest } from '../session/ports.ts';
import { failureOfNetworkError } from './networkError.ts';

/** Enough for every answer that is read here, and a bound for one that never ends. */
const maxBodyBytes = 1024 * 1024;

/**
 * The Http port on Node's `http` and `https`, which VS Code patches with the user's proxy and the
 * system's certificates; `fetch` honours less of both. Sends once, and waits as long as it takes.
 */
export function createHttp(): Http {
  return {
    async send(request, signal) {
      try {
        return await exchange(request, signal);
      } catch (error) {
        if (signal.aborted) return failed({ reason: 'cancelled' });
        return failed(failureOfNetworkError(error, new URL(request.url).host));
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

function exchange(request: HttpRequest, signal: AbortSignal): Promise<Result<HttpAnswer>> {
  const { promise, resolve, reject } = Promise.withResolvers<Result<HttpAnswer>>();
  const url = new URL(request.url);
  const { request: open } = url.protocol === 'http:' ? http : https;
  const outgoing = open(
    url,
    {
      method: request.method,
      signal,
      headers: {
        ...request.headers,
        'accept-encoding': 'gzip',
        ...(request.body !== undefined && { 'content-length': Buffer.byteLength(request.body) }),
      },
    },
    (incoming) => {
      // VS Code's agent passes on what a proxy says that refuses the tunnel, as if the server had.
      if (url.protocol === 'https:' && !(incoming.socket instanceof TLSSocket)) {
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
  outgoing.on('error', reject);
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
  outgoing.end(request.body);
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
