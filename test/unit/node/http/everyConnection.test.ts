import assert from 'node:assert/strict';
import { once } from 'node:events';
import * as net from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import * as tls from 'node:tls';
import { gzipSync } from 'node:zlib';
import { failed, type Result } from '../../../../src/core/result.ts';
import { readCertificate } from '../../../../src/node/certificates/certificates.ts';
import type { Trust } from '../../../../src/node/certificates/trust.ts';
import { createHttp } from '../../../../src/node/http/http.ts';
import type { HttpAnswer } from '../../../../src/session/ports.ts';
import { issue, type Issued } from '../../../certificates/make.ts';

type Speaks = (socket: net.Socket) => void;

/** How a request gets its connection. */
interface Way {
  readonly tls?: 'verified' | 'pinned';
  /** Whether the server ends a connection after an answer. */
  readonly closes: boolean;
  /** The server's view of the second of two requests. */
  readonly second: 'new' | 'reused' | 'resumed';
}

const ways: Readonly<Record<string, Way>> = {
  'a new connection': { closes: true, second: 'new' },
  'a connection that is used again': { closes: false, second: 'reused' },
  'an encrypted connection that is used again': {
    tls: 'verified',
    closes: false,
    second: 'reused',
  },
  'a resumed session': { tls: 'verified', closes: true, second: 'resumed' },
  'a trusted certificate': { tls: 'pinned', closes: false, second: 'new' },
};

const reply = (status: string, body: string | Buffer = '', ...headers: readonly string[]): Speaks =>
  function answer(socket) {
    const lines = [`HTTP/1.1 ${status}`, `content-length: ${body.length}`, ...headers];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    socket.write(body);
  };

const mebibyte = 1024 * 1024;
const gzip = 'content-encoding: gzip';
const unexpected = (problem: string) => ({ reason: 'unexpected-response', problem });
const reset = { reason: 'unreachable', code: 'ECONNRESET' };

/** The server's answer, and the result for the caller. */
const cases: Readonly<Record<string, readonly [Speaks, unknown]>> = {
  'an answer with a body': [reply('200 OK', '[1]'), [200, '[1]']],
  'an empty answer': [reply('200 OK'), [200, '']],
  'a refusal': [reply('401 Unauthorized', 'no'), [401, 'no']],
  'a failure of the server': [reply('503 Busy', 'later'), [503, 'later']],
  'a redirect': [reply('307 Elsewhere', '', 'location: http://127.0.0.1:9/'), [307, '']],
  'a compressed answer': [reply('200 OK', gzipSync('[2]'), gzip), [200, '[2]']],
  'an answer of just 1 MB': [reply('200 OK', 'x'.repeat(mebibyte)), [200, 'x'.repeat(mebibyte)]],
  'an answer that is larger': [reply('200 OK', 'x'.repeat(mebibyte + 1)), unexpected('too-large')],
  'a compressed bomb': [
    reply('200 OK', gzipSync(Buffer.alloc(16 * mebibyte)), gzip),
    unexpected('too-large'),
  ],
  'broken compression': [reply('200 OK', 'plain', gzip), unexpected('bad-field')],
  'another protocol': [(socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'), unexpected('bad-field')],
  'half a body': [
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'),
    reset,
  ],
  'an end before any header': [(socket) => socket.end(), reset],
  'a reset before any header': [
    (socket) => {
      socket.destroy();
    },
    reset,
  ],
  'a change of the protocol': [
    (socket) => socket.write('HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    { ...unexpected('status'), status: 101 },
  ],
};

interface Served {
  readonly url: string;
  readonly trust: Trust;
  /** The kind of connection of each request. */
  readonly seen: readonly Way['second'][];
}

/** Answers the request to `/first` normally, and any other as the case says. */
async function serve(t: TestContext, way: Way, own: Issued, speaks: Speaks): Promise<Served> {
  const seen: Way['second'][] = [];
  const sockets: net.Socket[] = [];
  const greet = (socket: net.Socket) => {
    let received = '';
    let requests = 0;
    const isResumed = socket instanceof tls.TLSSocket && socket.isSessionReused();
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      if (!received.includes('\r\n\r\n')) return;
      seen.push((requests += 1) > 1 ? 'reused' : isResumed ? 'resumed' : 'new');
      const isFirst = received.startsWith('GET /first ');
      received = '';
      if (!isFirst) speaks(socket);
      else if (way.closes) reply('200 OK', '[]', 'connection: close')(socket);
      else reply('200 OK', '[]')(socket);
      if (isFirst && way.closes) socket.end();
    });
  };
  const server = way.tls ? tls.createServer(own, greet) : net.createServer(greet);
  server.on('connection', (socket: net.Socket) => {
    socket.on('error', () => undefined);
    sockets.push(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const certificate = readCertificate(own.cert);
  assert.ok(certificate);
  const roots = { ca: own.cert, secureContext: tls.createSecureContext({ ca: own.cert }) };
  const { port } = server.address() as net.AddressInfo;
  return {
    url: `${way.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    trust: {
      pinned: () => (way.tls === 'pinned' ? [certificate] : []),
      roots: () => Promise.resolve(way.tls === 'pinned' ? {} : { tls: roots }),
    },
    seen,
  };
}

/** Leaves out the host, which differs each time. */
function outcomeOf(sent: Result<HttpAnswer>): unknown {
  if (sent.ok) return [sent.value.status, sent.value.body];
  return Object.fromEntries(Object.entries(sent.failure).filter(([name]) => name !== 'host'));
}

for (const [name, way] of Object.entries(ways)) {
  describe(`five requests in a row over ${name}`, () => {
    for (const [what, [speaks, outcome]] of Object.entries(cases)) {
      it(`a request over ${name} gives the expected answer or failure, five times in a row, if the server sends ${what} (${name})`, async (t) => {
        const own = await issue({ name: 'Self' });
        const { url, trust, seen } = await serve(t, way, own, speaks);
        const http = createHttp(trust);
        const get = (path: string) =>
          http.send({ method: 'GET', url: url + path, headers: {} }, new AbortController().signal);
        for (let round = 0; round < 5; round += 1) {
          assert.deepEqual(outcomeOf(await get('/first')), [200, '[]']);
          assert.deepEqual(outcomeOf(await get('/second')), outcome);
          assert.equal(seen.at(-1), way.second);
        }
        assert.equal(seen.length, 10);
      });
    }

    it(`a request over ${name} can be cancelled during its answer, and the next request succeeds, five times in a row (${name})`, async (t) => {
      const own = await issue({ name: 'Self' });
      const controllers: AbortController[] = [];
      const { url, trust } = await serve(t, way, own, (socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf', () => {
          controllers.at(-1)?.abort();
        });
      });
      const http = createHttp(trust);
      for (let round = 0; round < 5; round += 1) {
        const controller = new AbortController();
        const request = { method: 'GET', url: `${url}/first`, headers: {} } as const;
        assert.ok((await http.send(request, controller.signal)).ok);
        controllers.push(controller);
        const second = { ...request, url: `${url}/second` };
        assert.deepEqual(
          await http.send(second, controller.signal),
          failed({ reason: 'cancelled' }),
        );
      }
    });
  });
}
