import assert from 'node:assert/strict';
import dns from 'node:dns';
import { once } from 'node:events';
import * as http from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { syncBuiltinESMExports } from 'node:module';
import { describe, it, type TestContext } from 'node:test';
import { issue } from '../../../certificates/make.ts';
import { readCertificate } from '../../../../src/node/certificates/certificates.ts';
import { createProbe } from '../../../../src/node/connection/probe.ts';
import { createHttp } from '../../../../src/node/http/http.ts';
import { httpsServer } from '../servers.ts';

/** As a hosts file that sends `localhost` to another address; 127.0.0.2 stands for another machine. */
function hostsFile(t: TestContext, address: string): void {
  const family = address.includes(':') ? 6 : 4;
  const { lookup: resolve } = dns;
  const lookup = t.mock.method(dns, 'lookup', ((
    hostname: string,
    options: dns.LookupOptions,
    answer: (error: null, found: unknown, family?: number) => void,
  ) => {
    if (hostname !== 'localhost') resolve(hostname, options, answer as never);
    else if (options.all) answer(null, [{ address, family }]);
    else answer(null, address, family);
  }) as typeof dns.lookup);
  syncBuiltinESMExports();
  t.after(() => {
    lookup.mock.restore();
    syncBuiltinESMExports();
  });
}

interface Listener {
  readonly port: number;
  readonly received: readonly string[];
}

/** Records every request, and answers `[]`. */
async function listener(t: TestContext, address: string, port = 0): Promise<Listener> {
  const received: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received.push(chunk.toString('latin1'));
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]');
    });
  });
  server.listen(port, address);
  await once(server, 'listening');
  t.after(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { port: (server.address() as AddressInfo).port, received };
}

const post = (port: number) =>
  createHttp().send(
    { method: 'POST', url: `http://localhost:${port}/oauth/token`, headers: {}, body: 'secret' },
    new AbortController().signal,
  );

describe('a request to localhost', () => {
  for (const address of ['127.0.0.1', '::1']) {
    it(`a request to localhost reaches a server that only listens on ${address}, five times in a row, despite another address in the hosts file`, async (t) => {
      hostsFile(t, '127.0.0.2');
      const server = await listener(t, address);
      for (let request = 0; request < 5; request += 1) {
        const sent = await post(server.port);
        assert.ok(sent.ok, JSON.stringify(sent));
      }
      assert.equal(server.received.length, 5);
    });
  }

  it('five requests to localhost fail instead of going to the address that a hosts file gives for localhost', async (t) => {
    hostsFile(t, '127.0.0.2');
    const other = await listener(t, '127.0.0.2');
    for (let request = 0; request < 5; request += 1) {
      const sent = await post(other.port);
      assert.equal(sent.ok ? undefined : sent.failure.reason, 'unreachable');
    }
    assert.deepEqual(other.received, []);
  });

  it('a request to localhost doesn’t reuse a connection that Node has opened to the address in the hosts file', async (t) => {
    hostsFile(t, '127.0.0.2');
    const other = await listener(t, '127.0.0.2');
    // Node's own agent keeps this connection for the next request to localhost.
    const response = await new Promise<http.IncomingMessage>((resolve) => {
      http.get(`http://localhost:${other.port}/`, resolve);
    });
    response.resume();
    await once(response, 'end');
    assert.equal(other.received.length, 1);
    const sent = await post(other.port);
    assert.equal(sent.ok ? undefined : sent.failure.reason, 'unreachable');
    assert.equal(other.received.length, 1);
  });

  it('an https request to localhost reaches this machine’s server, whose certificate the user trusts, five times in a row, despite the hosts file', async (t) => {
    hostsFile(t, '127.0.0.2');
    const own = await issue({ name: 'Here', names: [{ type: 'dns', value: 'localhost' }] });
    const port = Number((await httpsServer(t, own)).split(':')[1]);
    const certificate = readCertificate(own.cert);
    assert.ok(certificate);
    const http = createHttp({
      pinned: (host) => (host === `localhost:${port}` ? [certificate] : []),
      roots: () => Promise.resolve({}),
    });
    for (let request = 0; request < 5; request += 1) {
      const sent = await http.send(
        { method: 'GET', url: `https://localhost:${port}/`, headers: {} },
        new AbortController().signal,
      );
      assert.ok(sent.ok, JSON.stringify(sent));
    }
  });
});

describe('the probe of localhost', () => {
  const probe = createProbe({
    timeoutMs: () => 10_000,
    proxyFor: () => ({ via: 'direct', because: 'loopback' }),
  });
  const { signal } = new AbortController();

  it('Check Connection’s network probe resolves localhost to 127.0.0.1 and ::1, despite the hosts file', async (t) => {
    hostsFile(t, '127.0.0.2');
    assert.deepEqual(await probe.resolve('localhost', signal), {
      ok: true,
      value: ['127.0.0.1', '::1'],
    });
  });

  it('Check Connection’s network probe of localhost connects to 127.0.0.1, not to the address in the hosts file', async (t) => {
    hostsFile(t, '127.0.0.2');
    const [here, other] = [await listener(t, '127.0.0.1'), await listener(t, '127.0.0.2')];
    const connect = ({ port }: Listener) => probe.connect({ hostname: 'localhost', port }, signal);
    assert.ok((await connect(here)).ok);
    assert.ok(!(await connect(other)).ok);
  });

  it('Check Connection’s network probe of localhost makes a TLS handshake with a server at 127.0.0.1, despite the hosts file', async (t) => {
    hostsFile(t, '127.0.0.2');
    const own = await issue({ name: 'Here', names: [{ type: 'dns', value: 'localhost' }] });
    const port = Number((await httpsServer(t, own)).split(':')[1]);
    const target = { hostname: 'localhost', port };
    const shaken = await probe.handshake(target, undefined, signal);
    assert.equal(shaken.ok && shaken.value.fault, 'DEPTH_ZERO_SELF_SIGNED_CERT');
  });
});
