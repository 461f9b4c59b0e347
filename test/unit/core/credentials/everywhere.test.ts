import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ApplicationKind, Credentials } from '../../../../src/core/credentials/credentials.ts';
import { doubtsOf } from '../../../../src/core/credentials/doubts.ts';
import { enteredCredentials } from '../../../../src/core/credentials/entered.ts';
import {
  hasCredentials,
  hasKnownNames,
  readEnvironment,
} from '../../../../src/core/credentials/environment.ts';
import type { Choices } from '../../../../src/core/credentials/fields.ts';
import { parseCredentialsFile } from '../../../../src/core/credentials/file.ts';
import { parsePasted, pastedFile } from '../../../../src/core/credentials/pasted.ts';
import { endpointsOf, isogeoPlatforms } from '../../../../src/core/platform/endpoints.ts';
import { groupCredentials, iniFile, jsonFile, pair } from './samples.ts';

const redirectUri = 'http://localhost:5000/callback';

function dotenv(variables: Readonly<Record<string, string>>, prefix = ''): string {
  return Object.entries(variables)
    .map(([name, value]) => `${prefix}${name}=${value}\n`)
    .join('');
}

const pairNames: Readonly<Record<string, ApplicationKind>> = {
  ISOGEO_API_GROUP_CLIENT: 'group',
  ISOGEO_API_USER_PRIVATE_CLIENT: 'user',
  ISOGEO_API_USER_PUBLIC_CLIENT: 'public',
  ISOGEO_CLIENT: 'group',
  ISOGEO_API_CLIENT: 'group',
  ISOGEO_API_DEV: 'group',
};

const redirectsOf: Readonly<Record<ApplicationKind, readonly string[]>> = {
  group: [],
  user: ['urn:ietf:wg:oauth:2.0:oob'],
  public: [redirectUri],
};

describe('the names of Isogeo’s programs in the environment and in .env files', () => {
  for (const [name, kind] of Object.entries(pairNames)) {
    const variables = {
      [`${name}_ID`]: pair.client_id,
      [`${name}_SECRET`]: pair.client_secret,
    };
    const choices = kind === 'public' ? { redirectUri } : {};
    const expected = (changes: Partial<Credentials>) => ({
      ok: true,
      value: {
        credentials: { ...groupCredentials, kind, redirectUris: redirectsOf[kind], ...changes },
        ignored: [],
      },
    });
    const addresses: readonly (readonly [
      Readonly<Record<string, string>>,
      Partial<Credentials>,
    ])[] = [
      [{ ISOGEO_PLATFORM: 'prod' }, {}],
      [{ ISOGEO_PLATFORM: 'qa' }, { endpoints: endpointsOf('https://id.api.qa.isogeo.com') }],
      [
        { ISOGEO_PLATFORM: 'custom', ISOGEO_ID_URL: 'https://id.geo.example/' },
        { endpoints: endpointsOf('https://id.geo.example') },
      ],
      [
        { ISOGEO_TOKEN_URL: 'https://geo.example/id/oauth/token' },
        { endpoints: endpointsOf('https://geo.example/id') },
      ],
      [
        {
          ISOGEO_TOKEN_URL: 'https://id.api.isogeo.com/oauth/token',
          ISOGEO_API_URL: 'https://v1.api.isogeo.com/v1',
        },
        { endpoints: endpointsOf('https://id.api.isogeo.com', 'https://v1.api.isogeo.com/v1') },
      ],
    ];
    for (const [more, changes] of addresses) {
      it(`the variables ${name}_ID and _SECRET together with ${Object.keys(more).join(' and ')} give the credentials of a ${kind} application`, () => {
        const all = { ...variables, ...more };
        assert.deepEqual(readEnvironment(all, choices), expected(changes));
        for (const text of [dotenv(all), dotenv(all, 'export ')]) {
          assert.deepEqual(parseCredentialsFile(text, choices), expected(changes));
          assert.equal(hasKnownNames(text), true);
        }
        assert.equal(hasCredentials(all), true);
      });
    }

    it(`the reader of the environment fails since a platform is needed if only the variables ${name}_ID and _SECRET are set`, () => {
      assert.deepEqual(readEnvironment(variables), {
        ok: false,
        failure: { kind: 'platform-needed' },
      });
    });
  }

  it('the reader of the environment fails if a public application has no redirect URI, and uses a redirect URI that it is given', () => {
    const variables = { ISOGEO_API_USER_PUBLIC_CLIENT_ID: 'a', ISOGEO_PLATFORM: 'prod' };
    assert.deepEqual(readEnvironment(variables), {
      ok: false,
      failure: { kind: 'redirect-needed' },
    });
    const read = readEnvironment(variables, { redirectUri });
    assert.ok(read.ok);
    assert.equal(read.value.credentials.clientSecret, '');
    assert.deepEqual(read.value.credentials.redirectUris, [redirectUri]);
  });

  it('two different pairs of ID and secret in the environment are refused unless one is chosen, and equal pairs count as one', () => {
    const both = {
      ISOGEO_CLIENT_ID: 'a',
      ISOGEO_CLIENT_SECRET: 's',
      ISOGEO_API_DEV_ID: 'b',
      ISOGEO_API_DEV_SECRET: 's',
      ISOGEO_PLATFORM: 'prod',
    };
    assert.deepEqual(readEnvironment(both), {
      ok: false,
      failure: {
        kind: 'several-applications',
        applications: [
          { key: 'ISOGEO_CLIENT_ID', kind: 'group' },
          { key: 'ISOGEO_API_DEV_ID', kind: 'group' },
        ],
      },
    });
    const chosen = readEnvironment(both, { application: 'ISOGEO_API_DEV_ID' });
    assert.equal(chosen.ok && chosen.value.credentials.clientId, 'b');
    const equal = readEnvironment({ ...both, ISOGEO_API_DEV_ID: 'a' });
    assert.equal(equal.ok && equal.value.credentials.clientId, 'a');
  });

  for (const [variables, key] of [
    [
      { ISOGEO_API_USER_LEGACY_CLIENT_ID: 'a', ISOGEO_API_USER_LEGACY_CLIENT_SECRET: 's' },
      'ISOGEO_API_USER_LEGACY_CLIENT_ID',
    ],
    [
      { ISOGEO_API_USER_CLIENT_ID: 'a', ISOGEO_API_USER_CLIENT_SECRET: 's' },
      'ISOGEO_API_USER_CLIENT_ID',
    ],
    [
      { ISOGEO_USER_NAME: 'a', ISOGEO_API_USER_LEGACY_PASSWORD: 's' },
      'ISOGEO_API_USER_LEGACY_PASSWORD',
    ],
  ] as const) {
    it(`the variable ${key} is reported as a variable of the unsupported password grant`, () => {
      const read = parseCredentialsFile(dotenv({ ...variables, ISOGEO_PLATFORM: 'prod' }));
      assert.ok(!read.ok && read.failure.kind === 'password-grant');
      assert.equal(read.failure.key, key);
    });
  }

  it('the error about a .env file without an ID and a secret lists the names of the ISOGEO_ variables that have a value', () => {
    const text = 'ISOGEO_PLATFORM=qa\nISOGEO_KEY=k\nISOGEO_EMPTY=\nOTHER=o\n';
    assert.deepEqual(parseCredentialsFile(text), {
      ok: false,
      failure: { kind: 'no-pair', names: ['ISOGEO_PLATFORM', 'ISOGEO_KEY'] },
    });
  });

  for (const text of ['ISOGEO_ACCESS_TOKEN=t\n', 'CLIENT_ID=a\n', '# ISOGEO_CLIENT_ID=a\n', '']) {
    it(`a .env file with the text ${JSON.stringify(text)} isn’t recognised as a credentials file`, () => {
      assert.equal(hasKnownNames(text), false);
    });
  }
});

const manager = `Catalog tools\nClient ID: ${pair.client_id}\nClient Secret: ${pair.client_secret}\n`;
const group = {
  ISOGEO_API_GROUP_CLIENT_ID: pair.client_id,
  ISOGEO_API_GROUP_CLIENT_SECRET: pair.client_secret,
};
const user: Partial<Credentials> = { kind: 'user', redirectUris: [redirectUri] };

/** Whole files as they are pasted, with the credentials that they are read as. */
const files: Readonly<Record<string, readonly [text: string, changes: Partial<Credentials>]>> = {
  'JSON of a group': [jsonFile(), {}],
  'JSON of a user': [jsonFile({ redirect_uris: [redirectUri] }, 'installed'), user],
  'JSON in one line': [JSON.stringify(JSON.parse(jsonFile())), {}],
  INI: [iniFile(), {}],
  'INI of a user': [iniFile({ CLIENT_TYPE: 'user', URI_REDIRECT: redirectUri }), user],
  'INI with comments': [`# Isogeo\n${iniFile()}`, {}],
  'old INI': [`[auth]\napp_id = ${pair.client_id}\napp_secret = ${pair.client_secret}\n`, {}],
  'the oldest INI': [
    `[isogeo]\napp_id = ${pair.client_id}\napp_secret = ${pair.client_secret}\napp_prot = https\n`,
    {},
  ],
  '.env': [dotenv({ ...group, ISOGEO_PLATFORM: 'prod' }), {}],
  '.env with export': [dotenv({ ...group, ISOGEO_PLATFORM: 'prod' }, 'export '), {}],
  '.env without a platform': [dotenv(group), {}],
};

/** The ways in which an input box passes line ends on. */
const boxes: Readonly<Record<string, (text: string) => string>> = {
  'its line ends': (text) => text,
  'line ends of Windows': (text) => text.replaceAll('\n', '\r\n'),
  'no line ends': (text) => text.replaceAll('\n', ''),
  'spaces for line ends': (text) => text.replaceAll('\n', ' '),
};

describe('credentials that are pasted in place of an ID', () => {
  const choices: Choices = { platform: isogeoPlatforms.prod };
  for (const [form, [text, changes]] of Object.entries(files)) {
    for (const [box, paste] of Object.entries(boxes)) {
      it(`a credentials file that is pasted into an input box is read: ${form}, with ${box}`, () => {
        const file = pastedFile(paste(text));
        assert.ok(file !== undefined);
        const read = parseCredentialsFile(file, choices);
        assert.ok(read.ok, JSON.stringify(read));
        const { endpoints, ...rest } = read.value.credentials;
        const { endpoints: usual, ...expected } = { ...groupCredentials, ...changes };
        assert.deepEqual(rest, expected);
        assert.deepEqual([endpoints.token, endpoints.api], [usual.token, usual.api]);
      });
    }
  }

  for (const [box, paste] of Object.entries(boxes)) {
    it(`the client ID and secret are read from three lines that are copied from Isogeo’s manager and pasted with ${box}`, () => {
      assert.equal(pastedFile(paste(manager)), undefined);
      const { clientId = '', clientSecret = '' } = parsePasted(paste(manager));
      assert.deepEqual(
        enteredCredentials(isogeoPlatforms.prod, clientId, clientSecret),
        groupCredentials,
      );
    });
  }

  for (const typed of [
    ...['catalog-tools', 'client_id', 'CLIENT_ID', 'web', '{', '[auth]', 'ISOGEO_CLIENT_ID', 'a=b'],
    ...[pair.client_id, pair.client_secret, 'https://id.example.com', 'Client ID: a', ''],
  ]) {
    it(`the text ${JSON.stringify(typed)} in an input box isn’t read as a pasted credentials file`, () => {
      assert.equal(pastedFile(typed), undefined);
    });
  }
});

describe('values that were not filled in, or have a space at an edge', () => {
  const endpoints = endpointsOf('https://id.geo.example');
  for (const [id, secret] of [
    ['CLIENT_ID', 'CLIENT_SECRET'],
    ['client_id', 'client-secret'],
    ['Client ID', 'Client Secret'],
    ['APP_ID', 'app_secret'],
    ['your_client_id', 'votre-secret'],
    ['ISOGEO_API_GROUP_CLIENT_ID', 'ISOGEO_API_GROUP_CLIENT_SECRET'],
    ['<id>', '[secret]'],
    ['{{ id }}', '%SECRET%'],
    ['CHANGEME', 'replace me'],
    ['...', '****'],
  ] as const) {
    it(`the client ID ${id} and the secret ${secret} are reported as placeholders that were not filled in`, () => {
      assert.deepEqual(doubtsOf({ clientId: id, clientSecret: secret, endpoints }), [
        'placeholder-id',
        'placeholder-secret',
      ]);
    });
  }

  for (const hidden of [
    ' ',
    '\u00a0',
    '\u202f',
    '\u3000',
    '\u200b',
    '\u2060',
    '\ufeff',
    '\u00ad',
    '\u3164',
  ]) {
    const code = hidden.charCodeAt(0).toString(16).padStart(4, '0');
    it(`the character U+${code} at the start or the end of both the ID and the secret in a JSON file is reported`, () => {
      for (const put of [(text: string) => text + hidden, (text: string) => hidden + text]) {
        const read = parseCredentialsFile(
          jsonFile({ client_id: put(pair.client_id), client_secret: put(pair.client_secret) }),
        );
        assert.ok(read.ok);
        assert.deepEqual(doubtsOf(read.value.credentials), ['hidden-in-id', 'hidden-in-secret']);
      }
    });
  }
});
