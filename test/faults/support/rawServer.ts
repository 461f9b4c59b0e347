import type { Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { tcpServer } from '../../unit/node/servers.ts';

/** The server's action after a whole request: bytes that end the connection, or a function. */
export type Answer = string | Buffer | ((socket: Socket) => void);

export interface RawServer {
  /** Written as in an address, with the port. */
  readonly host: string;
  /** Each received request, head and body. */
  readonly requests: readonly string[];
  answer(...next: readonly Answer[]): void;
}

/** A server below HTTP, on loopback, that answers one request per connection from a script. */
export async function rawServer(t: TestContext, ...script: Answer[]): Promise<RawServer> {
  const requests: string[] = [];
  const host = await tcpServer(t, (socket) => {
    let received = '';
    const onData = (chunk: Buffer) => {
      received += chunk.toString('latin1');
      if (!isWhole(received)) return;
      socket.off('data', onData).resume();
      requests.push(received);
      const next = script.shift() ?? '';
      if (typeof next === 'function') next(socket);
      else socket.end(next);
    };
    socket.on('data', onData);
  });
  return {
    host,
    requests,
    answer: (...next) => script.push(...next),
  };
}

function isWhole(request: string): boolean {
  const [head = '', body] = request.split('\r\n\r\n', 2);
  const length = /^content-length: (\d+)$/im.exec(head)?.[1] ?? '0';
  return body !== undefined && body.length >= Number(length);
}

/** A complete HTTP answer in bytes. */
export function reply(
  status: number,
  body: string | Buffer = '',
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): Buffer {
  const bytes = Buffer.from(body);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `HTTP/1.1 ${status} X\r\n${lines.join('')}content-length: ${bytes.length}\r\n`;
  return Buffer.concat([Buffer.from(`${head}connection: close\r\n\r\n`), bytes]);
}

/** The platform's answer with some fields changed; an `undefined` one is left out. */
export function tokenReply(changes: Readonly<Record<string, unknown>> = {}): Buffer {
  const fields = { access_token: 'new-token', token_type: 'bearer', expires_in: 3599 };
  return reply(200, JSON.stringify({ ...fields, ...changes }));
}

export function reset(socket: Socket): void {
  socket.resetAndDestroy();
}

/** Sends a text, and then a little more endlessly. */
export function trickle(start: string, drop: string): Answer {
  return (socket) => {
    socket.write(start);
    const drip = setInterval(() => socket.write(drop), 5);
    socket.on('close', () => {
      clearInterval(drip);
    });
  };
}
