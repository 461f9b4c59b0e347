import * as dns from 'node:dns/promises';
import { once } from 'node:events';
import * as net from 'node:net';
import * as tls from 'node:tls';
import { cancelled, failed, success, type Result } from '../../core/result.ts';
import { hostOf, type Proxy } from '../../core/http/proxy.ts';
import type { Handshake, Probe, ProbeTarget } from '../../session/ports.ts';
import { untilAborted } from '../../session/concurrency/untilAborted.ts';
import { handshakeOf } from '../certificates/certificates.ts';
import type { Trust } from '../certificates/trust.ts';
import { loopbackAddresses, wayTo } from '../http/localhost.ts';
import { failureOfNetworkError } from '../http/networkError.ts';
import { withoutBrackets } from '../../core/platform/hosts.ts';

export interface ProbeOptions {
  /** The time limit of each call, read from the setting each time. */
  readonly timeoutMs: () => number;
  /** The proxy that VS Code's configuration names for an address. */
  readonly proxyFor: Probe['proxyFor'];
  /** Absent: a server is verified as VS Code does. */
  readonly trust?: Trust;
}

/** No proxy's answer to CONNECT has a longer head. */
const maxHeadBytes = 16 * 1024;

export function createProbe({ timeoutMs, proxyFor, trust }: ProbeOptions): Probe {
  const within = <T>(host: string, signal: AbortSignal, work: Work<T>) =>
    withSockets(host, Math.round(timeoutMs()), signal, work);
  return {
    proxyFor,
    resolve: (hostname, signal) =>
      within(hostname, signal, async () => {
        const found =
          hostname === 'localhost'
            ? loopbackAddresses
            : await dns.lookup(withoutBrackets(hostname), { all: true });
        return success([...new Set(found.map(({ address }) => address))]);
      }),
    connect: (target, signal) =>
      within(hostOf(target), signal, async (sockets) => {
        await opened(target, sockets, wayTo(target.hostname));
        return success(undefined);
      }),
    handshake: (target, proxy, signal) =>
      within(hostOf(target), signal, async (sockets) => {
        const roots = (await trust?.roots())?.tls;
        // VS Code adds the system's certificates only if Node itself opens the socket.
        if (!proxy) {
          return shaken(
            { port: target.port, ...wayTo(target.hostname), ...roots },
            target,
            sockets,
          );
        }
        if (proxy.scheme === 'socks') {
          return failed({ reason: 'proxy', host: hostOf(target), code: 'SOCKS' });
        }
        const way = await toProxy(proxy, sockets);
        const status = await connectThrough(way, target);
        return status === 200
          ? shaken({ socket: way, ...roots }, target, sockets)
          : failed({ reason: 'proxy', host: hostOf(target), code: String(status) });
      }),
  };
}

type Work<T> = (sockets: Set<net.Socket>) => Promise<Result<T>>;

/** Ends the work at the deadline or when cancelled, and closes every socket that it opened. */
async function withSockets<T>(
  host: string,
  limitMs: number,
  signal: AbortSignal,
  work: Work<T>,
): Promise<Result<T>> {
  if (signal.aborted) return cancelled;
  const sockets = new Set<net.Socket>();
  const late = Promise.withResolvers<Result<T>>();
  const timer = setTimeout(() => {
    late.resolve(failed({ reason: 'timed-out', host, timeoutMs: limitMs }));
  }, limitMs);
  try {
    return await untilAborted(signal, Promise.race([late.promise, work(sockets)]));
  } catch (error) {
    return failed(failureOfNetworkError(error, host));
  } finally {
    clearTimeout(timer);
    for (const socket of sockets) socket.destroy();
  }
}

function opened(
  { hostname, port }: ProbeTarget,
  sockets: Set<net.Socket>,
  way: ReturnType<typeof wayTo> = {},
): Promise<net.Socket> {
  const socket = net.connect({ host: withoutBrackets(hostname), port, ...way });
  return emitted('connect', socket, sockets);
}

/** A proxy that speaks TLS is verified like any server. */
async function toProxy(proxy: Proxy, sockets: Set<net.Socket>): Promise<net.Socket> {
  const socket = await opened(proxy, sockets);
  return proxy.scheme === 'https'
    ? emitted('secureConnect', tls.connect({ socket, ...nameOf(proxy) }), sockets)
    : socket;
}

async function emitted(
  event: 'connect' | 'secureConnect',
  socket: net.Socket,
  sockets: Set<net.Socket>,
): Promise<net.Socket> {
  sockets.add(socket);
  // `once` listens only until the event, and a later error of the socket would be an uncaught one.
  socket.on('error', () => undefined);
  await once(socket, event);
  return socket;
}

/** RFC 9110 §9.3.6, without credentials for the proxy; a 407 is an answer like any other. */
function connectThrough(socket: net.Socket, target: ProbeTarget): Promise<number> {
  const host = hostOf(target);
  return new Promise((resolve, reject) => {
    let head = '';
    const read = (chunk: Buffer) => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n') && head.length < maxHeadBytes) return;
      socket.off('data', read);
      socket.pause();
      const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
      resolve(Number(status ?? 0));
    };
    socket.on('data', read);
    socket.once('close', () => {
      reject(new Error('Proxy connection ended'));
    });
    socket.write(`CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  });
}

/**
 * Reads the certificate, trusted or not, so that a report can show its owner. Nothing is sent over this
 * connection: it is closed after the handshake. Requests use connections of their own, which are verified.
 */
function shaken(
  way: tls.ConnectionOptions,
  target: ProbeTarget,
  sockets: Set<net.Socket>,
): Promise<Result<Handshake>> {
  return new Promise((resolve, reject) => {
    const secure = tls.connect({
      ...way,
      ...nameOf(target),
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: false,
    });
    sockets.add(secure);
    secure.on('error', reject);
    secure.once('close', () => {
      reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    });
    secure.once('secureConnect', () => {
      const handshake = handshakeOf(secure, target.hostname);
      if (handshake) resolve(success(handshake));
      secure.destroy();
    });
  });
}

/** The name that the certificate must contain; a server name is never an IP address (RFC 6066 §3). */
function nameOf({ hostname }: ProbeTarget): {
  readonly host: string;
  readonly servername?: string;
} {
  const host = withoutBrackets(hostname);
  return net.isIP(host) === 0 ? { host, servername: host } : { host };
}
