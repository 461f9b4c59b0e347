import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, it } from 'node:test';
import { startSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { requestToken, sandboxFor } from './helpers.ts';

/** Sends bytes unchanged and returns everything received until the connection closes. */
async function raw(sandbox: Sandbox, text: string): Promise<string> {
  const socket = connect(Number(new URL(sandbox.origin).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.end(text);
  await closeOf(socket);
  return Buffer.concat(chunks).toString('latin1');
}

/** A reset counts too: a server may end a connection that way. */
function closeOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.once('close', () => {
      resolve();
    });
  });
}

function refusesConnection(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once('error', () => {
      resolve(true);
    });
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
  });
}

describe('the server', () => {
  it('the URL of the sandbox’s server consists of http, the address 127.0.0.1 and a port', async (t) => {
    assert.match((await sandboxFor(t)).origin, /^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('the sandbox’s server refuses connections at the machine’s other IPv4 addresses', async (t) => {
    const port = Number(new URL((await sandboxFor(t)).origin).port);
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');
    for (const { address } of others) {
      assert.ok(await refusesConnection(address, port), address);
    }
  });

  it('the sandbox’s server can start on a given port as soon as another sandbox has stopped on this port', async (t) => {
    const first = await startSandbox();
    await first.stop();
    const port = Number(new URL(first.origin).port);
    assert.equal((await sandboxFor(t, { port })).origin, first.origin);
  });

  it('the sandbox’s server doesn’t start on a taken port', async (t) => {
    const { origin } = await sandboxFor(t);
    const port = Number(new URL(origin).port);
    await assert.rejects(startSandbox({ port }), { code: 'EADDRINUSE' });
  });

  it('the sandbox’s server can stop while a client is still sending a request, and closes the connection', async () => {
    const sandbox = await startSandbox();
    const socket = connect(Number(new URL(sandbox.origin).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write('POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n');
    const closed = closeOf(socket);
    socket.resume();
    await sandbox.stop();
    await closed;
  });

  it('the sandbox’s server can be stopped several times, also at the same time', async () => {
    const sandbox = await startSandbox();
    await Promise.all([sandbox.stop(), sandbox.stop()]);
    await sandbox.stop();
  });

  it('the log of token requests of one sandbox doesn’t contain a request to another sandbox', async (t) => {
    const one = await sandboxFor(t);
    const two = await sandboxFor(t);
    await requestToken(one);
    assert.equal(two.tokenRequests.length, 0);
  });

  it('the sandbox’s server accepts a request body of 64 KB', async (t) => {
    const start = 'grant_type=client_credentials&padding=';
    const body = start.padEnd(64 * 1024, 'x');
    assert.equal((await requestToken(await sandboxFor(t), { body })).status, 200);
  });

  it('the sandbox’s server refuses a request body above 64 KB with 413', async (t) => {
    const body = 'x'.repeat(64 * 1024 + 1);
    assert.equal((await requestToken(await sandboxFor(t), { body })).status, 413);
  });

  it('the sandbox’s server breaks off a request with a body of 32 MB, and answers the next request', async (t) => {
    const sandbox = await sandboxFor(t);
    await assert.rejects(requestToken(sandbox, { body: 'x'.repeat(32 * 1024 * 1024) }));
    assert.equal((await requestToken(sandbox)).status, 200);
  });

  const malformed = {
    'no HTTP at all': 'hello\r\n\r\n',
    'a TLS handshake': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    'a target that is no address': 'GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'a target of slashes': 'GET //// HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'a broken escape': 'GET /resources/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    'a body cut short':
      'POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\ngrant_type',
    'an Authorization of rubbish':
      'GET /shares HTTP/1.1\r\nHost: x\r\nAuthorization: Basic ====\xff\r\nConnection: close\r\n\r\n',
    'a tunnel': 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n',
    'an asterisk': 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  };
  for (const [what, text] of Object.entries(malformed)) {
    it(`the sandbox’s server gives no success and no server error to a client that has sent ${what}, and answers the next request`, async (t) => {
      const sandbox = await sandboxFor(t);
      const answer = await raw(sandbox, text);
      assert.doesNotMatch(answer, /^HTTP\/1\.1 [25]/);
      assert.equal((await requestToken(sandbox)).status, 200);
    });
  }
});
