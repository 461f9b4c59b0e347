import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { applicationIdOf } from '../../../../src/core/applications/application.ts';
import type { Credentials } from '../../../../src/core/credentials/credentials.ts';
import { endpointsOf } from '../../../../src/core/platform/endpoints.ts';
import { platformOf } from '../../../../src/core/platform/origins.ts';
import {
  parseRecord,
  serialiseRecord,
  type ApplicationRecord,
} from '../../../../src/core/applications/record.ts';
import { groupCredentials } from '../credentials/samples.ts';
import { cases, character } from '../../../fuzz/cases.ts';

const token = { accessToken: 'abc-token', obtainedAt: 1000, expiresAt: 2000, refreshToken: 'def' };

function recordOf(
  changes: Partial<Credentials> = {},
  rest: Partial<Omit<ApplicationRecord, 'application'>> = { token },
): ApplicationRecord {
  const credentials = { ...groupCredentials, ...changes };
  const { kind, clientId, endpoints } = credentials;
  return {
    application: {
      id: applicationIdOf(clientId, endpoints.token),
      name: 'An application',
      kind,
      platform: platformOf(endpoints.token),
      credentials,
    },
    confirmedOrigins: [],
    ...rest,
  };
}

const onPremises = recordOf(
  { endpoints: { token: 'https://id.geo.example/token', api: 'https://v1.geo.example' } },
  { confirmedOrigins: ['https://id.geo.example', 'https://v1.geo.example'] },
);

const endpoints = endpointsOf('https://id.api.isogeo.com');

const records: Readonly<Record<string, ApplicationRecord>> = {
  'a group application': recordOf(),
  'an application without a token': recordOf({}, {}),
  'one with a token that never says when it expires': recordOf(
    {},
    { token: { accessToken: 'abc-token', obtainedAt: 0 } },
  ),
  'one whose refresh token may have been used': recordOf(
    {},
    { token: { ...token, refreshHalted: 'uncertain' } },
  ),
  'one whose refresh token was refused': recordOf(
    {},
    { token: { ...token, refreshHalted: 'refused' } },
  ),
  'one whose credentials were refused': recordOf(
    {},
    { token: { ...token, refreshHalted: 'client-refused' } },
  ),
  'one with the label of its account': recordOf({}, { accountLabel: 'An application (prod)' }),
  'a user application': recordOf({
    kind: 'user',
    endpoints,
    redirectUris: ['http://localhost/cb'],
  }),
  'a public application without a secret': recordOf({
    kind: 'public',
    endpoints,
    clientSecret: '',
  }),
  'one on premises': onPremises,
  'one on loopback': recordOf({
    endpoints: { token: 'http://127.0.0.1:1/oauth/token', api: 'http://127.0.0.1:1' },
  }),
};

describe('records', () => {
  for (const [name, record] of Object.entries(records)) {
    it(`the saved record of an application is read back unchanged: ${name}`, () => {
      assert.deepEqual(parseRecord(record.application.id, serialiseRecord(record)), record);
    });
  }

  it('the saved record of an application with any client secret is read back unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: character }), (clientSecret) => {
        const record = recordOf({ clientSecret });
        assert.deepEqual(parseRecord(record.application.id, serialiseRecord(record)), record);
      }),
      cases,
    );
  });
});

type Stored = Record<string, unknown> & {
  credentials: Record<string, unknown> & { endpoints: Record<string, unknown> };
};

/** The stored text of a record after another program has changed it. */
function tampered(record: ApplicationRecord, change: (stored: Stored) => unknown): string {
  const stored = JSON.parse(serialiseRecord(record)) as Stored;
  change(stored);
  return JSON.stringify(stored);
}

describe('damaged records', () => {
  const group = recordOf();
  const { id } = group.application;

  for (const text of ['', '{', 'null', '[]', '1', '"x"', '{}', '{"version":1}', '\0']) {
    it(`the saved record ${JSON.stringify(text)} is reported as damaged`, () => {
      assert.equal(parseRecord(id, text), 'damaged-record');
    });
  }

  const changes: Readonly<Record<string, (stored: Stored) => unknown>> = {
    'an older version than any': (stored) => (stored['version'] = 0),
    'a version in words': (stored) => (stored['version'] = '1'),
    'a newer version in words': (stored) => (stored['version'] = '2'),
    'no version': (stored) => delete stored['version'],
    'no name': (stored) => delete stored['name'],
    'an empty name': (stored) => (stored['name'] = ''),
    'a name that is no text': (stored) => (stored['name'] = {}),
    'no list of confirmed origins': (stored) => (stored['confirmedOrigins'] = 'all'),
    'a confirmed origin that is no text': (stored) => (stored['confirmedOrigins'] = [1]),
    'an empty label': (stored) => (stored['accountLabel'] = ''),
    'a label that is no text': (stored) => (stored['accountLabel'] = 1),
    'no credentials': (stored) => delete (stored as Record<string, unknown>)['credentials'],
    'no addresses': (stored) => delete (stored.credentials as Record<string, unknown>)['endpoints'],
    'an unknown kind': (stored) => (stored.credentials['kind'] = 'constructor'),
    'another client id': (stored) => (stored.credentials['clientId'] = 'other'),
    'an empty client id': (stored) => (stored.credentials['clientId'] = ''),
    'a secret that is no text': (stored) => (stored.credentials['clientSecret'] = ['s']),
    'redirect URIs that are no list': (stored) => (stored.credentials['redirectUris'] = 'x'),
    'scopes that are no texts': (stored) => (stored.credentials['scopes'] = [null]),
    'another token host': (stored) =>
      (stored.credentials.endpoints['token'] = 'https://id.api.qa.isogeo.com/oauth/token'),
    'another token path': (stored) =>
      (stored.credentials.endpoints['token'] = 'https://id.api.isogeo.com/elsewhere'),
    'a token address that is no address': (stored) => (stored.credentials.endpoints['token'] = 'x'),
    'a token address without encryption': (stored) =>
      (stored.credentials.endpoints['token'] = 'http://id.api.isogeo.com/oauth/token'),
    'a token address with user info': (stored) =>
      (stored.credentials.endpoints['token'] = 'https://a:b@id.api.isogeo.com/oauth/token'),
    'a foreign API': (stored) => (stored.credentials.endpoints['api'] = 'https://evil.example'),
    'an API without encryption': (stored) =>
      (stored.credentials.endpoints['api'] = 'http://v1.api.isogeo.com'),
    'a foreign authorization address': (stored) =>
      (stored.credentials.endpoints['authorization'] = 'https://evil.example/authorize'),
    'an authorization address that is none': (stored) =>
      (stored.credentials.endpoints['authorization'] = null),
  };
  for (const [name, change] of Object.entries(changes)) {
    it(`a saved record with ${name} is reported as damaged`, () => {
      assert.equal(parseRecord(id, tampered(group, change)), 'damaged-record');
    });
  }

  it('a record that is saved under another application’s ID is reported as damaged', () => {
    assert.equal(parseRecord(`${id}x`, serialiseRecord(group)), 'damaged-record');
  });

  it('a saved record of a user or public application without an authorization address is reported as damaged', () => {
    for (const kind of ['user', 'public']) {
      const text = tampered(group, (stored) => {
        stored.credentials['kind'] = kind;
        delete stored.credentials.endpoints['authorization'];
      });
      assert.equal(parseRecord(id, text), 'damaged-record');
    }
  });

  it('a saved record with an address that the user hasn’t confirmed is reported as damaged', () => {
    const text = tampered(
      onPremises,
      (stored) => (stored['confirmedOrigins'] = ['https://id.geo.example']),
    );
    assert.equal(parseRecord(onPremises.application.id, text), 'damaged-record');
  });
});

describe('records of a newer version', () => {
  const { id } = recordOf().application;

  for (const version of [2, 1.5, 1e9]) {
    it(`a saved record of version ${version} is reported as newer, with or without the other properties of a record`, () => {
      const whole = tampered(recordOf(), (stored) => (stored['version'] = version));
      assert.equal(parseRecord(id, whole), 'newer-record');
      assert.equal(parseRecord(id, JSON.stringify({ version })), 'newer-record');
    });
  }
});

describe('the text of a record', () => {
  it('equal records have the same saved text, even if one has its properties in reverse order', () => {
    const record = recordOf(
      { kind: 'user', redirectUris: ['http://localhost/cb'] },
      { token, confirmedOrigins: [] },
    );
    assert.equal(serialiseRecord(shuffled(record)), serialiseRecord(record));
  });

  it('unknown properties of a record and of its token are left out when the record is saved', () => {
    const { application, ...rest } = recordOf();
    const more = { ...rest, token: { ...token, secret: 'x' }, application, note: 'x' };
    assert.equal(serialiseRecord(more), serialiseRecord(recordOf()));
  });

  it('records that differ, for example in name, kind or token, have different saved texts', () => {
    const texts = Object.values(records).map(serialiseRecord);
    assert.equal(new Set(texts).size, texts.length);
    const name = { ...recordOf(), application: { ...recordOf().application, name: 'Other' } };
    assert.notEqual(serialiseRecord(name), serialiseRecord(recordOf()));
  });
});

/** The same value with the members of each object in reverse order. */
function shuffled<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, part]) => [key, shuffled(part)] as const);
  return Object.fromEntries(entries.reverse()) as T;
}

describe('invalid tokens in records', () => {
  const bad: readonly unknown[] = [
    null,
    'abc',
    [],
    { ...token, accessToken: '' },
    { ...token, accessToken: 'a-token\r\nb' },
    { ...token, accessToken: 'a'.repeat(7) },
    { ...token, accessToken: 'a'.repeat(16_385) },
    { ...token, refreshToken: 'a'.repeat(16_385) },
    { ...token, accessToken: 1 },
    { ...token, obtainedAt: -1 },
    { ...token, obtainedAt: '1000' },
    { ...token, obtainedAt: undefined },
    { ...token, expiresAt: null },
    { ...token, expiresAt: 'never' },
    { ...token, refreshToken: 'é' },
  ];
  for (const value of bad) {
    it(`a saved record with the invalid token ${JSON.stringify(value)} is read without the token, and otherwise unchanged`, () => {
      const text = tampered(recordOf(), (stored) => (stored['token'] = value));
      const expected = recordOf({}, {});
      assert.deepEqual(parseRecord(expected.application.id, text), expected);
    });
  }
});

it('a saved record with an infinite time of the token’s issue or expiry is read without the token, and otherwise unchanged', () => {
  const text = serialiseRecord(recordOf());
  assert.deepEqual(
    ['"obtainedAt":1000', '"expiresAt":2000'].map((moment) => {
      const endless = text.replace(moment, moment.replace(/\d+/, '1e999'));
      return parseRecord(recordOf().application.id, endless);
    }),
    [recordOf({}, {}), recordOf({}, {})],
  );
});

it('a saved record whose token has an unknown refreshHalted value loses only this value when it is read', () => {
  const record = recordOf();
  const text = tampered(record, (stored) => {
    stored['token'] = { ...token, refreshHalted: 'constructor' };
  });
  assert.deepEqual(parseRecord(record.application.id, text), record);
});

it('the ID and the platform of a saved record are computed, and values for them in the saved text are ignored', () => {
  const record = recordOf();
  const text = tampered(record, (stored) => {
    Object.assign(stored, { id: 'other', platform: 'qa', kind: 'public' });
  });
  assert.deepEqual(parseRecord(record.application.id, text), record);
});
