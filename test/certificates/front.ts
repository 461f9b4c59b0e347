import { once } from 'node:events';
import * as net from 'node:net';
import * as tls from 'node:tls';
import type { Issued } from './make.ts';

export interface Front {
  readonly server: net.Server;
  readonly port: number;
  stop(): Promise<void>;
}

/** Adds TLS on 127.0.0.1 to a server without it. */
export function tlsFront(origin: string, own: Issued, ...chain: readonly Issued[]): Promise<Front> {
  const cert = [own, ...chain].map((each) => each.cert).join('');
  const server = tls.createServer({ key: own.key, cert }, (socket) => {
    onward(socket, Number(new URL(origin).port));
  });
  server.on('tlsClientError', () => undefined);
  return listening(server);
}

/**
 * A proxy for CONNECT (RFC 9110 §9.3.6) that connects every host to one port of this machine, and refuses
 * requests without the required user name and password.
 */
export function connectProxy(port: number, asked: string[], login?: string): Promise<Front> {
  const server = net.createServer((socket) => {
    socket.once('data', (head: Buffer) => {
      const request = head.toString('latin1');
      asked.push(/^CONNECT (\S+)/.exec(request)?.[1] ?? '');
      if (login !== undefined && !request.includes(`: Basic ${btoa(login)}\r\n`)) {
        socket.end('HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n');
        return;
      }
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward(socket, port);
    });
  });
  return listening(server);
}

function onward(socket: net.Socket, port: number): void {
  const to = net.connect({ host: '127.0.0.1', port });
  for (const [one, other] of [
    [socket, to],
    [to, socket],
  ] as const) {
    one.on('error', () => undefined);
    one.on('close', () => other.destroy());
  }
  socket.pipe(to).pipe(socket);
}

/** Listens on a free port of this machine. */
export async function listening(server: net.Server): Promise<Front> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    server,
    port: (server.address() as net.AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
