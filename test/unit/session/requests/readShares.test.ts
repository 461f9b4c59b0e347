import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failed, success } from '../../../../src/core/result.ts';
import { readShares } from '../../../../src/session/requests/readShares.ts';
import type { Http } from '../../../../src/session/ports.ts';

const { signal } = new AbortController();
const token = { accessToken: 'abcdefgh', obtainedAt: 0 };

function sharesOf(answer: Awaited<ReturnType<Http['send']>>) {
  const http: Http = { send: () => Promise.resolve(answer) };
  return readShares(token, 'https://api.example.org', http, signal);
}

const answered = (body: unknown, status = 200) =>
  sharesOf(success({ status, headers: {}, body: JSON.stringify(body) }));

describe('the shares of an application', () => {
  it('the name, the number of catalogs and the access key of each share are read from the API', async () => {
    const share = {
      _id: 'a1',
      name: 'Roads',
      type: 'application',
      catalogs: [{}, {}],
      urlToken: 'k1',
    };
    assert.deepEqual(await answered([share, { _id: 'b2', name: 'Rivers' }]), [
      { id: 'a1', name: 'Roads', catalogs: 2, urlToken: 'k1' },
      { id: 'b2', name: 'Rivers' },
    ]);
  });

  it('the access key of a share is ignored if the share is for a workgroup, or if the key isn’t text or could change a URL, such as a?b', async () => {
    for (const odd of [
      { type: 'group' },
      { urlToken: 'a/../b' },
      { urlToken: 'a?b' },
      { urlToken: 7 },
    ]) {
      assert.deepEqual(await answered([{ _id: 'a1', name: 'x', urlToken: 'k1', ...odd }]), [
        { id: 'a1', name: 'x' },
      ]);
    }
  });

  it('entries that lack a valid ID or a name are left out of the shares that are read from the API', async () => {
    assert.deepEqual(await answered([null, 'a', {}, { _id: 'a/b', name: 'x' }, { _id: 'a' }]), []);
  });

  it('the shares of an application stay unknown if the API answers without a list or with an error status, or the request is cancelled', async () => {
    assert.equal(await answered({}), undefined);
    assert.equal(await answered([], 403), undefined);
    assert.equal(await sharesOf(failed({ reason: 'cancelled' })), undefined);
  });
});
