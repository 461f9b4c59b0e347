import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure } from '../../../../src/core/failure.ts';
import { failed, success } from '../../../../src/core/result.ts';
import { tryToken } from '../../../../src/session/signIn/trial.ts';
import { answerOf, apiHost, FakeHttp, noCancel, tokenWith } from '../fakes.ts';

const apiBase = `https://${apiHost}`;

function tryWith(answer: ReturnType<typeof answerOf>) {
  return tryToken(tokenWith('abc'), apiBase, new FakeHttp().answering(answer), noCancel());
}

const shareOf = (name: unknown) => ({ name: 'share', applications: [{ name, kind: 'public' }] });

describe('trying a token', () => {
  it('the test of a new token sends one request for the API’s shares with this token', async () => {
    const http = new FakeHttp().answering(answerOf(200, []));
    await tryToken(tokenWith('abc'), apiBase, http, noCancel());
    assert.deepEqual(http.requests, [
      {
        method: 'GET',
        url: `${apiBase}/shares`,
        headers: { accept: 'application/json', authorization: 'Bearer abc' },
      },
    ]);
  });

  it('the test of a new token counts the API’s shares, and reads the application’s name from the first share', async () => {
    const answer = answerOf(200, [shareOf('My application'), shareOf('Other')]);
    assert.deepEqual(
      await tryWith(answer),
      success({ shareCount: 2, applicationName: 'My application' }),
    );
  });

  it('the test of a new token succeeds with zero shares if nothing is shared yet', async () => {
    assert.deepEqual(await tryWith(answerOf(200, [])), success({ shareCount: 0 }));
  });

  it('the test of a new token reports a 401 with an empty body, an error or a list as a token of another platform', async () => {
    for (const body of ['', { error: 'invalid_token' }, []]) {
      assert.deepEqual(
        await tryWith(answerOf(401, body)),
        failed({ reason: 'wrong-platform', host: apiHost }),
      );
    }
  });

  for (const status of [204, 302, 400, 403, 404, 407, 429, 500, 503]) {
    it(`the test of a new token succeeds, but with an unknown number of shares, if the API answers ${status}`, async () => {
      assert.deepEqual(await tryWith(answerOf(status, [shareOf('x')])), success({}));
    });
  }

  for (const body of ['', '<html></html>', 'null', '{}', '1', '{"length":3}']) {
    it(`the test of a new token succeeds, but with an unknown number of shares, if the API answers 200 with ${JSON.stringify(body)}`, async () => {
      assert.deepEqual(await tryWith(answerOf(200, body)), success({}));
    });
  }

  const passing: readonly Failure[] = [
    { reason: 'unreachable', host: apiHost, code: 'ENOTFOUND' },
    { reason: 'timed-out', host: apiHost, timeoutMs: 1000 },
    { reason: 'tls', host: apiHost, code: 'CERT_HAS_EXPIRED' },
    { reason: 'proxy', host: apiHost, code: 'unknown' },
    { reason: 'unexpected-response', host: apiHost, problem: 'too-large' },
  ];
  for (const failure of passing) {
    it(`the test of a new token succeeds, but with an unknown number of shares, if the request to the API fails with ${failure.reason}`, async () => {
      assert.deepEqual(await tryWith(failed(failure)), success({}));
    });
  }

  it('the test of a new token is reported as cancelled if its request to the API is cancelled', async () => {
    const cancelled = failed({ reason: 'cancelled' });
    assert.deepEqual(await tryWith(cancelled), cancelled);
  });
});

describe('the application’s name from the API', () => {
  const names: readonly (readonly [unknown, string | undefined])[] = [
    ['  a  b  ', 'a b'],
    ['a\r\nb\tc\0d', 'a b c d'],
    ['a\u202eb\u200bc', 'a b c'],
    ['Ville de Besançon 漢😀', 'Ville de Besançon 漢😀'],
    ['x'.repeat(200), 'x'.repeat(80)],
    [`${'x'.repeat(79)}😀`, `${'x'.repeat(79)}😀`],
    [`${'x'.repeat(79)} y`, 'x'.repeat(79)],
    ['', undefined],
    [' \n\u200b ', undefined],
    [null, undefined],
    [17, undefined],
    [{ toString: 'x' }, undefined],
  ];
  for (const [given, kept] of names) {
    it(`the name ${JSON.stringify(given).replace(/x{9,}/, 'x…x')} from the API becomes ${JSON.stringify(kept ?? null).replace(/x{9,}/, 'x…x')}`, async () => {
      assert.deepEqual(
        await tryWith(answerOf(200, [shareOf(given)])),
        success({ shareCount: 1, ...(kept !== undefined && { applicationName: kept }) }),
      );
    });
  }

  for (const share of [
    null,
    1,
    'x',
    [],
    {},
    { applications: null },
    { applications: [] },
    { applications: [null] },
  ]) {
    it(`the test of a new token counts one share and leaves the application’s name unknown if the only share is ${JSON.stringify(share)}`, async () => {
      assert.deepEqual(await tryWith(answerOf(200, [share])), success({ shareCount: 1 }));
    });
  }
});
