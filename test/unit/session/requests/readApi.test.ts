import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed, success } from '../../../../src/core/result.ts';
import type { HttpAnswer, HttpRequest } from '../../../../src/session/ports.ts';
import { readApi, readXml } from '../../../../src/session/requests/readApi.ts';

const url = 'https://v1.api.isogeo.com/resources/a1';
const host = 'v1.api.isogeo.com';

async function readWith(
  answer: Partial<HttpAnswer>,
  reader: typeof readApi | typeof readXml = readApi,
) {
  const sent: HttpRequest[] = [];
  const read = await reader(
    { accessToken: 'token', obtainedAt: 0 },
    url,
    {
      send: (request) => {
        sent.push(request);
        return Promise.resolve(success({ status: 200, headers: {}, body: '{}', ...answer }));
      },
    },
    new AbortController().signal,
  );
  return { read, sent };
}

describe('reading the API', () => {
  it('reading from the API sends one GET request, with the token only in the Authorization header', async () => {
    const { read, sent } = await readWith({ body: '{"a":1}' });
    assert.deepEqual(read, { ok: true, value: { a: 1 } });
    const headers = { accept: 'application/json', authorization: 'Bearer token' };
    assert.deepEqual(sent, [{ method: 'GET', url, headers }]);
  });

  for (const [answer, failure] of [
    [{ status: 302 }, { reason: 'unexpected-response', host, problem: 'redirect', status: 302 }],
    [{ body: '<html>' }, { reason: 'unexpected-response', host, problem: 'web-page' }],
    [{ status: 407 }, { reason: 'proxy', host, code: '407' }],
    [{ status: 429 }, { reason: 'throttled', host }],
    [{ status: 0 }, { reason: 'unexpected-response', host, problem: 'status', status: 0 }],
    [{ status: 199 }, { reason: 'unexpected-response', host, problem: 'status', status: 199 }],
    [{ status: 500 }, { reason: 'server-error', host, status: 500 }],
  ] as const) {
    it(`reading from the API fails with ${failure.reason} after ${JSON.stringify(answer)}`, async () => {
      assert.deepEqual((await readWith(answer)).read, { ok: false, failure });
    });
  }

  for (const [answer, status] of [
    [{ status: 404, body: '{"a":1}' }, 404],
    [{ status: 401 }, 401],
    [{ status: 404, body: '<html>' }, 404],
    [{ body: 'text' }, 200],
    [{ body: '7' }, 200],
    [{ body: 'null' }, 200],
  ] as const) {
    it(`reading from the API returns only the HTTP status of the unusable answer ${JSON.stringify(answer)}`, async () => {
      assert.deepEqual((await readWith(answer)).read, { ok: false, status });
    });
  }

  for (const [name, open, close] of [
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ] as const) {
    it(`reading from the API accepts ${name} nested up to 32 levels deep, and refuses deeper nesting`, async () => {
      const nested = (levels: number) =>
        `${open.repeat(levels)}${name === 'lists' ? '' : '1'}${close.repeat(levels)}`;
      assert.equal((await readWith({ body: nested(32) })).read.ok, true);
      for (const levels of [33, 5000, 100_000]) {
        const { read } = await readWith({ body: nested(levels) });
        assert.deepEqual(read, { ok: false, status: 200 });
      }
    });
  }

  it('reading from the API accepts only XML if XML was requested', async () => {
    const { read, sent } = await readWith({ body: '<?xml version="1.0"?><a/>' }, readXml);
    assert.deepEqual(read, { ok: true, value: '<?xml version="1.0"?><a/>' });
    assert.equal(sent[0]?.headers['accept'], 'application/xml');
    const page = { headers: { 'content-type': 'text/html' }, body: '<html/>' };
    const failure = { reason: 'unexpected-response', host, problem: 'web-page' };
    assert.deepEqual((await readWith(page, readXml)).read, { ok: false, failure });
    assert.deepEqual((await readWith({ body: '{}' }, readXml)).read, { ok: false, status: 200 });
  });

  it('reading from the API returns the failure of a cancelled request', async () => {
    const http = { send: () => Promise.resolve(failed({ reason: 'cancelled' })) };
    const { signal } = new AbortController();
    assert.deepEqual(await readApi({ accessToken: 'token', obtainedAt: 0 }, url, http, signal), {
      ok: false,
      failure: { reason: 'cancelled' },
    });
  });
});
