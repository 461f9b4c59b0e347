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

it('fault 3: a token request is sent three times in all if each connection is reset, and the saved data are kept', async (t) => {
  const { server, saved } = await renewalFrom(t, reset, reset, reset);
  await saved.assertFails(unreachable(server.host));
  assert.equal(server.requests.length, 3);
  assert.deepEqual(saved.pausesMs, [500, 1000]);
  server.answer(tokenReply());
  await saved.assertRenews();
});

it('fault 3: a token request succeeds at its third try after two connection resets', async (t) => {
  const { server, saved } = await renewalFrom(t, reset, reset, tokenReply());
  await saved.assertRenews();
  assert.equal(server.requests.length, 3);
});

it('fault 3: an API request is repeated after each of two connection resets, and then succeeds', async (t) => {
  const server = await rawServer(t, reset, reset, reply(200, '[]'));
  const { http } = world();
  const tried = await tryToken(tokenWith('a'), `http://${server.host}`, http, noCancel());
  assert.deepEqual(tried, { ok: true, value: { shareCount: 0 } });
});

it('fault 3: a refresh token isn’t sent a second time after a connection reset', async (t) => {
  const server = await rawServer(t, reset);
  const saved = await withSaved(userAt(server.host), { refreshToken: 'refresh' });
  await saved.assertFails(unreachable(server.host));
  assert.match(saved.vault.records.get(saved.id) ?? '', /"refreshHalted":"uncertain"/);
  assert.equal(server.requests.length, 1);
});

it('fault 3: an authorization code isn’t sent a second time after a connection reset', async (t) => {
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

it('fault 4: a refresh token isn’t sent again if TLS breaks after the token was sent', async (t) => {
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
  it(`fault 5: a request stops at its deadline if the server sends ${name} too slowly, and the saved data are kept`, async (t) => {
    const { host, requests } = await rawServer(t, slow);
    const timeoutMs = 150;
    const saved = await withSaved(groupAt(host), {}, world({ timeoutMs }));
    await saved.assertFails({ reason: 'timed-out', host, timeoutMs });
    assert.equal(requests.length, 1);
  });
}

it('fault 5: a request stops at its deadline if no connection is made, and the saved data are kept', async (t) => {
  // Like unanswered packets: the socket exists, but never connects.
  t.mock.method(Agent.prototype, 'createConnection', () =>
    connect({ host: 'id.invalid', port: 9, lookup: () => undefined }),
  );
  const [host, timeoutMs] = ['127.0.0.1:9', 150];
  const saved = await withSaved(groupAt(host), {}, world({ timeoutMs }));
  await saved.assertFails({ reason: 'timed-out', host, timeoutMs });
});

it('fault 5: a request stops at its deadline if the TLS handshake isn’t answered, and the saved data are kept', async (t) => {
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

it('fault 5: a request stops at its deadline if reading a CA file hangs, and the saved data are kept', async () => {
  const [host, timeoutMs] = ['127.0.0.1:9', 150];
  const { trust } = hangingFile();
  const saved = await withSaved(groupAt(host, 'https'), {}, world({ timeoutMs, trust }));
  await saved.assertFails({ reason: 'timed-out', host, timeoutMs });
});

it('fault 5: cancelling a request while a CA file is read takes effect at once, and no request is sent', async (t) => {
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

it('fault 5: all tries of a request share one deadline', async (t) => {
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
  it(`fault 6: a request that is answered with 429 and a Retry-After ${name} is sent again automatically after a pause`, async (t) => {
    const busy = reply(429, '', { 'retry-after': retryAfter });
    const { server, saved } = await renewalFrom(t, busy, tokenReply());
    await saved.assertRenews();
    assert.deepEqual(saved.pausesMs, [pauseMs]);
    assert.equal(server.requests.length, 2);
  });
}

it('fault 6: a date in Retry-After is compared with the server’s clock if this machine’s clock is wrong', async (t) => {
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
  it(`fault 6: a Retry-After that is ${name} is reported at once, and no request is sent before the pause is over`, async (t) => {
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

it('fault 6: a token request to a server that always answers 429 is sent three times', async (t) => {
  const busy = reply(429);
  const { server, saved } = await renewalFrom(t, busy, busy, busy);
  await saved.assertFails({ reason: 'throttled', host: server.host });
  assert.equal(server.requests.length, 3);
});

it('fault 7: a token request succeeds after the answers 500 and 503', async (t) => {
  const { server, saved } = await renewalFrom(t, reply(500), reply(503), tokenReply());
  await saved.assertRenews();
  assert.equal(server.requests.length, 3);
});

it('fault 7: a token request that is answered three times with a 5xx status isn’t sent a fourth time, and the saved data are kept', async (t) => {
  const { server, saved } = await renewalFrom(t, reply(500), reply(503), reply(502), tokenReply());
  await saved.assertFails({ reason: 'server-error', host: server.host, status: 502 });
  assert.equal(server.requests.length, 3);
});

for (const status of [301, 307]) {
  it(`fault 8: a redirect with status ${status} to another host isn’t followed, and no secret is sent there`, async (t) => {
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

it('fault 10: an answer that never ends is refused as too large, and its connection is closed', async (t) => {
  const { answer, closed } = endless('HTTP/1.1 200 OK\r\n\r\n', Buffer.alloc(65_536, 'x'));
  const { server, saved } = await renewalFrom(t, answer);
  const { host } = server;
  await saved.assertFails({ reason: 'unexpected-response', host, problem: 'too-large' });
  await closed;
});

it('fault 10: a compressed answer of less than 1 MB is refused as too large because it decompresses to 64 MB', async (t) => {
  const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  assert.ok(bomb.length < 1024 * 1024);
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const { server, saved } = await renewalFrom(t, reply(200, bomb, headers));
  const { host } = server;
  await saved.assertFails({ reason: 'unexpected-response', host, problem: 'too-large' });
});

it('fault 18: an answer with status 407 counts as a fault of the proxy, and the saved data are kept', async (t) => {
  const page = '<html>Sign in to the proxy';
  const { server, saved } = await renewalFrom(t, reply(407, page, { 'content-type': 'text/html' }));
  await saved.assertFails({ reason: 'proxy', host: server.host, code: '407' });
  assert.equal(server.requests.length, 1);
});
