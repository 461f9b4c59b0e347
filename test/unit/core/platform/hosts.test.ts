import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  hostsBeside,
  hostsOf,
  hostsToAllow,
  withoutBrackets,
} from '../../../../src/core/platform/hosts.ts';

const onPremises = {
  token: 'https://id.geo.example:8443/oauth/token',
  authorization: 'https://login.geo.example/oauth/authorize',
  api: 'https://id.geo.example:8443/api',
};
const prod = {
  token: 'https://id.api.isogeo.com/oauth/token',
  api: 'https://v1.api.isogeo.com',
};
const ofIsogeo = [
  'id.api.isogeo.com',
  'v1.api.isogeo.com',
  'api.isogeo.com',
  'open.isogeo.com',
  'app.isogeo.com',
];

describe('hosts that a proxy must allow', () => {
  it('the hosts that a proxy must allow for an on-premises application are only the application’s own, once each, with their ports', () => {
    assert.deepEqual(hostsOf(onPremises), ['id.geo.example:8443', 'login.geo.example']);
    assert.deepEqual(hostsToAllow(hostsOf(onPremises)), hostsOf(onPremises));
  });

  it('a proxy must allow the hosts of the application with the failed host, or only this host if no application has it', () => {
    const other = { token: 'https://id.other.example/t', api: 'https://v1.other.example' };
    assert.deepEqual(hostsBeside('login.geo.example', [prod, other, onPremises]), [
      'login.geo.example',
      'id.geo.example:8443',
    ]);
    assert.deepEqual(hostsBeside('unknown.example', [prod, other]), ['unknown.example']);
  });

  it('the hosts that a proxy must allow are all of Isogeo’s if one of these is used, or if no application is known', () => {
    assert.deepEqual(hostsToAllow(hostsOf(prod)), ofIsogeo);
    assert.deepEqual(hostsToAllow([]), ofIsogeo);
    assert.deepEqual(
      new Set(hostsToAllow(['geo.example', 'open.isogeo.com'])),
      new Set(['geo.example', ...ofIsogeo]),
    );
  });

  it('the hosts that a proxy must allow exclude Isogeo’s if the failed host only resembles a host of Isogeo', () => {
    for (const host of ['isogeo.com.example', 'notisogeo.com', 'id.api.isogeo.com:8443']) {
      assert.deepEqual(hostsToAllow([host]), [host]);
    }
  });
});

describe('host names for sockets and certificates', () => {
  for (const [host, expected] of [
    ['[::1]', '::1'],
    ['geo.example', 'geo.example'],
    ['127.0.0.1', '127.0.0.1'],
  ] as const) {
    it(`the host ${host} of an address is ${expected} for sockets and certificates`, () => {
      assert.equal(withoutBrackets(host), expected);
    });
  }
});
