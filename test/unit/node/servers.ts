import { once } from 'node:events';
import * as http from 'node:http';
import * as https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import * as net from 'node:net';
import type { TestContext } from 'node:test';
import { freePort } from '../../freePort.ts';

async function listening(t: TestContext, server: net.Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // A client's action on a socket is the test's concern, not the server's.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return (server.address() as AddressInfo).port;
}

/** The host and port of an HTTP server for one test. */
export async function httpServer(t: TestContext, listener: http.RequestListener): Promise<string> {
  return `127.0.0.1:${await listening(t, http.createServer(listener))}`;
}

export async function httpsServer(
  t: TestContext,
  certificate: https.ServerOptions,
  listener: http.RequestListener = (_request, response) => response.end('secret'),
): Promise<string> {
  const server = https.createServer(certificate, listener);
  server.on('tlsClientError', () => undefined);
  return `127.0.0.1:${await listening(t, server)}`;
}

/** A server below HTTP: the test decides what it sends to a client. */
export async function tcpServer(t: TestContext, greet: (socket: Socket) => void): Promise<string> {
  return `127.0.0.1:${await listening(t, net.createServer(greet))}`;
}

/** An address where nothing is listening. */
export async function closedPort(): Promise<string> {
  return `127.0.0.1:${await freePort()}`;
}
