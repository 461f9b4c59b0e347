import * as http from 'node:http';
import type { Socket } from 'node:net';
import { failed, success, type Result } from '../../core/result.ts';
import type { Loopback, RedirectOutcome } from '../../session/ports.ts';
import { textUpTo } from '../http/body.ts';
import { responder } from './callbackPage.ts';

/** More than the longest percent-encoded token. */
const maxFragmentBytes = 64 * 1024;

/** The Loopback port on Node, active while one sign-in waits. */
export const loopback: Loopback = {
  async listen(redirectUri, answerIn, page, offer) {
    const url = new URL(redirectUri);
    const respond = responder(page);
    if (answerIn === 'nothing') return hold(url);
    /** Connections without an answer yet: browsers open spare ones, which Node counts as busy. */
    const waiting = new Set<Socket>();
    let isOver = false;
    const take = (rest: string): RedirectOutcome => {
      if (isOver) return 'refused';
      const outcome = offer(`${url.origin}${url.pathname}${rest}`);
      isOver = outcome !== 'refused';
      return outcome;
    };
    const respondTo: http.RequestListener = (request, response) => {
      void answer(request, url, answerIn).then((got) => {
        waiting.delete(request.socket);
        if (got.kind === 'status') respond(response, got.status, 'refused');
        else if (got.kind === 'hand-on') respond(response, 200, 'waiting');
        else {
          const outcome = take(got.rest);
          respond(response, outcome === 'refused' ? 400 : 200, outcome);
        }
      });
    };
    return listenAt(
      url,
      (socket) => {
        waiting.add(socket);
        socket.once('close', () => waiting.delete(socket));
      },
      respondTo,
      () => {
        isOver = true;
        // The next sign-in must not reach an old listener. Connections with an answer close on their own.
        for (const socket of waiting) socket.destroy();
      },
    );
  },
};

/** Keeps the port from every other program, and answers nothing. */
function hold(url: URL): Promise<Result<() => void>> {
  return listenAt(url, (socket) => socket.destroy());
}

/**
 * The addresses at which a browser may reach the host. `localhost` may mean `::1` or `127.0.0.1`, so both are
 * needed.
 */
function listenAddresses({ hostname }: URL): readonly string[] {
  if (hostname === '[::1]') return ['::1'];
  return hostname.startsWith('127.') ? [hostname] : ['127.0.0.1', '::1'];
}

/** Listens at all addresses of the host or at none. Returns a function that stops. */
async function listenAt(
  url: URL,
  onConnection: (socket: Socket) => void,
  respondTo?: http.RequestListener,
  onStop: () => void = () => undefined,
): Promise<Result<() => void>> {
  const addresses = listenAddresses(url);
  const servers = addresses.map(() => http.createServer(respondTo).on('connection', onConnection));
  const stop = () => {
    for (const server of servers) server.close();
    onStop();
  };
  const port = Number(url.port === '' ? { 'http:': 80, 'https:': 443 }[url.protocol] : url.port);
  const codes = await Promise.all(
    servers.map((server, index) => start(server, port, addresses[index] ?? '')),
  );
  const taken = codes.filter((code) => code !== undefined);
  // Another program can't listen at an address that this machine doesn't have.
  const isMissing = (code: string) => ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code);
  const code =
    taken.find((each) => !isMissing(each)) ??
    (taken.length === addresses.length ? taken[0] : undefined);
  if (code === undefined) return success(stop);
  stop();
  return failed({ reason: 'unreachable', host: url.host, code });
}

type Reaction =
  | { readonly kind: 'answer'; readonly rest: string }
  | { readonly kind: 'hand-on' }
  | { readonly kind: 'status'; readonly status: 403 | 404 | 413 };

async function answer(
  request: http.IncomingMessage,
  url: URL,
  answerIn: 'query' | 'fragment',
): Promise<Reaction> {
  // A page of another site can make a browser send requests here, but not with this host name.
  if (request.headers.host !== url.host) return { kind: 'status', status: 403 };
  // Not parsed as a URL: `//` isn't a valid one, and `//other/path` means another host.
  const target = request.url ?? '';
  const [path = ''] = target.split('?', 1);
  if (path !== url.pathname) return { kind: 'status', status: 404 };
  if (request.method === 'GET') {
    // If a fragment is expected, some servers still put an error into the query, which is an answer.
    return answerIn === 'query' || /[?&]error=/.test(target)
      ? { kind: 'answer', rest: target.slice(path.length) }
      : { kind: 'hand-on' };
  }
  if (request.method !== 'POST' || answerIn !== 'fragment') return { kind: 'status', status: 404 };
  if (request.headers.origin !== url.origin) return { kind: 'status', status: 403 };
  const fragment = await textUpTo(maxFragmentBytes, request).catch(() => undefined);
  return fragment === undefined
    ? { kind: 'status', status: 413 }
    : { kind: 'answer', rest: `#${fragment}` };
}

/** Why the server can't listen at that address; `undefined` if it listens. */
function start(server: http.Server, port: number, address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.once('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
      resolve(code);
    });
    server.listen(port, address, () => {
      resolve(undefined);
    });
  });
}
