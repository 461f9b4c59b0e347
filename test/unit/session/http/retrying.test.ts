import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure } from '../../../../src/core/failure.ts';
import { failed, type Result } from '../../../../src/core/result.ts';
import type { ProxyUse } from '../../../../src/core/http/proxy.ts';
import type { HttpAnswer, HttpRequest } from '../../../../src/session/ports.ts';
import { Retrying } from '../../../../src/session/http/retrying.ts';
import { answerOf, fakePorts, hourMs, noCancel, settled, startOfTest } from '../fakes.ts';

const host = 'id.example';
const get: HttpRequest = { method: 'GET', url: `https://${host}/a`, headers: {} };
const post: HttpRequest = { ...get, method: 'POST', body: 'x' };
const reset = failed({ reason: 'unreachable', host, code: 'ECONNRESET' });

function world(use: ProxyUse = { via: 'direct', because: 'not-configured' }) {
  const ports = fakePorts();
  const http = new Retrying({ ...ports, random: () => 0.5, proxyFor: () => use });
  return { ...ports, sent: ports.http, http };
}

/** Sends a request, and advances the time until the answer; returns the elapsed time. */
async function sendIn(
  { http, timer, clock }: ReturnType<typeof world>,
  request: HttpRequest = get,
): Promise<{ readonly result: Result<HttpAnswer>; readonly pausesMs: readonly number[] }> {
  const pausesMs: number[] = [];
  const sending = http.send(request, noCancel());
  for (;;) {
    await settled();
    const [next] = timer.pending;
    if (next === undefined) return { result: await sending, pausesMs };
    pausesMs.push(next - clock.now());
    await timer.advanceTo(next);
  }
}

function throttled(headers: Readonly<Record<string, string>> = {}): Result<HttpAnswer> {
  return answerOf(429, '', headers);
}

describe('repeatable requests', () => {
  const passing = {
    429: throttled(),
    500: answerOf(500, ''),
    502: answerOf(502, ''),
    503: answerOf(503, ''),
    504: answerOf(504, ''),
    'a reset': reset,
    'a broken pipe': failed({ reason: 'unreachable', host, code: 'EPIPE' }),
  };
  for (const [name, first] of Object.entries(passing)) {
    it(`a GET request that fails twice with ${name} is sent again after 0.5 s and after 1 s more, and succeeds at the third try`, async () => {
      const ports = world();
      ports.sent.answering(first, first, answerOf(200, 'ok'));
      const { result, pausesMs } = await sendIn(ports);
      assert.equal(result.ok && result.value.body, 'ok');
      assert.deepEqual(pausesMs, [500, 1000]);
    });
  }

  it('a GET request that fails with a reset, then with 500, then with 503 is tried three times and returns the last answer', async () => {
    const ports = world();
    ports.sent.answering(reset, answerOf(500, ''), answerOf(503, 'last'));
    const { result } = await sendIn(ports);
    assert.deepEqual(result, answerOf(503, 'last', { 'content-type': 'application/json' }));
    assert.equal(ports.sent.requests.length, 3);
  });

  const final: readonly Result<HttpAnswer>[] = [
    ...[200, 301, 400, 401, 403, 404, 501].map((status) => answerOf(status, '')),
    ...(
      [
        { reason: 'unreachable', host, code: 'ECONNREFUSED' },
        { reason: 'unreachable', host, code: 'ENOTFOUND' },
        { reason: 'timed-out', host, timeoutMs: 1 },
        { reason: 'tls', host, code: 'CERT_HAS_EXPIRED' },
        { reason: 'proxy', host, code: '407' },
        { reason: 'cancelled' },
      ] satisfies readonly Failure[]
    ).map((failure) => failed(failure)),
  ];
  for (const outcome of final) {
    const name = outcome.ok ? String(outcome.value.status) : JSON.stringify(outcome.failure);
    it(`a request isn’t tried again after ${name}`, async () => {
      const ports = world();
      ports.sent.answering(outcome);
      assert.deepEqual((await sendIn(ports)).result, outcome);
    });
  }

  it('a GET request is sent again after a connection reset, a POST request only if it is marked as repeatable', async () => {
    for (const [request, tries] of [
      [get, 3],
      [post, 1],
      [{ ...post, repeatable: true }, 3],
      [{ ...post, repeatable: false }, 1],
    ] as const) {
      const ports = world();
      ports.sent.answering(reset, reset, reset);
      await sendIn(ports, request);
      assert.equal(ports.sent.requests.length, tries);
    }
  });

  it('the log names the cause and the number of each further try of a request, but nothing from the body of the failed answer', async () => {
    const ports = world();
    ports.sent.answering(answerOf(503, 's3cr3t'), reset, answerOf(200, ''));
    await sendIn(ports);
    assert.deepEqual(ports.log.entries, [
      {
        event: 'request repeated',
        fields: { reason: 'server-error', host, status: 503, count: 2 },
      },
      {
        event: 'request repeated',
        fields: { reason: 'unreachable', host, code: 'ECONNRESET', count: 3 },
      },
    ]);
  });

  it('the wait before another try ends when the request is cancelled, and leaves no timer', async () => {
    const ports = world();
    ports.sent.answering(answerOf(503, ''));
    const controller = new AbortController();
    const sending = ports.http.send(get, controller.signal);
    await settled();
    assert.equal(ports.timer.pending.length, 1);
    controller.abort();
    await sending;
    assert.deepEqual(ports.timer.pending, []);
    assert.equal(ports.sent.requests.length, 1);
  });

  it('a request that is cancelled just as it gets a 503 answer isn’t tried again', async () => {
    const ports = world();
    const held = ports.sent.hold();
    const controller = new AbortController();
    const sending = ports.http.send(get, controller.signal);
    await held.arrived;
    held.answer(answerOf(503, ''));
    controller.abort();
    await sending;
    assert.deepEqual(ports.timer.pending, []);
    assert.equal(ports.sent.requests.length, 1);
  });
});

describe('a server that asks to wait', () => {
  it('a GET request waits ten and then three seconds before its next tries if the server’s Retry-After asks for this', async () => {
    const ports = world();
    ports.sent.answering(
      throttled({ 'retry-after': '10' }),
      answerOf(503, '', { 'retry-after': '3' }),
      answerOf(200, 'ok'),
    );
    const { result, pausesMs } = await sendIn(ports);
    assert.equal(result.ok, true);
    assert.deepEqual(pausesMs, [10_000, 3000]);
  });

  it('a GET request fails with `throttled` if the server asks to wait 60 seconds, and fails again until the wait is over', async () => {
    const ports = world();
    const retryAt = startOfTest + 60_000;
    const failure: Failure = { reason: 'throttled', host, retryAt };
    ports.sent.answering(throttled({ 'retry-after': '60' }));
    assert.deepEqual(await sendIn(ports), { result: failed(failure), pausesMs: [] });
    ports.clock.set(retryAt - 1);
    assert.deepEqual((await sendIn(ports)).result, failed(failure));
    assert.equal(ports.sent.requests.length, 1);
    ports.clock.set(retryAt);
    ports.sent.answering(answerOf(200, 'ok'));
    assert.equal((await sendIn(ports)).result.ok, true);
  });

  it('a request to another URL of a server is sent although the server has asked to wait for one URL', async () => {
    const ports = world();
    ports.sent.answering(throttled({ 'retry-after': '60' }), answerOf(200, 'ok'));
    await sendIn(ports);
    assert.equal((await sendIn(ports, { ...get, url: `https://${host}/b` })).result.ok, true);
  });

  it('a server’s Retry-After of a day is limited to an hour, and no longer delays requests after the local clock was set back', async () => {
    const ports = world();
    ports.sent.answering(throttled({ 'retry-after': '86400' }), answerOf(200, 'ok'));
    const { result } = await sendIn(ports);
    assert.deepEqual(result, failed({ reason: 'throttled', host, retryAt: startOfTest + hourMs }));
    ports.clock.set(startOfTest - 1);
    assert.equal((await sendIn(ports)).result.ok, true);
  });

  it('a request fails with `throttled` after three tries, with the end of the last wait that the server asked for', async () => {
    const ports = world();
    const busy = throttled({ 'retry-after': '2' });
    ports.sent.answering(busy, busy, busy);
    const { result, pausesMs } = await sendIn(ports);
    assert.deepEqual(pausesMs, [2000, 2000]);
    const retryAt = startOfTest + 6000;
    assert.deepEqual(result, failed({ reason: 'throttled', host, retryAt }));
  });

  it('a request fails with `throttled` without a time if the server names none, and the next request is sent', async () => {
    const ports = world();
    ports.sent.answering(throttled(), throttled(), throttled(), answerOf(200, 'ok'));
    assert.deepEqual((await sendIn(ports)).result, failed({ reason: 'throttled', host }));
    assert.equal((await sendIn(ports)).result.ok, true);
  });

  it('a POST request fails at once if the server asks for a wait of two seconds, and the next POST fails without being sent', async () => {
    const ports = world();
    ports.sent.answering(throttled({ 'retry-after': '2' }));
    const retryAt = startOfTest + 2000;
    const expected = failed({ reason: 'throttled', host, retryAt });
    assert.deepEqual((await sendIn(ports, post)).result, expected);
    assert.deepEqual((await sendIn(ports, post)).result, expected);
  });

  it('a POST request that gets a 503 answer with Retry-After fails with the end of the wait, and the next POST isn’t sent before that', async () => {
    const ports = world();
    ports.sent.answering(answerOf(503, '', { 'retry-after': '600' }));
    const expected = failed({ reason: 'throttled', host, retryAt: startOfTest + 600_000 });
    for (const request of [post, post]) {
      assert.deepEqual((await sendIn(ports, request)).result, expected);
    }
  });

  it('an answer with Retry-After: 0 is treated like an answer without Retry-After', async () => {
    const down = answerOf(503, '', { 'retry-after': '0' });
    for (const [answer, expected] of [
      [down, down],
      [throttled({ 'retry-after': '0' }), failed({ reason: 'throttled', host })],
    ] as const) {
      const ports = world();
      ports.sent.answering(answer, answer, answer);
      assert.deepEqual(await sendIn(ports), { result: expected, pausesMs: [500, 1000] });
    }
  });

  it('a 504 answer that asks for a long wait is returned as a 504, not as a throttled request', async () => {
    const ports = world();
    const down = answerOf(504, '', { 'retry-after': '600' });
    ports.sent.answering(down);
    assert.deepEqual((await sendIn(ports)).result, down);
  });
});

describe('a proxy that refuses', () => {
  const refused: Failure = { reason: 'proxy', host, code: '407' };

  it('a failure caused by a proxy contains the proxy’s host and port if the proxy is set in VS Code', async () => {
    const proxy = {
      scheme: 'http',
      hostname: 'proxy.example',
      port: 3128,
      from: 'setting',
    } as const;
    const ports = world({ via: 'proxy', proxy });
    ports.sent.answering(failed(refused));
    const { result } = await sendIn(ports);
    assert.deepEqual(result, failed({ ...refused, proxy: 'proxy.example:3128' }));
  });

  it('a failure caused by a proxy contains no proxy address if the extension knows of no configured proxy', async () => {
    const ports = world();
    ports.sent.answering(failed(refused));
    assert.deepEqual((await sendIn(ports)).result, failed(refused));
  });
});

describe('a connection opened ahead', () => {
  it('opening a connection ahead sends no request, and a later request over it is sent again after a connection reset', async () => {
    const { http, sent, timer, clock } = world();
    const ahead = http.connect(get.url, noCancel());
    assert.deepEqual(
      sent.connected.map(({ url }) => url),
      [get.url],
    );
    assert.deepEqual(sent.requests, []);
    sent.answering(reset, answerOf(200, 'ok'));
    const sending = ahead.send(get, noCancel());
    await settled();
    await timer.advanceTo(clock.now() + 500);
    assert.ok((await sending).ok);
    assert.equal(sent.requests.length, 2);
  });

  it('a request over a connection that was opened ahead isn’t sent while the server asks to wait', async () => {
    const { http, sent } = world();
    sent.answering(throttled({ 'retry-after': '60' }));
    const first = await http.send(get, noCancel());
    const ahead = http.connect(get.url, noCancel());
    assert.deepEqual(await ahead.send(get, noCancel()), first);
    assert.equal(sent.requests.length, 1);
  });
});
