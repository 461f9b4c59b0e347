import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Platform } from '../../../../src/core/platform/endpoints.ts';
import {
  addressesOf,
  apiBaseOf,
  baseAddressOf,
  endpointsOf,
  isApiDerived,
  isGoogle,
  isogeoPlatforms,
} from '../../../../src/core/platform/endpoints.ts';
import {
  checkEndpoint,
  isLoopback,
  originsToConfirm,
  platformOf,
} from '../../../../src/core/platform/origins.ts';

describe('addresses for a secret', () => {
  const allowed = [
    'https://id.api.isogeo.com/oauth/token',
    'https://geo.example:8443/oauth/token',
    'https://10.0.0.1/',
    'http://127.0.0.1:5000/oauth/token',
    'http://127.1/',
    'http://[::1]:5000/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://localhost/',
    'http://LOCALHOST:80/',
    'https://localhost/',
    'https://geo.example/@/user:password',
  ];
  for (const address of allowed) {
    it(`a secret may be sent to ${address}`, () => {
      assert.deepEqual(checkEndpoint(address), { ok: true, value: new URL(address) });
    });
  }

  const refused: readonly { address: string; problem: 'scheme' | 'user-info'; origin: string }[] = [
    {
      address: 'http://id.api.isogeo.com/x',
      problem: 'scheme',
      origin: 'http://id.api.isogeo.com',
    },
    { address: 'http://127.0.0.2/', problem: 'scheme', origin: 'http://127.0.0.2' },
    { address: 'http://0.0.0.0/', problem: 'scheme', origin: 'http://0.0.0.0' },
    { address: 'http://[::2]/', problem: 'scheme', origin: 'http://[::2]' },
    {
      address: 'http://[::ffff:127.0.0.1]/',
      problem: 'scheme',
      origin: 'http://[::ffff:7f00:1]',
    },
    { address: 'http://localhost./', problem: 'scheme', origin: 'http://localhost.' },
    {
      address: 'http://localhost.evil.example/',
      problem: 'scheme',
      origin: 'http://localhost.evil.example',
    },
    {
      address: 'http://127.0.0.1.evil.example/',
      problem: 'scheme',
      origin: 'http://127.0.0.1.evil.example',
    },
    { address: 'http://evil.example/?127.0.0.1', problem: 'scheme', origin: 'http://evil.example' },
    { address: 'ftp://geo.example/', problem: 'scheme', origin: 'ftp://geo.example' },
    { address: 'ws://127.0.0.1/', problem: 'scheme', origin: 'ws://127.0.0.1' },
    { address: 'file:///etc/passwd', problem: 'scheme', origin: 'file://' },
    { address: 'javascript:alert(1)', problem: 'scheme', origin: 'javascript://' },
    { address: 'urn:ietf:wg:oauth:2.0:oob', problem: 'scheme', origin: 'urn://' },
    { address: 'https://me@geo.example/', problem: 'user-info', origin: 'https://geo.example' },
    { address: 'https://:pw@geo.example/', problem: 'user-info', origin: 'https://geo.example' },
    {
      address: 'https://me:pw@geo.example:1/x',
      problem: 'user-info',
      origin: 'https://geo.example:1',
    },
    { address: 'http://me:pw@127.0.0.1/', problem: 'user-info', origin: 'http://127.0.0.1' },
    {
      address: 'https://id.api.isogeo.com@evil.example/',
      problem: 'user-info',
      origin: 'https://evil.example',
    },
    {
      address: 'https://id.api.isogeo.com:443@evil.example/',
      problem: 'user-info',
      origin: 'https://evil.example',
    },
  ];
  for (const { address, problem, origin } of refused) {
    it(`a secret may not be sent to ${address}`, () => {
      assert.deepEqual(checkEndpoint(address), {
        ok: false,
        failure: { reason: 'endpoint-refused', problem, origin },
      });
    });
  }
});

describe('loopback', () => {
  const hosts = { localhost: true, '127.0.0.1': true, '[::1]': true, 'localhost.example': false };
  for (const [host, expected] of Object.entries(hosts)) {
    it(`the host ${host} ${expected ? 'counts' : 'does not count'} as loopback`, () => {
      assert.equal(isLoopback(new URL(`https://${host}/`)), expected);
    });
  }
});

describe('Google’s credentials files', () => {
  for (const [address, expected] of [
    ['https://oauth2.googleapis.com/token', true],
    ['https://accounts.google.com/o/oauth2/token', true],
    ['https://google.com/', true],
    ['https://google.com.geo.example/', false],
    ['https://notgoogle.com/', false],
    ['https://id.api.isogeo.com/oauth/token', false],
  ] as const) {
    it(`the address ${address} is ${expected ? 'recognised' : 'not recognised'} as one of Google’s`, () => {
      assert.equal(isGoogle(address), expected);
    });
  }
});

describe('origins to confirm', () => {
  const api = 'https://v1.api.isogeo.com';
  const alone = (token: string) => originsToConfirm({ token, api });

  const known = [
    'https://isogeo.com/oauth/token',
    'https://id.api.isogeo.com/oauth/token',
    'https://id.api.isogeo.com:443/oauth/token',
    'https://ID.API.ISOGEO.COM/oauth/token',
    'https://id.api.qa.isogeo.com/oauth/token',
  ];
  for (const token of known) {
    it(`the token address ${token} needs no confirmation by the user`, () => {
      assert.deepEqual(alone(token), []);
    });
  }

  for (const token of [
    'http://127.0.0.1:5000/oauth/token',
    'https://localhost:5000/oauth/token',
    'http://[::1]/oauth/token',
  ]) {
    const { origin } = new URL(token);
    const local = { token, api: 'http://localhost:9999', authorization: 'http://[::1]:1/a' };

    it(`an application at ${token} with only loopback addresses needs no confirmation, unless loopback addresses need it too`, () => {
      assert.deepEqual(originsToConfirm(local), []);
      assert.deepEqual(originsToConfirm(local, true), [
        origin,
        'http://localhost:9999',
        'http://[::1]:1',
      ]);
    });

    it(`the loopback token address ${token} needs the user’s confirmation if another address of the application is remote`, () => {
      assert.deepEqual(alone(token), [origin]);
      const remote = 'https://id.geo.example/authorize';
      assert.deepEqual(originsToConfirm({ ...local, authorization: remote }), [
        origin,
        'http://localhost:9999',
        'https://id.geo.example',
      ]);
    });
  }

  it('an API address on this machine needs the user’s confirmation if the identity server is Isogeo’s', () => {
    const endpoints = { token: 'https://id.api.isogeo.com/oauth/token', api: 'http://127.0.0.1:1' };
    assert.deepEqual(originsToConfirm(endpoints), ['http://127.0.0.1:1']);
  });

  const foreign = {
    'https://id.geo.example/oauth/token': 'https://id.geo.example',
    'https://isogeo.com.evil.example/': 'https://isogeo.com.evil.example',
    'https://evilisogeo.com/': 'https://evilisogeo.com',
    'https://id.api-isogeo.com/': 'https://id.api-isogeo.com',
    'https://isogeo.com:8443/': 'https://isogeo.com:8443',
    'https://id.api.isogeo.com./': 'https://id.api.isogeo.com.',
    'https://evil.example/isogeo.com': 'https://evil.example',
    'https://evil.example?.isogeo.com': 'https://evil.example',
    'https://evil.example#.isogeo.com': 'https://evil.example',
    'https://evil.example\\.isogeo.com': 'https://evil.example',
    'https://іsogeo.com/': 'https://xn--sogeo-m2e.com',
    'https://isogeo.co/': 'https://isogeo.co',
    'https://127.0.0.2/': 'https://127.0.0.2',
  };
  for (const [token, origin] of Object.entries(foreign)) {
    it(`the origin ${origin} of the token address ${token} needs the user’s confirmation`, () => {
      assert.deepEqual(alone(token), [origin]);
    });
  }

  it('an origin that two of an application’s three addresses share is in the list of origins to confirm only once', () => {
    const endpoints = {
      token: 'https://a.example/token',
      authorization: 'https://b.example/authorize',
      api: 'https://a.example/api',
    };
    assert.deepEqual(originsToConfirm(endpoints), ['https://a.example', 'https://b.example']);
  });
});

describe('platform and API of a token address', () => {
  const cases: readonly { token: string; platform: Platform; api: string }[] = [
    {
      token: 'https://id.api.isogeo.com/oauth/token',
      platform: 'prod',
      api: 'https://v1.api.isogeo.com',
    },
    { token: 'https://id.api.isogeo.com:443/', platform: 'prod', api: 'https://v1.api.isogeo.com' },
    {
      token: 'https://id.api.qa.isogeo.com/oauth/token',
      platform: 'qa',
      api: 'https://api.qa.isogeo.com',
    },
    { token: 'https://qa.isogeo.com/oauth/token', platform: 'qa', api: 'https://qa.isogeo.com' },
    { token: 'https://id.aqa.isogeo.com/', platform: 'prod', api: 'https://v1.aqa.isogeo.com' },
    { token: 'https://id.qa.geo.example/', platform: 'custom', api: 'https://v1.qa.geo.example' },
    {
      token: 'https://id.paid.local/oauth/token',
      platform: 'custom',
      api: 'https://v1.paid.local',
    },
    {
      token: 'https://id.geo.example:8443/x',
      platform: 'custom',
      api: 'https://v1.geo.example:8443',
    },
    { token: 'https://geo.example/id./token', platform: 'custom', api: 'https://geo.example' },
    { token: 'https://paid.local/oauth/token', platform: 'custom', api: 'https://paid.local' },
    { token: 'https://identity.local/', platform: 'custom', api: 'https://identity.local' },
    {
      token: 'http://127.0.0.1:5000/oauth/token',
      platform: 'custom',
      api: 'http://127.0.0.1:5000',
    },
    { token: 'http://[::1]:5000/oauth/token', platform: 'custom', api: 'http://[::1]:5000' },
    {
      token: 'https://id.api.isogeo.com:8443/',
      platform: 'custom',
      api: 'https://v1.api.isogeo.com:8443',
    },
    {
      token: 'https://id.api.isogeo.com.evil.example/',
      platform: 'custom',
      api: 'https://v1.api.isogeo.com.evil.example',
    },
    {
      token: 'http://id.api.isogeo.com/oauth/token',
      platform: 'custom',
      api: 'http://v1.api.isogeo.com',
    },
    {
      token: 'https://qa.isogeo.com.isogeo.com/',
      platform: 'prod',
      api: 'https://qa.isogeo.com.isogeo.com',
    },
    { token: 'https://id.api.isogeo.com./', platform: 'custom', api: 'https://v1.api.isogeo.com.' },
  ];
  for (const { token, platform, api } of cases) {
    it(`the token address ${token} belongs to the platform ${platform} and the API ${api}`, () => {
      assert.deepEqual([platformOf(token), apiBaseOf(token)], [platform, api]);
    });
  }
});

describe('API addresses', () => {
  for (const [token, api, isDerived] of [
    ['https://id.geo.example/oauth/token', 'https://v1.geo.example', true],
    ['https://geo.example:8443/idp/oauth/token', 'https://geo.example:8443', true],
    ['http://127.0.0.1:3000/oauth/token', 'http://127.0.0.1:3000', true],
    ['https://geo.example/oauth/token', 'https://geo.example/api', false],
    ['https://id.geo.example/oauth/token', 'https://api.geo.example', false],
    ['https://id.api.isogeo.com/oauth/token', 'https://v1.api.isogeo.com', false],
    ['https://id.api.qa.isogeo.com/oauth/token', 'https://api.qa.isogeo.com', false],
  ] as const) {
    it(`the API address ${api} with the token address ${token} is recognised as ${isDerived ? 'derived' : 'given'} (on Isogeo’s own platforms always given)`, () => {
      assert.equal(isApiDerived({ token, api }), isDerived);
    });
  }
});

describe('base addresses', () => {
  for (const [text, address] of [
    ['https://id.geo.example', 'https://id.geo.example'],
    [' https://id.geo.example// ', 'https://id.geo.example'],
    ['https://id.geo.example\u00a0', 'https://id.geo.example'],
    ['https://geo.example/isogeo/?a=b#c', 'https://geo.example/isogeo'],
    ['id.geo.example', undefined],
    ['', undefined],
  ] as const) {
    it(`the base address "${text}" is read as ${address ?? 'undefined'}`, () => {
      assert.equal(baseAddressOf(text), address);
    });
  }

  for (const [token, identity, tokenPath] of [
    ['https://geo.example/isogeo/oauth/token?key=a', 'https://geo.example/isogeo', '/oauth/token'],
    [
      'https://geo.example/isogeo/id/oauth/token/',
      'https://geo.example/isogeo/id',
      '/oauth/token/',
    ],
    ['https://geo.example/idp/oauth/token/v2', 'https://geo.example', '/idp/oauth/token/v2'],
    ['https://geo.example/token', 'https://geo.example', '/token'],
  ] as const) {
    it(`the token address ${token} belongs to the identity server ${identity}, with the path ${tokenPath}`, () => {
      const api = 'https://v1.geo.example';
      const application = { credentials: { endpoints: { token, api } } };
      assert.deepEqual(addressesOf(application), { identity, api, tokenPath });
    });
  }

  it('the platform without an active application is Isogeo’s production platform', () => {
    assert.equal(addressesOf(undefined), isogeoPlatforms.prod);
  });

  it('the token and authorization addresses, and a missing API address, are derived from a platform’s base address', () => {
    const token = 'https://id.geo.example/oauth/token';
    const authorization = 'https://id.geo.example/oauth/authorize';
    assert.deepEqual(endpointsOf('https://id.geo.example'), {
      token,
      authorization,
      api: 'https://v1.geo.example',
    });
    assert.deepEqual(endpointsOf('https://id.geo.example', 'https://api.example'), {
      token,
      authorization,
      api: 'https://api.example',
    });
  });

  it('the API addresses of Production and QA are derived from the addresses of these platforms’ identity servers', () => {
    for (const { identity, api } of Object.values(isogeoPlatforms)) {
      assert.equal(endpointsOf(identity).api, api);
    }
    assert.deepEqual(isogeoPlatforms, {
      prod: { identity: 'https://id.api.isogeo.com', api: 'https://v1.api.isogeo.com' },
      qa: { identity: 'https://id.api.qa.isogeo.com', api: 'https://api.qa.isogeo.com' },
    });
  });
});
