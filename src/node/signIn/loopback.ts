import { createHash } from 'node:crypto';
import * as http from 'node:http';
import type { Socket } from 'node:net';
import { failed, success } from '../../core/result.ts';
import type { Loopback, LoopbackPage } from '../../session/ports.ts';

/** More than any token answer takes. */
const maxFragmentBytes = 16 * 1024;

/** A browser keeps the fragment to itself, so a page has to hand it on; it shows and stores nothing. */
const handOnScript = `
const fragment = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
fetch(location.pathname, { method: 'POST', body: fragment });
`;

/**
 * The Loopback port on Node, alive while one sign-in waits. Browsers take `localhost` for `::1` first,
 * so that both loopback addresses are its own; `127.0.0.1` is that one alone.
 */
export const loopback: Loopback = {
  async listen(redirectUri, answerIn, page, offer) {
    const url = new URL(redirectUri);
    const respond = responder(page);
    /** Connections without an answer yet: browsers open spare ones, which Node counts as busy. */
    const waiting = new Set<Socket>();
    let isOver = false;
    const take = (rest: string) => {
      if (isOver || !offer(`${url.origin}${url.pathname}${rest}`)) return false;
      isOver = true;
      return true;
    };
    const respondTo: http.RequestListener = (request, response) => {
      void answer(request, url, answerIn).then((outcome) => {
        waiting.delete(request.socket);
        if (outcome.kind === 'answer' && !take(outcome.rest)) {
          respond(response, 400);
        } else if (outcome.kind === 'status') respond(response, outcome.status);
        else respond(response, 200, outcome.kind === 'hand-on' ? handOnScript : undefined);
      });
    };
    const addresses = url.hostname === 'localhost' ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
    const servers = addresses.map(() =>
      http.createServer(respondTo).on('connection', (socket) => {
        waiting.add(socket);
        socket.once('close', () => waiting.delete(socket));
      }),
    );
    const stop = () => {
      isOver = true;
      for (const server of servers) server.close();
      // An old listener must not be asked by the next sign-in; those answered end by themselves.
      for (const socket of waiting) socket.destroy();
    };
    const port = url.port === '' ? 80 : Number(url.port);
    const codes = await Promise.all(
      servers.map((server, index) => start(server, port, addresses[index] ?? '')),
    );
    const code = codes.find((each) => each !== undefined);
    if (code === undefined) return success(stop);
    stop();
    return failed({ reason: 'unreachable', host: url.host, code });
  },
};

type Outcome =
  | { readonly kind: 'answer'; readonly rest: string }
  | { readonly kind: 'hand-on' }
  | { readonly kind: 'status'; readonly status: 403 | 404 | 413 };

async function answer(
  request: http.IncomingMessage,
  url: URL,
  answerIn: 'query' | 'fragment',
): Promise<Outcome> {
  // A page of another site can make a browser send requests here, but not under this name.
  if (request.headers.host !== url.host) return { kind: 'status', status: 403 };
  // Not parsed: a target such as `//` is no address, and `//other/path` another one.
  const target = request.url ?? '';
  const [path = ''] = target.split('?', 1);
  if (path !== url.pathname) return { kind: 'status', status: 404 };
  if (request.method === 'GET') {
    // Where a fragment is expected, some servers tell an error in the query.
    return answerIn === 'query' || /[?&]error=/.test(target)
      ? { kind: 'answer', rest: target.slice(path.length) }
      : { kind: 'hand-on' };
  }
  if (request.method !== 'POST' || answerIn !== 'fragment') return { kind: 'status', status: 404 };
  if (request.headers.origin !== url.origin) return { kind: 'status', status: 403 };
  const fragment = await readFragment(request);
  return fragment === undefined
    ? { kind: 'status', status: 413 }
    : { kind: 'answer', rest: `#${fragment}` };
}

async function readFragment(request: http.IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxFragmentBytes) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Why it cannot listen there; `undefined` where it does, and where there is no IPv6 to listen at. */
function start(server: http.Server, port: number, address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.once('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
      const isMissing = address === '::1' && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(code);
      resolve(isMissing ? undefined : code);
    });
    server.listen(port, address, () => {
      resolve(undefined);
    });
  });
}

/** The same page whatever happened: it echoes nothing, and VS Code tells the rest. */
function responder({ language, title, text }: LoopbackPage) {
  const style =
    'body{font:1rem/1.5 system-ui,sans-serif;margin:4rem auto;max-width:36rem;padding:0 1rem}';
  return (response: http.ServerResponse, status: number, script?: string) => {
    const hashes = [style, script].map((source) =>
      source === undefined ? "'none'" : `'sha256-${sha256(source)}'`,
    );
    response.writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src ${hashes[0] ?? ''}; script-src ${hashes[1] ?? ''}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    });
    response.end(
      `<!doctype html><html lang="${escaped(language)}"><head><meta charset="utf-8">` +
        `<meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>` +
        `<style>${style}</style></head><body><main><h1>${escaped(title)}</h1>` +
        `<p>${escaped(text)}</p></main>` +
        `${script === undefined ? '' : `<script>${script}</script>`}</body></html>`,
    );
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
