import type { Failure } from '../../core/failure.ts';
import { cancelled, failed, type Result } from '../../core/result.ts';
import type { Http, HttpAnswer, HttpClient, HttpRequest } from '../../session/ports.ts';
import type { Trust } from '../certificates/trust.ts';
import { Exchange } from './exchange.ts';
import { look } from './look.ts';
import { untilAborted } from '../../session/concurrency/untilAborted.ts';
import { failureOfNetworkError } from './networkError.ts';

/**
 * The Http port on Node's `http` and `https`, which VS Code patches with the user's proxy and the system's
 * certificates (`fetch` supports less of both). Sends once, without a time limit. Without
 * `trust` a server is verified as in VS Code.
 */
export function createHttp(trust?: Trust): HttpClient {
  return {
    send: (request, signal) => untilAnswered(request.url, signal, sendTo(request, signal, trust)),
    connect: (address, until) => {
      let opening: Promise<Exchange | undefined> | undefined = openTo(address, trust, until);
      const sendFirst = async (request: HttpRequest, signal: AbortSignal) => {
        signal.throwIfAborted();
        const exchange = await opening;
        opening = undefined;
        if (exchange && !exchange.isOver && request.url === address) {
          exchange.endWith(signal);
          const sent = await exchange.send(request);
          if (sent.ok || exchange.isOpen) return sent;
        }
        // Sends a separate request, whose failure says why there is no connection.
        return sendTo(request, signal, trust);
      };
      return {
        send: (request, signal) => untilAnswered(request.url, signal, sendFirst(request, signal)),
      };
    },
  };
}

/** Node reports an abort only once a socket exists, and reading a CA file may take time. */
async function untilAnswered(
  url: string,
  signal: AbortSignal,
  work: Promise<Result<HttpAnswer>>,
): Promise<Result<HttpAnswer>> {
  try {
    return await untilAborted(signal, work);
  } catch (error) {
    return failed(
      signal.aborted ? { reason: 'cancelled' } : failureOfNetworkError(error, new URL(url).host),
    );
  }
}

/** Opens a connection for a GET; `undefined` if that fails. */
async function openTo(
  address: string,
  trust: Trust | undefined,
  signal: AbortSignal,
): Promise<Exchange | undefined> {
  const url = new URL(address);
  const pinned = pinnedFor(url, trust);
  try {
    const roots = pinned ? undefined : await rootsFor(url, trust);
    return new Exchange(url, 'GET', pinned ? { pinned } : { roots: roots?.tls }, signal);
  } catch {
    return undefined;
  }
}

async function sendTo(
  request: HttpRequest,
  signal: AbortSignal,
  trust: Trust | undefined,
): Promise<Result<HttpAnswer>> {
  // An abort before this moment would never be reported.
  signal.throwIfAborted();
  const url = new URL(request.url);
  const pinned = pinnedFor(url, trust);
  const answer =
    pinned && (await new Exchange(url, request.method, { pinned }, signal).send(request));
  if (answer && !isRefused(answer)) return answer;
  // The server may have a better certificate now than the pinned one.
  const { tls, caFile } = (await rootsFor(url, trust)) ?? {};
  const exchange = new Exchange(url, request.method, { roots: tls }, signal);
  const sent = await exchange.send(request);
  if (url.protocol === 'http:' || !isRefused(sent)) return sent;
  const seen = await look(url, signal, tls);
  return failed({ ...sent.failure, ...seen, ...(caFile && { caFile }) });
}

function pinnedFor({ host, protocol }: URL, trust: Trust | undefined) {
  const pinned = protocol === 'https:' ? (trust?.pinned(host) ?? []) : [];
  return pinned.length > 0 ? pinned : undefined;
}

async function rootsFor({ protocol }: URL, trust: Trust | undefined) {
  return protocol === 'https:' ? trust?.roots() : undefined;
}

interface Refused {
  readonly ok: false;
  readonly failure: Extract<Failure, { readonly reason: 'tls' }>;
}

/** The handshake failed, so nothing was sent. */
function isRefused(sent: Result<unknown>): sent is Refused {
  return !sent.ok && sent.failure.reason === 'tls' && sent.failure.isSent !== true;
}

/**
 * Limits a request with all its tries, from the first connection to the last byte. The limit is a setting, so
 * it is read for each request. For a connection that was opened ahead, the time starts when the request is
 * sent.
 */
export function withDeadline(http: HttpClient, limitMs: () => number): HttpClient {
  const within = (client: Http): Http['send'] =>
    async function send(request, signal) {
      const timeoutMs = Math.round(limitMs());
      const deadline = AbortSignal.timeout(timeoutMs);
      const sent = await client.send(request, AbortSignal.any([signal, deadline]));
      if (signal.aborted) return cancelled;
      return !sent.ok && sent.failure.reason === 'cancelled'
        ? failed({ reason: 'timed-out', host: new URL(request.url).host, timeoutMs })
        : sent;
    };
  return {
    send: within(http),
    connect: (url, signal) => ({ send: within(http.connect(url, signal)) }),
  };
}
