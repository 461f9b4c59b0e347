import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  derivedApi,
  enteredAddresses,
  enteredAgain,
  enteredCredentials,
  faultOfAddress,
  typedAddress,
} from '../../../../src/core/credentials/entered.ts';
import type { Credentials } from '../../../../src/core/credentials/credentials.ts';
import { baseAddressOf, isogeoPlatforms } from '../../../../src/core/platform/endpoints.ts';
import { groupCredentials, pair } from './samples.ts';

describe('typed addresses', () => {
  for (const [address, fault] of [
    ['https://id.example.com', undefined],
    ['  https://id.example.com/  ', undefined],
    ['http://127.0.0.1:8080', undefined],
    ['http://localhost', undefined],
    ['', 'blank'],
    [' \t', 'blank'],
    ['https://id.example\u0007.com', 'control-character'],
    ['id.example.com', undefined],
    ['localhost:8080', undefined],
    ['id.example.com/isogeo/', undefined],
    ['an address', 'not-an-address'],
    ['example', 'not-an-address'],
    ['catalog-tools', 'not-an-address'],
    ['geo:8080', undefined],
    ['/oauth/token', 'not-an-address'],
    ['user@id.example.com', 'not-an-address'],
    ['mailto:admin@example.com', 'not-an-address'],
    ['[auth]', 'not-an-address'],
    ['[::1', 'not-an-address'],
    ['[::1]x', 'not-an-address'],
    ['[1:2]', 'not-an-address'],
    ['user@[::1]', 'not-an-address'],
    ['urn:ietf:wg:oauth:2.0:oob', 'not-an-address'],
    ['https://', 'not-an-address'],
    ['http://id.example.com', 'scheme'],
    ['ftp://id.example.com', 'scheme'],
    ['https://user:password@id.example.com', 'user-info'],
  ] as const) {
    it(`the check of the typed address ${JSON.stringify(address)} has the result: ${fault ?? 'valid'}`, () => {
      assert.equal(faultOfAddress(address), fault);
      if (fault === undefined) assert.ok(URL.parse(typedAddress(address) ?? ''));
    });
  }

  for (const [typed, address] of [
    ['id.example.com', 'https://id.example.com'],
    [' id.example.com/ ', 'https://id.example.com'],
    ['id.example.com:8443', 'https://id.example.com:8443'],
    ['example.com/isogeo/id', 'https://example.com/isogeo/id'],
    ['ID.Example.com', 'https://id.example.com'],
    ['192.0.2.7:8443/id', 'https://192.0.2.7:8443/id'],
    ['localhost:8080', 'https://localhost:8080'],
    ['[2001:db8::5]:8443', 'https://[2001:db8::5]:8443'],
    [' [::1]:8080/id/ ', 'https://[::1]:8080/id'],
    ['[2001:DB8::5]', 'https://[2001:db8::5]'],
    ['[::ffff:192.0.2.7]', 'https://[::ffff:c000:207]'],
    ['localhost/id', 'https://localhost/id'],
    ['id.example.com/?u=https://other.example', 'https://id.example.com'],
    ['HTTPS://id.example.com', 'https://id.example.com'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ] as const) {
    it(`the typed address ${JSON.stringify(typed)} is read as ${address}`, () => {
      assert.equal(typedAddress(typed), address);
    });
  }

  it('a platform’s base address is read without white space, slashes at its end, query and fragment, and with its path', () => {
    assert.equal(baseAddressOf(' https://id.example.com// '), 'https://id.example.com');
    assert.equal(baseAddressOf('https://example.com/isogeo/?a#b'), 'https://example.com/isogeo');
    assert.equal(baseAddressOf('example'), undefined);
  });
});

describe('addresses of the chosen platform', () => {
  const identity = 'https://id.geo.example';
  const own = { identity, api: 'https://geo.example/api' };
  for (const [what, entered, addresses] of [
    ['Isogeo’s production platform', { platform: 'prod', ...own }, isogeoPlatforms.prod],
    ['Isogeo’s QA platform', { platform: 'qa', ...own }, isogeoPlatforms.qa],
    ['no platform', {}, isogeoPlatforms.prod],
    ['a platform on premises', { platform: 'custom', ...own }, own],
    [
      'a platform on premises without an API address',
      { platform: 'custom', identity },
      { identity, api: 'https://v1.geo.example' },
    ],
    ['a platform on premises without any address', { platform: 'custom' }, isogeoPlatforms.prod],
  ] as const) {
    it(`the addresses of ${what} are ${addresses.identity} and ${addresses.api}`, () => {
      assert.deepEqual(enteredAddresses(entered), addresses);
    });
  }

  it('the identity server id.geo.example gives the derived API address v1.geo.example, and geo.example/isogeo gives geo.example', () => {
    assert.equal(derivedApi(identity), 'https://v1.geo.example');
    assert.equal(derivedApi('https://geo.example/isogeo'), 'https://geo.example');
  });
});

describe('typed credentials', () => {
  it('a typed client ID and secret for Production give the same credentials as the file of the same group application', () => {
    const { client_id: clientId, client_secret: clientSecret } = pair;
    const credentials = enteredCredentials(isogeoPlatforms.prod, clientId, clientSecret);
    assert.deepEqual(credentials, groupCredentials);
  });

  it('a typed secret replaces the saved secret of a user application, and the saved kind and redirect URIs are kept', () => {
    const { client_id: clientId } = pair;
    const entered = enteredCredentials(isogeoPlatforms.prod, clientId, 'new');
    const saved: Credentials = {
      ...groupCredentials,
      kind: 'user',
      redirectUris: ['http://localhost/callback'],
    };
    assert.deepEqual(enteredAgain(entered, saved), { ...saved, clientSecret: 'new' });
    const savedGroup = { ...groupCredentials, scopes: ['resources:write'] };
    assert.deepEqual(enteredAgain(entered, savedGroup), entered);
    assert.deepEqual(enteredAgain(entered, undefined), entered);
  });
});
