import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import * as net from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { failed, type Result } from '../../../../src/core/result.ts';
import type { Proxy } from '../../../../src/core/http/proxy.ts';
import { createProbe } from '../../../../src/node/connection/probe.ts';
import type { ProbeTarget } from '../../../../src/session/ports.ts';
import { closedPort, httpServer, httpsServer, tcpServer } from '../servers.ts';

const direct = () => ({ via: 'direct', because: 'loopback' }) as const;
const probe = createProbe({ timeoutMs: () => 60_000, proxyFor: direct });
const hasty = createProbe({ timeoutMs: () => 50, proxyFor: direct });
const never = new AbortController().signal;

const fixture = (name: string) => readFile(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');

function targetOf(host: string, hostname?: string): ProbeTarget {
  const url = new URL(`tcp://${host}`);
  return { hostname: hostname ?? url.hostname, port: Number(url.port) };
}

function proxyAt(host: string): Proxy {
  return { scheme: 'http', ...targetOf(host), from: 'setting' };
}

async function selfSigned(t: TestContext): Promise<string> {
  return httpsServer(t, {
    key: await fixture('selfSigned.key.pem'),
    cert: await fixture('selfSigned.cert.pem'),
  });
}

function reasonOf(result: Result<unknown>): unknown {
  if (result.ok) return 'ok';
  return 'code' in result.failure
    ? `${result.failure.reason} ${result.failure.code}`
    : result.failure.reason;
}

describe('resolving a name', () => {
  it('Check Connection’s network probe resolves localhost to IP addresses without duplicates', async () => {
    const found = await probe.resolve('localhost', never);
    assert.ok(found.ok && found.value.length > 0);
    assert.equal(new Set(found.value).size, found.value.length);
    assert.ok(found.value.every((address) => net.isIP(address) !== 0));
  });

  it('Check Connection’s network probe resolves [::1] to ::1, without the brackets', async () => {
    const found = await probe.resolve('[::1]', never);
    assert.deepEqual(found.ok && found.value, ['::1']);
  });

  it('Check Connection’s network probe reports an unknown host name as unreachable', async () => {
    const found = await probe.resolve('nosuchhost.invalid', never);
    assert.match(String(reasonOf(found)), /^unreachable (ENOTFOUND|EAI_AGAIN)$/);
  });
});

describe('connecting', () => {
  it('Check Connection’s network probe reports that a server accepts connections, and closes the connection', async (t) => {
    const left = Promise.withResolvers<undefined>();
    const host = await tcpServer(t, (socket) => {
      socket.once('close', () => {
        left.resolve(undefined);
      });
    });
    assert.equal((await probe.connect(targetOf(host), never)).ok, true);
    await left.promise;
  });

  it('Check Connection’s network probe reports that nothing is listening on the server’s port', async () => {
    const host = await closedPort();
    assert.deepEqual(
      await probe.connect(targetOf(host), never),
      failed({ reason: 'unreachable', host, code: 'ECONNREFUSED' }),
    );
  });
});

describe('a handshake', () => {
  it('Check Connection’s network probe reports the fault, the names, the validity and the fingerprint of a self-signed certificate', async (t) => {
    const host = await selfSigned(t);
    const shaken = await probe.handshake(targetOf(host), undefined, never);
    assert.ok(shaken.ok);
    const { certificate, fault } = shaken.value;
    assert.equal(fault, 'DEPTH_ZERO_SELF_SIGNED_CERT');
    assert.deepEqual(certificate, {
      subject: 'Isogeo extension unit tests',
      issuer: 'Isogeo extension unit tests',
      validFrom: Date.UTC(2020, 0, 1),
      validTo: Date.UTC(2120, 0, 1),
      fingerprint: certificate.fingerprint,
      pem: await fixture('selfSigned.cert.pem'),
    });
    assert.match(certificate.fingerprint, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  });

  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`Check Connection’s network probe reports a self-signed certificate and its fault in each of five handshakes, with ${version}`, async (t) => {
      const host = await httpsServer(t, {
        key: await fixture('selfSigned.key.pem'),
        cert: await fixture('selfSigned.cert.pem'),
        minVersion: version,
        maxVersion: version,
      });
      for (let handshake = 0; handshake < 5; handshake += 1) {
        const shaken = await probe.handshake(targetOf(host), undefined, never);
        assert.equal(shaken.ok && shaken.value.fault, 'DEPTH_ZERO_SELF_SIGNED_CERT');
        assert.ok(shaken.ok && shaken.value.certificate.pem.includes('BEGIN CERTIFICATE'));
      }
    });
  }

  it('the TLS handshake of Check Connection’s probe fails if the server doesn’t use encryption', async (t) => {
    const host = await httpServer(t, (_request, response) => response.end());
    const shaken = await probe.handshake(targetOf(host), undefined, never);
    assert.equal(shaken.ok ? 'ok' : shaken.failure.reason, 'tls');
  });

  it('the TLS handshake of Check Connection’s probe fails if the server closes the connection', async (t) => {
    const host = await tcpServer(t, (socket) => socket.end());
    const shaken = await probe.handshake(targetOf(host), undefined, never);
    assert.equal(reasonOf(shaken), 'unreachable ECONNRESET');
  });

  it('the TLS handshake of Check Connection’s probe stops at the deadline if the server never answers', async (t) => {
    const host = await tcpServer(t, () => undefined);
    assert.deepEqual(
      await hasty.handshake(targetOf(host), undefined, never),
      failed({ reason: 'timed-out', host, timeoutMs: 50 }),
    );
  });

  it('the TLS handshake of Check Connection’s probe stops at once when cancelled, and closes the connection', async (t) => {
    const left = Promise.withResolvers<undefined>();
    const controller = new AbortController();
    const host = await tcpServer(t, (socket) => {
      socket.once('close', () => {
        left.resolve(undefined);
      });
      controller.abort();
    });
    const shaken = await probe.handshake(targetOf(host), undefined, controller.signal);
    assert.deepEqual(shaken, failed({ reason: 'cancelled' }));
    await left.promise;
  });

  it('Check Connection’s network probe returns the failure cancelled, and no IP address, if it was cancelled before it resolves a host name', async () => {
    const cancelled = failed({ reason: 'cancelled' });
    assert.deepEqual(await probe.resolve('localhost', AbortSignal.abort()), cancelled);
  });
});

describe('a handshake through a proxy', () => {
  /** Passes everything on to `to`, and records the requests. */
  async function tunnel(t: TestContext, to: string, asked: string[]): Promise<string> {
    return tcpServer(t, (socket: Socket) => {
      socket.once('data', (chunk: Buffer) => {
        asked.push(chunk.toString('latin1'));
        const { hostname: host, port } = targetOf(to);
        const onward = net.connect({ host, port });
        void once(onward, 'connect').then(() => {
          socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
          socket.pipe(onward).pipe(socket);
        });
        onward.on('error', () => undefined);
        t.after(() => onward.destroy());
      });
    });
  }

  it('Check Connection’s network probe reads a certificate through a proxy, after a CONNECT with only the server’s name and port', async (t) => {
    const asked: string[] = [];
    const proxy = await tunnel(t, await selfSigned(t), asked);
    // Only the proxy needs to resolve this name.
    const target = { hostname: 'id.geo.invalid', port: 443 };
    const shaken = await probe.handshake(target, proxyAt(proxy), never);
    assert.ok(shaken.ok, String(reasonOf(shaken)));
    assert.equal(shaken.value.certificate.issuer, 'Isogeo extension unit tests');
    assert.deepEqual(asked, [
      'CONNECT id.geo.invalid:443 HTTP/1.1\r\nHost: id.geo.invalid:443\r\n\r\n',
    ]);
  });

  for (const [answer, reason] of [
    ['HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', 'proxy 407'],
    ['HTTP/1.1 403 Forbidden\r\n\r\n', 'proxy 403'],
    ['SSH-2.0-OpenSSH\r\n\r\n', 'proxy 0'],
  ] as const) {
    it(`Check Connection’s network probe reports a fault of the proxy if the proxy answers ${JSON.stringify(answer)}`, async (t) => {
      const proxy = await tcpServer(t, (socket) => {
        socket.once('data', () => socket.write(answer));
      });
      const target = { hostname: 'id.geo.invalid', port: 443 };
      assert.equal(reasonOf(await probe.handshake(target, proxyAt(proxy), never)), reason);
    });
  }

  for (const [how, end] of [
    ['closes', (socket: Socket) => socket.end()],
    ['resets', (socket: Socket) => socket.resetAndDestroy()],
  ] as const) {
    it(`Check Connection’s network probe reports a fault of the proxy if the proxy ${how} the connection without an answer`, async (t) => {
      const proxy = await tcpServer(t, (socket) => {
        socket.once('data', () => end(socket));
      });
      const target = { hostname: 'id.geo.invalid', port: 443 };
      const shaken = await probe.handshake(target, proxyAt(proxy), never);
      assert.equal(shaken.ok ? 'ok' : shaken.failure.reason, 'proxy');
    });
  }

  it('Check Connection’s network probe fails with the reason tls if an https proxy has a self-signed certificate', async (t) => {
    const proxy = { ...proxyAt(await selfSigned(t)), scheme: 'https' } as const;
    const target = { hostname: 'id.geo.invalid', port: 443 };
    assert.equal(
      reasonOf(await probe.handshake(target, proxy, never)),
      'tls DEPTH_ZERO_SELF_SIGNED_CERT',
    );
  });

  it('Check Connection’s network probe fails with the reason proxy and the code SOCKS if the proxy is a SOCKS proxy', async () => {
    const target = { hostname: 'id.geo.invalid', port: 443 };
    const socks = { ...proxyAt('127.0.0.1:9'), scheme: 'socks' } as const;
    assert.equal(reasonOf(await probe.handshake(target, socks, never)), 'proxy SOCKS');
  });
});
