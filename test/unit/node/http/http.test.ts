import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { readFile } from 'node:fs/promises';
import { Agent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { connect, type Socket } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { createSecureContext } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { failed, type Result } from '../../../../src/core/result.ts';
import { readCertificate } from '../../../../src/node/certificates/certificates.ts';
import { createHttp, withDeadline } from '../../../../src/node/http/http.ts';
import type { HttpAnswer } from '../../../../src/session/ports.ts';
import { closedPort, httpServer, httpsServer, tcpServer } from '../servers.ts';

const patient = createHttp();
const mebibyte = 1024 * 1024;

function get(host: string, signal = new AbortController().signal): Promise<Result<HttpAnswer>> {
  return patient.send({ method: 'GET', url: `http://${host}/`, headers: {} }, signal);
}

/** Host excepted, which differs each time. */
function outcome(result: Result<HttpAnswer>): unknown {
  if (result.ok) return result.value.body;
  const failure: Record<string, unknown> = { ...result.failure };
  delete failure['host'];
  return failure;
}

/**
 * Like VS Code's agents while they look for a proxy: until a socket exists, Node doesn't report the end
 * of a request. Settles when a connection has been requested.
 */
function neverConnecting(t: TestContext): Promise<undefined> {
  const asked = Promise.withResolvers<undefined>();
  t.mock.method(Agent.prototype, 'createConnection', () => {
    asked.resolve(undefined);
    return undefined;
  });
  return asked.promise;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

describe('a request', () => {
  it('a request sends its method, its path with the query, its headers and its body unchanged', async (t) => {
    const seen = Promise.withResolvers<unknown>();
    const host = await httpServer(t, (request, response) => {
      void textOf(request).then((body) => {
        const { method, url, headers } = request;
        const { authorization, 'content-length': length, host: hostHeader } = headers;
        seen.resolve({ method, url, authorization, length, hostHeader, body });
        response.end();
      });
    });
    const body = 'grant_type=é';
    await patient.send(
      {
        method: 'POST',
        url: `http://${host}/a?b=%20c`,
        headers: { authorization: 'Basic x' },
        body,
      },
      new AbortController().signal,
    );
    assert.deepEqual(await seen.promise, {
      method: 'POST',
      url: '/a?b=%20c',
      authorization: 'Basic x',
      length: '13',
      hostHeader: host,
      body,
    });
  });

  for (const status of [200, 204, 400, 401, 407, 418, 429, 500, 503, 599]) {
    it(`a response with the HTTP status ${status} is returned with its headers, not as a failure`, async (t) => {
      const host = await httpServer(t, (_request, response) => {
        response.writeHead(status, { 'X-Test': 'a' }).end();
      });
      const answer = await get(host);
      assert.deepEqual(
        answer.ok && [answer.value.status, answer.value.headers['x-test'], answer.value.body],
        [status, 'a', ''],
      );
    });
  }

  it('repeated headers of an HTTP answer are joined with a comma', async (t) => {
    const host = await httpServer(t, (_request, response) => {
      response
        .writeHead(
          200,
          [
            ['Set-Cookie', 'a'],
            ['Set-Cookie', 'b'],
          ].flat(),
        )
        .end();
    });
    const answer = await get(host);
    assert.equal(answer.ok && answer.value.headers['set-cookie'], 'a, b');
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`a request returns the redirect ${status} without following it`, async (t) => {
      let visits = 0;
      const elsewhere = await httpServer(t, (_request, response) => {
        visits += 1;
        response.end();
      });
      const host = await httpServer(t, (_request, response) => {
        response.writeHead(status, { location: `http://${elsewhere}/` }).end();
      });
      const answer = await get(host);
      assert.deepEqual([answer.ok && answer.value.status, visits], [status, 0]);
    });
  }

  it('the UTF-8 text of an HTTP answer is read correctly although the server writes each byte alone', async (t) => {
    const host = await httpServer(t, (_request, response) => {
      const bytes = Buffer.from('é漢😀');
      response.writeHead(200);
      for (const byte of bytes) response.write(Buffer.from([byte]));
      response.end();
    });
    assert.equal(outcome(await get(host)), 'é漢😀');
  });
});

describe('a compressed answer', () => {
  for (const encoding of ['gzip', 'x-gzip', 'GZIP']) {
    it(`an HTTP answer with the content encoding ${encoding} is decompressed`, async (t) => {
      const host = await httpServer(t, (_request, response) => {
        response.writeHead(200, { 'content-encoding': encoding }).end(gzipSync('{"a":1}'));
      });
      assert.equal(outcome(await get(host)), '{"a":1}');
    });
  }

  const broken = {
    'is no gzip at all': Buffer.from('plain text'),
    'is cut short': gzipSync('x'.repeat(1000)).subarray(0, 20),
    'is changed on the way': Buffer.from(gzipSync('x'.repeat(1000))).fill(0xff, 12, 16),
  };
  for (const [name, body] of Object.entries(broken)) {
    it(`an HTTP answer with the content encoding gzip is refused if its body ${name}`, async (t) => {
      const host = await httpServer(t, (_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(body);
      });
      assert.deepEqual(outcome(await get(host)), {
        reason: 'unexpected-response',
        problem: 'bad-field',
      });
    });
  }
});

describe('the size limit of an answer', () => {
  const tooLarge = { reason: 'unexpected-response', problem: 'too-large' };

  it('an HTTP answer of exactly 1 MiB, the size limit, is accepted', async (t) => {
    const body = 'x'.repeat(mebibyte);
    const host = await httpServer(t, (_request, response) => response.end(body));
    assert.equal(outcome(await get(host)), body);
  });

  it('an HTTP answer one byte above 1 MiB, the size limit, is refused', async (t) => {
    const host = await httpServer(t, (_request, response) =>
      response.end('x'.repeat(mebibyte + 1)),
    );
    assert.deepEqual(outcome(await get(host)), tooLarge);
  });

  it('an HTTP answer that is below the size limit, but above the limit once it is decompressed, is refused', async (t) => {
    const bomb = gzipSync(Buffer.alloc(64 * mebibyte));
    assert.ok(bomb.length < mebibyte);
    const host = await httpServer(t, (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    });
    assert.deepEqual(outcome(await get(host)), tooLarge);
  });

  for (const encoding of [undefined, 'gzip']) {
    it(`an endless HTTP answer is refused at the size limit, and its connection is closed${encoding ? `, ${encoding}` : ''}`, async (t) => {
      const closed = Promise.withResolvers<undefined>();
      const host = await httpServer(t, (_request, response) => {
        const chunk = encoding ? gzipSync(Buffer.alloc(mebibyte)) : Buffer.alloc(65_536);
        response.on('close', () => {
          closed.resolve(undefined);
        });
        response.writeHead(200, encoding ? { 'content-encoding': encoding } : {});
        const more = () => {
          while (!response.destroyed && response.write(chunk));
        };
        response.on('drain', more);
        more();
      });
      assert.deepEqual(outcome(await get(host)), tooLarge);
      await closed.promise;
    });
  }
});

describe('the deadline', () => {
  const timeoutMs = 150;
  const hurried = withDeadline(patient, () => timeoutMs);
  const send = (host: string) =>
    hurried.send(
      { method: 'GET', url: `http://${host}/`, headers: {} },
      new AbortController().signal,
    );

  it('a request that the server never answers is stopped at the deadline, and its connection is closed', async (t) => {
    const closed = Promise.withResolvers<undefined>();
    const host = await tcpServer(t, (socket) => {
      socket.resume().on('close', () => {
        closed.resolve(undefined);
      });
    });
    assert.deepEqual(await send(host), failed({ reason: 'timed-out', host, timeoutMs }));
    await closed.promise;
  });

  const trickles = {
    headers: (socket: NodeJS.WritableStream) => socket.write('x'),
    'a body': (socket: NodeJS.WritableStream) => socket.write('1\r\nx\r\n'),
  };
  for (const [name, drip] of Object.entries(trickles)) {
    it(`a request is stopped at the deadline if the server sends ${name} endlessly in small pieces`, async (t) => {
      const host = await tcpServer(t, (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        socket.write(name === 'headers' ? 'x: ' : 'transfer-encoding: chunked\r\n\r\n');
        const trickle = setInterval(() => drip(socket), 5);
        socket.on('close', () => {
          clearInterval(trickle);
        });
      });
      assert.deepEqual(await send(host), failed({ reason: 'timed-out', host, timeoutMs }));
    });
  }

  it('a request for which Node’s agent never opens a connection is stopped at the deadline', async (t) => {
    const asked = neverConnecting(t);
    const host = '127.0.0.1:1';
    const sent = send(host);
    await asked;
    assert.deepEqual(await sent, failed({ reason: 'timed-out', host, timeoutMs }));
  });

  it('a request accepts a deadline with a fraction of a millisecond, which a setting can give', async (t) => {
    const host = await httpServer(t, (_request, response) => response.end('x'));
    const odd = withDeadline(patient, () => 60_000.4);
    const { signal } = new AbortController();
    const answer = await odd.send({ method: 'GET', url: `http://${host}/`, headers: {} }, signal);
    assert.equal(outcome(answer), 'x');
  });

  it('the deadline, which is a setting, is read again for each request', async (t) => {
    const host = await httpServer(t, (_request, response) => response.end());
    const asked: number[] = [];
    const changing = withDeadline(patient, () => asked.push(60_000) * 60_000);
    const signal = new AbortController().signal;
    for (let round = 0; round < 2; round += 1) {
      await changing.send({ method: 'GET', url: `http://${host}/`, headers: {} }, signal);
    }
    assert.equal(asked.length, 2);
  });
});

describe('cancelling a request', () => {
  const cancelled = failed({ reason: 'cancelled' });

  it('a request that is cancelled before its start sends nothing', async (t) => {
    let visits = 0;
    const host = await httpServer(t, (_request, response) => {
      visits += 1;
      response.end();
    });
    assert.deepEqual(await get(host, AbortSignal.abort()), cancelled);
    assert.equal(visits, 0);
  });

  it('a request that is cancelled before its start doesn’t wait until the CA files have been read', async () => {
    const trust = { pinned: () => [], roots: () => new Promise<never>(() => undefined) };
    const request = { method: 'GET', url: 'https://127.0.0.1:1/', headers: {} } as const;
    assert.deepEqual(await createHttp(trust).send(request, AbortSignal.abort()), cancelled);
  });

  it('cancelling a request before the headers of its answer arrive closes the connection', async (t) => {
    const controller = new AbortController();
    const closed = Promise.withResolvers<undefined>();
    const host = await httpServer(t, (request) => {
      request.socket.on('close', () => {
        closed.resolve(undefined);
      });
      controller.abort();
    });
    assert.deepEqual(await get(host, controller.signal), cancelled);
    await closed.promise;
  });

  it('cancelling a request while the body of its answer arrives closes the connection', async (t) => {
    const controller = new AbortController();
    const closed = Promise.withResolvers<undefined>();
    const host = await httpServer(t, (_request, response) => {
      response.on('close', () => {
        closed.resolve(undefined);
      });
      response.writeHead(200);
      response.write('half of', () => {
        controller.abort();
      });
    });
    assert.deepEqual(await get(host, controller.signal), cancelled);
    await closed.promise;
  });

  it('cancelling a request ends it although Node’s agent is still opening a connection', async (t) => {
    const asked = neverConnecting(t);
    const controller = new AbortController();
    const sent = get('127.0.0.1:1', controller.signal);
    await asked;
    controller.abort();
    assert.deepEqual(await sent, cancelled);
  });

  it('cancelling a request after its answer has arrived doesn’t change the answer', async (t) => {
    const controller = new AbortController();
    const host = await httpServer(t, (_request, response) => response.end('all'));
    const answer = await get(host, controller.signal);
    controller.abort();
    assert.equal(outcome(answer), 'all');
  });
});

describe('an unusable server', () => {
  it('a request fails with the reason unreachable if nothing listens on the server’s port', async () => {
    const host = await closedPort();
    assert.deepEqual(
      await get(host),
      failed({ reason: 'unreachable', host, code: 'ECONNREFUSED' }),
    );
  });

  it('a request fails with the reason unreachable if the server’s name is unknown', async () => {
    const host = 'nosuchhost.invalid';
    const result = await get(host);
    assert.ok(!result.ok && result.failure.reason === 'unreachable');
    assert.equal(result.failure.host, host);
    // Without any network the resolver itself cannot be asked.
    assert.match(result.failure.code, /^(ENOTFOUND|EAI_AGAIN)$/);
  });

  it('a request fails with the reason unreachable if the server resets the connection before sending headers', async (t) => {
    const host = await tcpServer(t, (socket) => {
      socket.once('data', () => socket.resetAndDestroy());
    });
    assert.deepEqual(await get(host), failed({ reason: 'unreachable', host, code: 'ECONNRESET' }));
  });

  it('a request fails with the reason unreachable if the server closes the connection before sending headers', async (t) => {
    const host = await tcpServer(t, (socket) => {
      socket.once('data', () => socket.end());
    });
    assert.deepEqual(await get(host), failed({ reason: 'unreachable', host, code: 'ECONNRESET' }));
  });

  const heads = {
    'of a known length': 'content-length: 100',
    'in chunks': 'transfer-encoding: chunked',
    'in compressed chunks': 'transfer-encoding: chunked\r\ncontent-encoding: gzip',
  };
  for (const [name, head] of Object.entries(heads)) {
    it(`a request fails as unreachable if the server closes the connection after the headers, before it sends the body ${name}`, async (t) => {
      const host = await tcpServer(t, (socket) => {
        socket.once('data', () => {
          socket.end(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`);
        });
      });
      const result = await get(host);
      assert.deepEqual(outcome(result), { reason: 'unreachable', code: 'ECONNRESET' });
    });
  }

  it('a request fails with the reason unexpected-response, and its connection is closed, if the server answers 101 to change the protocol', async (t) => {
    const closed = Promise.withResolvers<undefined>();
    const host = await tcpServer(t, (socket) => {
      socket.on('close', () => {
        closed.resolve(undefined);
      });
      socket.once('data', () => {
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
        );
      });
    });
    assert.deepEqual(
      await get(host),
      failed({ reason: 'unexpected-response', host, problem: 'status', status: 101 }),
    );
    await closed.promise;
  });

  it('a request fails with the reason unexpected-response if the server doesn’t answer in HTTP', async (t) => {
    const host = await tcpServer(t, (socket) => {
      socket.end('SSH-2.0-OpenSSH_9.6\r\n');
    });
    assert.deepEqual(outcome(await get(host)), {
      reason: 'unexpected-response',
      problem: 'bad-field',
    });
  });
});

describe('an encrypted connection', () => {
  it('a request fails with the reason proxy if the proxy refuses the tunnel with status 407, 403 or 503', async (t) => {
    for (const status of [407, 403, 503]) {
      const proxy = await tcpServer(t, (socket) => {
        socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
      });
      // As VS Code's agent does, which plays back over a plain socket what the proxy has said.
      const agent = t.mock.method(HttpsAgent.prototype, 'createConnection', () =>
        connect(Number(proxy.split(':')[1]), '127.0.0.1'),
      );
      const host = 'id.example';
      const code = String(status);
      assert.deepEqual(await overTls(host), failed({ reason: 'proxy', host, code }));
      agent.mock.restore();
    }
  });

  const overTls = (host: string) =>
    patient.send(
      { method: 'GET', url: `https://${host}/`, headers: {} },
      new AbortController().signal,
    );
  const fixture = (name: string) =>
    readFile(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');

  it('an https request fails with the reason tls, and the failure contains the certificate, if the server’s certificate is self-signed', async (t) => {
    const host = await httpsServer(t, {
      key: await fixture('selfSigned.key.pem'),
      cert: await fixture('selfSigned.cert.pem'),
    });
    const certificate = readCertificate(await fixture('selfSigned.cert.pem'));
    assert.ok(certificate);
    assert.deepEqual(
      await overTls(host),
      failed({ reason: 'tls', host, code: 'DEPTH_ZERO_SELF_SIGNED_CERT', certificate }),
    );
  });

  it('an https request fails with the reason tls, and doesn’t count as sent, if the server doesn’t use encryption', async (t) => {
    const host = await httpServer(t, (_request, response) => response.end());
    const result = await overTls(host);
    assert.ok(!result.ok && result.failure.reason === 'tls');
    assert.equal(result.failure.isSent, undefined);
  });

  for (const [how, isPinned] of [
    ['by a CA', false],
    ['by a certificate that the user trusts', true],
  ] as const) {
    for (const sends of ['nothing', 'half an answer'] as const) {
      it(`an https request counts as sent, and isn’t repeated, if its connection, verified ${how}, breaks after the server has sent ${sends}`, async (t) => {
        const fronts: Socket[] = [];
        const [cert, key] = await Promise.all([
          fixture('selfSigned.cert.pem'),
          fixture('selfSigned.key.pem'),
        ]);
        const port = Number(
          (
            await httpsServer(t, { key, cert }, (_request, response) => {
              if (sends !== 'nothing') response.writeHead(200).write('half');
              for (const front of fronts) front.write('This is no TLS record.');
            })
          ).split(':')[1],
        );
        const host = await tcpServer(t, (socket) => {
          fronts.push(socket);
          const back = connect(port, '127.0.0.1').on('error', () => undefined);
          socket.pipe(back).pipe(socket);
        });
        const certificate = readCertificate(cert);
        assert.ok(certificate);
        const http = createHttp({
          pinned: () => (isPinned ? [certificate] : []),
          roots: () =>
            Promise.resolve({
              tls: { ca: cert, secureContext: createSecureContext({ ca: cert }) },
            }),
        });
        const result = await http.send(
          { method: 'POST', url: `https://${host}/`, headers: {}, body: 'x' },
          new AbortController().signal,
        );
        assert.ok(!result.ok && result.failure.reason === 'tls', JSON.stringify(result));
        assert.equal(result.failure.isSent, true);
        assert.equal(fronts.length, 1);
      });
    }
  }
});

it('fifty requests with the same cancellation signal leave no listeners on the signal', async (t) => {
  const host = await httpServer(t, (_request, response) => response.end('x'));
  const { signal } = new AbortController();
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  t.after(() => process.off('warning', note));
  const answers = await Promise.all(Array.from({ length: 50 }, () => get(host, signal)));
  assert.ok(answers.every((answer) => answer.ok));
  assert.deepEqual(warnings, []);
  assert.deepEqual(getEventListeners(signal, 'abort'), []);
});
