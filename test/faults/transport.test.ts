import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { Agent } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Failure } from '../../src/core/failure.ts';
import { failed } from '../../src/core/result.ts';
import { readCertificate } from '../../src/node/certificates/certificates.ts';
import type { Roots, Trust } from '../../src/node/certificates/trust.ts';
import { requestTokenForCode } from '../../src/session/token/grants.ts';
import { tryToken } from '../../src/session/signIn/trial.ts';
import { hourMs, noCancel, startOfTest, tokenWith } from '../unit/session/fakes.ts';
import { issue } from '../certificates/make.ts';
import { httpsServer, tcpServer } from '../unit/node/servers.ts';
import { rawServer, reply, reset, tokenReply, trickle, type Answer } from './support/rawServer.ts';
import { groupAt, userAt, withSaved, world } from './support/world.ts';

async function renewalFrom(t: TestContext, ...script: Answer[]) {
  const server = await rawServer(t, ...script);
  return { server, saved: await withSaved(groupAt(server.host)) };
}

function unreachable(host: string): Failure {
  return { reason: 'unreachable', host, code: 'ECONNRESET' };
}

it('fault 3: tries three times after a reset before any header, then reports it, and loses nothing', async (t) => {
  const { server, saved } = await renewalFrom(t, reset, reset, reset);
  await saved.assertFails(unreachable(server.host));
  assert.equal(server.requests.length, 3);
  assert.deepEqual(saved.pausesMs, [500, 1000]);
  server.answer(tokenReply());
  await saved.assertRenews();
});

it('fault 3: recovers silently from a temporary reset', async (t) => {
  const { server, saved } = await renewalFrom(t, reset, reset, tokenReply());
  await saved.assertRenews();
  assert.equal(server.requests.length, 3);
});

it('fault 3: repeats an API request after a reset', async (t) => {
  const server = await rawServer(t, reset, reset, reply(200, '[]'));
  const { http } = world();
  const tried = await tryToken(tokenWith('a'), `http://${server.host}`, http, noCancel());
  assert.deepEqual(tried, { ok: true, value: { catalogs: 0 } });
});

it('fault 3: doesn’t send a refresh token a second time after a reset', async (t) => {
  const server = await rawServer(t, reset);
  const saved = await withSaved(userAt(server.host), { refreshToken: 'refresh' });
  await saved.assertFails(unreachable(server.host));
  assert.match(saved.vault.records.get(saved.id) ?? '', /"refreshHalted":"uncertain"/);
  assert.equal(server.requests.length, 1);
});

it('fault 3: doesn’t send a code a second time after a reset', async (t) => {
  const server = await rawServer(t, reset);
  const code = {
    code: 'c',
    redirectUri: 'http://localhost/callback',
    codeVerifier: 'v'.repeat(43),
  };
  const exchanged = await requestTokenForCode(userAt(server.host), code, world(), noCancel());
  assert.deepEqual(exchanged, failed(unreachable(server.host)));
  assert.equal(server.requests.length, 1);
});

it('fault 4: doesn’t send a refresh token again if encryption breaks after it was sent', async (t) => {
  const own = await issue({ name: 'Own' });
  const pinned = readCertificate(own.cert);
  assert.ok(pinned);
  const received: string[] = [];
  let breakIn: () => void = () => undefined;
  const platform = await httpsServer(t, own, (request) => {
    request.on('data', (chunk: Buffer) => received.push(chunk.toString()));
    request.on('end', () => {
      breakIn();
    });
  });
  const host = await tcpServer(t, (socket) => {
    const behind = connect(Number(platform.split(':')[1]), '127.0.0.1');
    t.after(() => behind.destroy());
    socket.pipe(behind).pipe(socket);
    breakIn = () => {
      behind.unpipe(socket);
      // A record of the right shape, encrypted with no known key.
      socket.write(Buffer.concat([Buffer.from([23, 3, 3, 0, 32]), Buffer.alloc(32, 'x')]));
    };
  });
  const trust: Trust = { roots: () => Promise.resolve({}), pinned: () => [pinned] };
  const at = userAt(host);
  const endpoints = { ...at.endpoints, token: `https://${host}/oauth/token` };
  const saved = await withSaved(
    { ...at, endpoints },
    { refreshToken: 'refresh' },
    world({ trust }),
  );
  saved.clock.advance(2 * hourMs);
  const broken = await saved.tokens.forUse(saved.id, true, noCancel());
  assert.equal(broken.ok ? undefined : broken.failure.reason, 'tls');
  assert.deepEqual(
    await saved.tokens.forUse(saved.id, true, noCancel()),
    failed({ reason: 'interaction-required', need: 'renew-uncertain' }),
  );
  assert.deepEqual(received, ['grant_type=refresh_token&refresh_token=refresh']);
});

const trickles = {
  headers: trickle('HTTP/1.1 200 OK\r\nx: ', 'x'),
  'a body': trickle('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n', '1\r\nx\r\n'),
};
for (const [name, slow] of Object.entries(trickles)) {
  it(`fault 5: stops ${name} that trickle at the deadline, and loses nothing`, async (t) => {
    const { host, requests } = await rawServer(t, slow);
    const timeoutMs = 150;
    const saved = await withSaved(groupAt(host), {}, world({ timeoutMs }));
    await saved.assertFails({ reason: 'timed-out', host, timeoutMs });
    assert.equal(requests.length, 1);
  });
}

it('fault 5: stops at the deadline if no connection is made, and loses nothing', async (t) => {
  // Like unanswered packets: the socket exists, but never connects.
  t.mock.method(Agent.prototype, 'createConnection', () =>
    connect({ host: 'id.invalid', port: 9, lookup: () => undefined }),
  );
  const [host, timeoutMs] = ['127.0.0.1:9', 150];
  const saved = await withSaved(groupAt(host), {}, world({ timeoutMs }));
  await saved.assertFails({ reason: 'timed-out', host, timeoutMs });
});

it('fault 5: stops at the deadline if a TLS handshake isn’t answered, and loses nothing', async (t) => {
  const connected = Promise.withResolvers<undefined>();
  const host = await tcpServer(t, (socket) => {
    socket.resume().on('close', () => {
      connected.resolve(undefined);
    });
  });
  const timeoutMs = 150;
  const saved = await withSaved(groupAt(host, 'https'), {}, world({ timeoutMs }));
  await saved.assertFails({ reason: 'timed-out', host, timeoutMs });
  await connected.promise;
});

/** Like a network drive that is gone: a CA file that never ends. */
function hangingFile() {
  const [asked, read] = [Promise.withResolvers<undefined>(), Promise.withResolvers<Roots>()];
  const trust: Trust = {
    pinned: () => [],
    roots() {
      asked.resolve(undefined);
      return read.promise;
    },
  };
  return { trust, asked: asked.promise, read: read.resolve };
}

it('fault 5: stops at the deadline if a CA file can’t be read, and loses nothing', async () => {
  const [host, timeoutMs] = ['127.0.0.1:9', 150];
  const { trust } = hangingFile();
  const saved = await withSaved(groupAt(host, 'https'), {}, world({ timeoutMs, trust }));
  await saved.assertFails({ reason: 'timed-out', host, timeoutMs });
});

it('fault 5: answers a caller who cancels while a CA file is read, and sends no request', async (t) => {
  let visits = 0;
  const host = await tcpServer(t, () => (visits += 1));
  const { trust, asked, read } = hangingFile();
  const { http } = world({ trust });
  const controller = new AbortController();
  const request = { method: 'GET', url: `https://${host}/`, headers: {} } as const;
  const sent = http.send(request, controller.signal);
  await asked;
  controller.abort();
  assert.deepEqual(await sent, failed({ reason: 'cancelled' }));
  read({});
  // The later request arrives first only if the other one wasn't sent.
  await http.send({ ...request, url: `http://${host}/` }, AbortSignal.timeout(50));
  assert.equal(visits, 1);
});

it('fault 5: has one deadline for all tries together', async (t) => {
  const { host, requests } = await rawServer(t, reply(503), reset, trickles.headers);
  const timeoutMs = 400;
  const saved = await withSaved(groupAt(host), {}, world({ timeoutMs }));
  await saved.assertFails({ reason: 'timed-out', host, timeoutMs });
  assert.equal(requests.length, 3);
});

const dateOfServer = new Date(startOfTest).toUTCString();
const inFourSeconds = new Date(startOfTest + 4000).toUTCString();

for (const [name, retryAfter, pauseMs] of [
  ['in seconds', '7', 7000],
  ['as a date', inFourSeconds, 4000],
  ['that is garbage', 'soon', 500],
] as const) {
  it(`fault 6: waits for a short Retry-After ${name}`, async (t) => {
    const busy = reply(429, '', { 'retry-after': retryAfter });
    const { server, saved } = await renewalFrom(t, busy, tokenReply());
    await saved.assertRenews();
    assert.deepEqual(saved.pausesMs, [pauseMs]);
    assert.equal(server.requests.length, 2);
  });
}

it('fault 6: compares a Retry-After date with the server’s clock if this machine’s is wrong', async (t) => {
  const busy = reply(429, '', { 'retry-after': inFourSeconds, date: dateOfServer });
  const { saved } = await renewalFrom(t, busy, tokenReply());
  saved.clock.set(startOfTest + 10 * 60_000);
  await saved.assertRenews();
  assert.deepEqual(saved.pausesMs, [4000]);
});

for (const [name, retryAfter, waitMs] of [
  ['long', '60', 60_000],
  ['long, as a date,', new Date(startOfTest + 60_000).toUTCString(), 60_000],
  ['huge', '9'.repeat(30), hourMs],
] as const) {
  it(`fault 6: reports a ${name} Retry-After at once, and respects it`, async (t) => {
    const busy = reply(429, '', { 'retry-after': retryAfter });
    const { server, saved } = await renewalFrom(t, busy, tokenReply());
    const retryAt = startOfTest + waitMs;
    const throttled: Failure = { reason: 'throttled', host: server.host, retryAt };
    await saved.assertFails(throttled);
    assert.deepEqual(await saved.renew(), failed(throttled));
    assert.deepEqual([server.requests.length, saved.pausesMs], [1, []]);

    saved.clock.set(retryAt);
    await saved.assertRenews();
    assert.equal(server.requests.length, 2);
  });
}

it('fault 6: asks a server that only answers 429 three times', async (t) => {
  const busy = reply(429);
  const { server, saved } = await renewalFrom(t, busy, busy, busy);
  await saved.assertFails({ reason: 'throttled', host: server.host });
  assert.equal(server.requests.length, 3);
});

it('fault 7: gets a token after 500 and 503', async (t) => {
  const { server, saved } = await renewalFrom(t, reply(500), reply(503), tokenReply());
  await saved.assertRenews();
  assert.equal(server.requests.length, 3);
});

it('fault 7: asks a failing server three times, and loses nothing', async (t) => {
  const { server, saved } = await renewalFrom(t, reply(500), reply(503), reply(502), tokenReply());
  await saved.assertFails({ reason: 'server-error', host: server.host, status: 502 });
  assert.equal(server.requests.length, 3);
});

for (const status of [301, 307]) {
  it(`fault 8: doesn’t follow a ${status} to another host, and sends no secret there`, async (t) => {
    const elsewhere = await rawServer(t, tokenReply());
    const location = `http://${elsewhere.host}/oauth/token`;
    const { server, saved } = await renewalFrom(t, reply(status, '', { location }));
    const { host } = server;
    await saved.assertFails({
      reason: 'unexpected-response',
      host,
      problem: 'redirect',
      status,
    });
    assert.deepEqual([server.requests.length, elsewhere.requests.length], [1, 0]);
  });
}

/** Sends endlessly, and reports when the client has closed the connection. */
function endless(head: string, chunk: Buffer) {
  const closed = Promise.withResolvers<undefined>();
  const answer: Answer = (socket) => {
    socket.on('close', () => {
      closed.resolve(undefined);
    });
    socket.write(head);
    const more = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', more);
    more();
  };
  return { answer, closed: closed.promise };
}

it('fault 10: stops an endless body and its connection at the size limit', async (t) => {
  const { answer, closed } = endless('HTTP/1.1 200 OK\r\n\r\n', Buffer.alloc(65_536, 'x'));
  const { server, saved } = await renewalFrom(t, answer);
  const { host } = server;
  await saved.assertFails({ reason: 'unexpected-response', host, problem: 'too-large' });
  await closed;
});

it('fault 10: stops a compressed bomb at the limit of its decoded size', async (t) => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  assert.ok(bomb.length < 1024 * 1024);
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const { server, saved } = await renewalFrom(t, reply(200, bomb, headers));
  const { host } = server;
  await saved.assertFails({ reason: 'unexpected-response', host, problem: 'too-large' });
});

it('fault 18: attributes a 407 to the proxy, and loses nothing', async (t) => {
  const page = '<html>Sign in to the proxy';
  const { server, saved } = await renewalFrom(t, reply(407, page, { 'content-type': 'text/html' }));
  await saved.assertFails({ reason: 'proxy', host: server.host, code: '407' });
  assert.equal(server.requests.length, 1);
});
