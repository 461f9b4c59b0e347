import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed, success } from '../../../../src/core/result.ts';
import { firstResource } from '../../../../src/session/requests/firstResource.ts';
import type { Http } from '../../../../src/session/ports.ts';

const { signal } = new AbortController();

function firstOf(answer: Awaited<ReturnType<Http['send']>>) {
  const http: Http = { send: () => Promise.resolve(answer) };
  return firstResource(
    { accessToken: 'abc', obtainedAt: 0 },
    'https://api.example.org',
    http,
    signal,
  );
}

const answered = (status: number, body: string) => firstOf(success({ status, headers: {}, body }));

describe('the first resource', () => {
  it('the example resource of a new request file is the first result of a search', async () => {
    assert.equal(await answered(200, '{"results":[{"_id":"a1"},{"_id":"b2"}]}'), 'a1');
  });

  it('a new request file has no example resource if the search finds nothing or has an unexpected answer', async () => {
    for (const body of ['{"results":[]}', '{}', 'null', '<html>', '{"results":[null]}']) {
      assert.equal(await answered(200, body), undefined, body);
    }
    assert.equal(await answered(403, '{"results":[{"_id":"a1"}]}'), undefined);
    assert.equal(await firstOf(failed({ reason: 'cancelled' })), undefined);
  });

  it('a resource whose ID contains a line break or is a number isn’t used as the example of a new request file', async () => {
    assert.equal(await answered(200, '{"results":[{"_id":"a\\nGET x"}]}'), undefined);
    assert.equal(await answered(200, '{"results":[{"_id":1}]}'), undefined);
  });
});
