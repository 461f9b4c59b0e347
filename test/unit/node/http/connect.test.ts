import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { waitFor } from '../../../../tools/registry-vscode/system/wait.ts';
import { issue, type Issued } from '../../../certificates/make.ts';
import { readCertificate } from '../../../../src/node/certificates/certificates.ts';
import type { Trust } from '../../../../src/node/certificates/trust.ts';
import { createHttp, withDeadline } from '../../../../src/node/http/http.ts';
import type { HttpRequest } from '../../../../src/session/ports.ts';
import { closedPort } from '../servers.ts';
import { connectionWays, serveTls } from '../../../faults/support/tlsServer.ts';

interface Counting {
  readonly host: string;
  readonly sockets: readonly Socket[];
  readonly requests: readonly IncomingMessage[];
  /** The number of bytes received, below HTTP. */
  bytes(): number;
}

async function counting(t: TestContext): Promise<Counting> {
  const [sockets, requests]: [Socket[], IncomingMessage[]] = [[], []];
  const server = createServer((request, response) => {
    requests.push(request);
    response.end('[]');
  });
  server.on('connection', (socket) => {
    sockets.push(socket);
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
    sockets,
    requests,
    bytes: () => sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0),
  };
}

const get = (url: string): HttpRequest => ({
  method: 'GET',
  url,
  headers: { authorization: 'Bearer the-token' },
});

/** Waits for an event of the network that isn't announced. */
const until = (holds: () => boolean) =>
  waitFor(
    () => holds() || undefined,
    () => String(holds),
  );

const signal = () => new AbortController().signal;

function trusting(own: Issued): Trust {
  const certificate = readCertificate(own.cert);
  assert.ok(certificate);
  return { pinned: () => [certificate], roots: () => Promise.resolve({}) };
}

describe('a connection opened ahead', () => {
  it('a connection opened ahead of a request carries this request, and no data before the request', async (t) => {
    const server = await counting(t);
    const url = `http://${server.host}/shares`;
    const ahead = createHttp().connect(url, signal());
    await until(() => server.sockets.length === 1);
    assert.equal(server.bytes(), 0);
    const sent = await ahead.send(get(url), signal());
    assert.equal(sent.ok && sent.value.body, '[]');
    assert.equal(server.sockets.length, 1);
    assert.deepEqual(
      server.requests.map(({ url: path, headers }) => [path, headers.authorization]),
      [['/shares', 'Bearer the-token']],
    );
  });

  it('five requests in a row succeed after one connection was opened ahead of them', async (t) => {
    const server = await counting(t);
    const url = `http://${server.host}/shares`;
    const ahead = createHttp().connect(url, signal());
    for (let request = 0; request < 5; request += 1) {
      const sent = await ahead.send(get(url), signal());
      assert.equal(sent.ok && sent.value.body, '[]');
    }
    assert.equal(server.requests.length, 5);
  });

  it('a connection opened ahead of a request closes if the caller cancels before the request is sent', async (t) => {
    const server = await counting(t);
    const controller = new AbortController();
    createHttp().connect(`http://${server.host}/shares`, controller.signal);
    await until(() => server.sockets.length === 1);
    controller.abort();
    const [socket] = server.sockets;
    assert.ok(socket);
    if (!socket.closed) await once(socket, 'close');
    assert.equal(server.bytes(), 0);
    assert.deepEqual(server.requests, []);
  });

  it('a request succeeds over one new connection if opening a connection ahead of it was cancelled beforehand', async (t) => {
    const server = await counting(t);
    const url = `http://${server.host}/shares`;
    const ahead = createHttp().connect(url, AbortSignal.abort());
    const sent = await ahead.send(get(url), signal());
    assert.ok(sent.ok);
    assert.equal(server.sockets.length, 1);
  });

  it('a connection opened ahead of a request closes when the request times out', async (t) => {
    const closed = Promise.withResolvers<undefined>();
    const silent = createTcpServer((socket) => {
      socket.resume().on('error', () => undefined);
      socket.on('close', () => {
        closed.resolve(undefined);
      });
    });
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    t.after(() => silent.close());
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/shares`;
    const timeoutMs = 150;
    const hurried = withDeadline(createHttp(), () => timeoutMs);
    const sent = await hurried.connect(url, signal()).send(get(url), signal());
    assert.equal(sent.ok ? undefined : sent.failure.reason, 'timed-out');
    await closed.promise;
  });

  it('a connection opened ahead of a request is replaced if the server has closed the connection meanwhile', async (t) => {
    const server = await counting(t);
    const url = `http://${server.host}/shares`;
    const ahead = createHttp().connect(url, signal());
    await until(() => server.sockets.length === 1);
    const [first] = server.sockets;
    assert.ok(first);
    first.destroy();
    await once(first, 'close');
    // The client must read the end of the connection, too.
    await new Promise((resolve) => setImmediate(resolve));
    const sent = await ahead.send(get(url), signal());
    assert.equal(sent.ok && sent.value.body, '[]');
    assert.equal(server.sockets.length, 2);
  });

  it('a request for which a connection should be opened ahead fails as unreachable if nothing listens on the server’s port', async () => {
    const host = await closedPort();
    const url = `http://${host}/shares`;
    const sent = await createHttp().connect(url, signal()).send(get(url), signal());
    assert.deepEqual(sent, {
      ok: false,
      failure: { reason: 'unreachable', host, code: 'ECONNREFUSED' },
    });
  });

  for (const [name, way] of Object.entries(connectionWays)) {
    it(`each of five connections opened ahead makes a full handshake before its request if the user trusts the certificate (${name})`, async (t) => {
      const own = await issue({ name: 'Self' });
      const server = await serveTls(t, { own, ...way });
      const url = `https://${server.host}/shares`;
      const http = createHttp(trusting(own));
      for (let request = 1; request <= 5; request += 1) {
        const ahead = http.connect(url, signal());
        await until(() => server.handshakes.length === request);
        assert.equal(server.received.length, request - 1);
        const sent = await ahead.send(get(url), signal());
        assert.ok(sent.ok, JSON.stringify(sent));
      }
      assert.deepEqual(server.handshakes, Array(5).fill('full'));
    });

    it(`a request with a connection opened ahead fails and sends nothing if the server’s certificate isn’t the one that the user trusts (${name})`, async (t) => {
      const server = await serveTls(t, { own: await issue({ name: 'Self' }), ...way });
      const url = `https://${server.host}/shares`;
      const http = createHttp(trusting(await issue({ name: 'Self' })));
      for (let request = 1; request <= 5; request += 1) {
        const sent = await http.connect(url, signal()).send(get(url), signal());
        assert.equal(sent.ok ? undefined : sent.failure.reason, 'tls');
        assert.ok(!sent.ok && 'certificate' in sent.failure);
      }
      assert.deepEqual(server.received, []);
    });
  }
});
