import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isogeoPlatforms } from '../../../../src/core/platform/endpoints.ts';
import { serversAt } from '../../../../src/core/platform/isogeoAddress.ts';

describe('the servers at a base address', () => {
  const { prod, qa } = isogeoPlatforms;
  const local = { identity: 'https://geo.example', api: 'https://geo.example' };
  for (const [address, addresses, servers] of [
    [prod.api, prod, ['own api']],
    ['https://api.isogeo.com/v1.0', prod, ['own api']],
    ['https://v1.api.qa.isogeo.com', qa, ['own api']],
    ['https://v1.api.qa.isogeo.com', prod, ['other api']],
    ['https://api.isogeo.com', qa, ['other api']],
    ['http://api.isogeo.com', prod, ['other api']],
    ['https://api.isogeo.com', local, ['other api']],
    [prod.identity, qa, ['other identity']],
    [prod.identity, { ...prod, identity: 'https://geo.example' }, ['own identity']],
    [qa.identity, { ...qa, identity: 'https://geo.example' }, ['own identity']],
    ['https://geo.example', local, ['own api', 'own identity']],
    ['https://api.isogeo.com.geo.example', prod, []],
    ['https://id.api.isogeo.com.geo.example', prod, []],
    ['https://geo.example/https://api.isogeo.com', prod, []],
    ['http://id.api.isogeo.com', prod, []],
  ] as const) {
    const text = servers.join(' and ') || 'unknown';
    it(`the address ${address} counts as “${text}” for an application with the API ${addresses.api}`, () => {
      const found = serversAt(address, addresses);
      assert.deepEqual(
        found.map(({ server, isOwn }) => `${isOwn ? 'own' : 'other'} ${server}`),
        servers,
      );
    });
  }
});
