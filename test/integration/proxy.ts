import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** A proxy on loopback that connects every name to one port of this machine. */
export interface TestProxy {
  /** Host and port. */
  readonly host: string;
  /** The requested targets, such as `id.example:443`. */
  readonly targets: readonly string[];
  /** Each received request for a tunnel. */
  readonly heads: readonly string[];
  readonly stop: () => Promise<void>;
}

export interface TestProxyOptions {
  /** The port that every tunnel leads to. */
  readonly port: number;
  /** The answer that it gives instead of opening a tunnel, after reading the request. */
  readonly refuse?: (head: string) => string | undefined;
}

export async function startProxy({ port, refuse }: TestProxyOptions): Promise<TestProxy> {
  const heads: string[] = [];
  const listening = await listen(
    createServer((socket) => {
      let received = '';
      const onData = (chunk: Buffer) => {
        received += chunk.toString('latin1');
        if (!received.includes('\r\n\r\n')) return;
        socket.off('data', onData);
        heads.push(received);
        const refusal = refuse?.(received);
        if (refusal !== undefined) {
          socket.end(`HTTP/1.1 ${refusal}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
          return;
        }
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        join(socket, connect(port, '127.0.0.1'));
      };
      socket.on('data', onData);
    }),
  );
  return {
    host: `127.0.0.1:${listening.port}`,
    get targets() {
      return heads.map((head) => head.split(' ', 2)[1] ?? '');
    },
    heads,
    stop: listening.stop,
  };
}

/** TLS in front of an unencrypted server. */
export function startTls(
  certificate: { readonly key: string; readonly cert: string },
  port: number,
): Promise<Listening> {
  const server = createTlsServer(certificate, (socket) => {
    join(socket, connect(port, '127.0.0.1'));
  });
  server.on('tlsClientError', () => undefined);
  return listen(server);
}

export interface Listening {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

async function listen(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function join(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => undefined);
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
}
