import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import * as https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { SecureVersion, TLSSocket } from 'node:tls';
import type { Certificate } from '../../../src/core/certificates/certificate.ts';
import type { Failure } from '../../../src/core/failure.ts';
import type { Result } from '../../../src/core/result.ts';
import { createCaFileReader } from '../../../src/node/certificates/caFiles.ts';
import { readCertificate } from '../../../src/node/certificates/certificates.ts';
import { readLocalFile } from '../../../src/node/files/localFile.ts';
import { createTrust } from '../../../src/node/certificates/trust.ts';
import { createHttp } from '../../../src/node/http/http.ts';
import type { HttpAnswer } from '../../../src/session/ports.ts';
import type { Issued } from '../../certificates/make.ts';

export const secret = 'a-secret-that-only-the-right-server-may-read';

export interface TlsServer {
  /** With its port. */
  readonly host: string;
  /** The received bodies. */
  readonly received: readonly string[];
  /** One entry for each handshake that succeeded. */
  readonly handshakes: readonly ('full' | 'resumed')[];
  /** The number of TCP connections. */
  readonly connections: number;
  /** Shows another certificate from the next connection on. */
  present(other: Issued, options?: { readonly keepsOpen: boolean }): void;
}

export interface ServeOptions {
  readonly own: Issued;
  /** The authorities that the server sends after its own certificate. */
  readonly chain?: readonly Issued[];
  readonly version?: SecureVersion;
  /** Whether the server closes each connection after one answer. */
  readonly closes?: boolean;
  readonly answer?: (path: string) => string;
}

/** How a server treats connections, which decides whether Node reuses one or resumes a session. */
export const connectionWays: Readonly<Record<string, Pick<ServeOptions, 'version' | 'closes'>>> = {
  'TLS 1.3 and kept-alive connections': { version: 'TLSv1.3' },
  'TLS 1.3 and Connection: close': { version: 'TLSv1.3', closes: true },
  'TLS 1.2 and kept-alive connections': { version: 'TLSv1.2' },
  'TLS 1.2 and Connection: close': { version: 'TLSv1.2', closes: true },
};

/** Serves these certificates on loopback, and records every received body. */
export async function serveTls(t: TestContext, options: ServeOptions): Promise<TlsServer> {
  const { own, chain = [], version, closes = false, answer = () => '{}' } = options;
  const received: string[] = [];
  const handshakes: TlsServer['handshakes'][number][] = [];
  const cert = [own, ...chain].map((each) => each.cert).join('');
  const versions = version && { minVersion: version, maxVersion: version };
  const server = https.createServer({ key: own.key, cert, ...versions }, (request, response) => {
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push(body);
      if (closes) response.setHeader('connection', 'close');
      response.end(answer(request.url ?? ''));
    });
  });
  server.on('tlsClientError', () => undefined);
  server.on('secureConnection', (socket: TLSSocket) => {
    handshakes.push(socket.isSessionReused() ? 'resumed' : 'full');
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    handshakes,
    get connections() {
      return sockets.size;
    },
    present(other, { keepsOpen } = { keepsOpen: false }) {
      server.setSecureContext({ key: other.key, cert: other.cert });
      if (keepsOpen) return;
      for (const socket of sockets) socket.destroy();
    },
  };
}

export interface Trusting {
  readonly caFiles?: readonly string[];
  /** The trusted certificate of each host. */
  readonly pinned?: Readonly<Record<string, Certificate>>;
}

/** Sends the secret to that host, with the given trust. */
export function sendSecret(host: string, trusting: Trusting = {}): Promise<Result<HttpAnswer>> {
  return sender(trusting)(host);
}

/** Like `sendSecret`, with one HTTP port for all requests. */
export function sender({ caFiles = [], pinned = {} }: Trusting) {
  const readCaFile = createCaFileReader(readLocalFile);
  const trust = createTrust({
    caFiles: () => caFiles,
    readCaFile,
    useSystem: () => true,
    pinned: (of) => (pinned[of] ? [pinned[of]] : []),
  });
  const http = createHttp(trust);
  return (host: string) =>
    http.send(
      { method: 'POST', url: `https://${host}/oauth/token`, headers: {}, body: secret },
      new AbortController().signal,
    );
}

export function tlsFailure(sent: Result<unknown>): Extract<Failure, { reason: 'tls' }> {
  assert.ok(!sent.ok && sent.failure.reason === 'tls', JSON.stringify(sent));
  return sent.failure;
}

export function factsOf({ cert }: Issued): Certificate {
  const certificate = readCertificate(cert);
  assert.ok(certificate);
  return certificate;
}

export async function temporaryFolder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'isogeo-certificates-'));
  t.after(() => rm(path, { recursive: true }));
  return path;
}

export async function pemFile(t: TestContext, content: string): Promise<string> {
  const path = join(await temporaryFolder(t), 'authority.pem');
  await writeFile(path, content);
  return path;
}
