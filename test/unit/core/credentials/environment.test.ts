import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Credentials } from '../../../../src/core/credentials/credentials.ts';
import {
  hasCredentials,
  readEnvironment,
  readEnvironmentFile,
} from '../../../../src/core/credentials/environment.ts';
import type { Choices } from '../../../../src/core/credentials/fields.ts';
import {
  maxCredentialsBytes,
  parseCredentialsFile,
} from '../../../../src/core/credentials/file.ts';
import { isogeoPlatforms } from '../../../../src/core/platform/endpoints.ts';
import type { CredentialsProblem } from '../../../../src/core/failure.ts';
import { groupCredentials, pair } from './samples.ts';
import { cases, character } from '../../../fuzz/cases.ts';

const group = {
  ISOGEO_API_GROUP_CLIENT_ID: pair.client_id,
  ISOGEO_API_GROUP_CLIENT_SECRET: pair.client_secret,
};
const user = {
  ISOGEO_API_USER_PRIVATE_CLIENT_ID: 'user-id',
  ISOGEO_API_USER_PRIVATE_CLIENT_SECRET: 'user-secret',
};
const onProd = { ...group, ISOGEO_PLATFORM: 'prod' };

type Environment = Readonly<Record<string, string>>;

function dotenv(environment: Environment): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

const at = (identity: string, api: string): Partial<Credentials> => ({
  endpoints: {
    token: `${identity}/oauth/token`,
    authorization: `${identity}/oauth/authorize`,
    api,
  },
});
const onQa = at('https://id.api.qa.isogeo.com', 'https://api.qa.isogeo.com');
const asUser: Partial<Credentials> = {
  kind: 'user',
  clientId: 'user-id',
  clientSecret: 'user-secret',
  redirectUris: ['urn:ietf:wg:oauth:2.0:oob'],
};

interface Good {
  readonly environment: Environment;
  readonly changes?: Partial<Credentials>;
  readonly choices?: Choices;
}

const good: Readonly<Record<string, Good>> = {
  'a pair and a platform': { environment: onProd },
  'a platform in capitals': { environment: { ...group, ISOGEO_PLATFORM: ' QA ' }, changes: onQa },
  'an identity address, from which the API follows': {
    environment: { ...group, ISOGEO_ID_URL: 'https://id.example.com' },
    changes: at('https://id.example.com', 'https://v1.example.com'),
  },
  'both addresses, with slashes at their ends': {
    environment: {
      ...group,
      ISOGEO_ID_URL: 'https://id.example.com/',
      ISOGEO_API_URL: 'https://example.com/api//',
    },
    changes: at('https://id.example.com', 'https://example.com/api'),
  },
  'addresses that contradict the platform, and win': {
    environment: {
      ...group,
      ISOGEO_PLATFORM: 'prod',
      ISOGEO_ID_URL: 'https://id.api.qa.isogeo.com',
    },
    changes: onQa,
  },
  'an API address beside a platform': {
    environment: { ...onProd, ISOGEO_API_URL: 'https://api.isogeo.com' },
    changes: at('https://id.api.isogeo.com', 'https://api.isogeo.com'),
  },
  'a template whose other names are blank': {
    environment: {
      ...onProd,
      ISOGEO_API_USER_PRIVATE_CLIENT_ID: '',
      ISOGEO_API_USER_PRIVATE_CLIENT_SECRET: '',
      ISOGEO_ID_URL: '',
      ISOGEO_API_URL: ' ',
    },
  },
  'a user application': { environment: { ...user, ISOGEO_PLATFORM: 'prod' }, changes: asUser },
  'the chosen one of two applications': {
    environment: { ...onProd, ...user },
    changes: asUser,
    choices: { application: 'ISOGEO_API_USER_PRIVATE_CLIENT_ID' },
  },
  'the chosen platform where none is named': {
    environment: group,
    changes: onQa,
    choices: { platform: isogeoPlatforms.qa },
  },
  'an API address beside the chosen platform': {
    environment: { ...group, ISOGEO_API_URL: 'https://geo.example/api' },
    changes: at('https://id.api.qa.isogeo.com', 'https://geo.example/api'),
    choices: { platform: isogeoPlatforms.qa },
  },
  'a whole token address with a query, from which no address for signing in follows': {
    environment: { ...group, ISOGEO_TOKEN_URL: 'https://geo.example/oauth/token?key=k' },
    changes: {
      endpoints: { token: 'https://geo.example/oauth/token?key=k', api: 'https://geo.example' },
    },
  },
  'a whole token address with a slash at its end': {
    environment: { ...group, ISOGEO_TOKEN_URL: 'https://geo.example/id/oauth/token/' },
    changes: {
      endpoints: {
        token: 'https://geo.example/id/oauth/token/',
        authorization: 'https://geo.example/id/oauth/authorize',
        api: 'https://geo.example',
      },
    },
  },
  'a pair beside the lone ID of another application': {
    environment: { ...onProd, ISOGEO_API_USER_PRIVATE_CLIENT_ID: 'user-id' },
  },
  'a pair beside the lone secret of another application': {
    environment: {
      ISOGEO_API_GROUP_CLIENT_SECRET: 's',
      ...user,
      ISOGEO_PLATFORM: 'prod',
    },
    changes: asUser,
  },
  'the named platform though another one was chosen': {
    environment: onProd,
    choices: { platform: isogeoPlatforms.qa },
  },
};

const without = (name: keyof typeof onProd): Environment =>
  Object.fromEntries(Object.entries(onProd).filter(([each]) => each !== name));

const bad: Readonly<Record<string, readonly [Environment, CredentialsProblem]>> = {
  'neither a platform nor an address': [group, { kind: 'platform-needed' }],
  'an API address alone': [
    { ...group, ISOGEO_API_URL: 'https://v1.api.isogeo.com' },
    { kind: 'platform-needed' },
  ],
  'two applications': [
    { ...onProd, ...user },
    {
      kind: 'several-applications',
      applications: [
        { key: 'ISOGEO_API_GROUP_CLIENT_ID', kind: 'group' },
        { key: 'ISOGEO_API_USER_PRIVATE_CLIENT_ID', kind: 'user' },
      ],
    },
  ],
  'two applications, one of them under two names': [
    {
      ...onProd,
      ...user,
      ISOGEO_CLIENT_ID: pair.client_id,
      ISOGEO_CLIENT_SECRET: pair.client_secret,
    },
    {
      kind: 'several-applications',
      applications: [
        { key: 'ISOGEO_API_GROUP_CLIENT_ID', kind: 'group' },
        { key: 'ISOGEO_API_USER_PRIVATE_CLIENT_ID', kind: 'user' },
      ],
    },
  ],
  'a user application without an address for signing in': [
    { ...user, ISOGEO_TOKEN_URL: 'https://geo.example/token' },
    { kind: 'missing', key: 'ISOGEO_ID_URL' },
  ],
  'a token address that is no address': [
    { ...onProd, ISOGEO_TOKEN_URL: 'geo.example/oauth/token' },
    { kind: 'bad-value', key: 'ISOGEO_TOKEN_URL', fault: 'not-an-address' },
  ],
  'no application': [{ ISOGEO_PLATFORM: 'prod' }, { kind: 'no-pair', names: ['ISOGEO_PLATFORM'] }],
  'an id without a secret': [
    without('ISOGEO_API_GROUP_CLIENT_SECRET'),
    { kind: 'missing', key: 'ISOGEO_API_GROUP_CLIENT_SECRET' },
  ],
  'a secret of a user application without its id': [
    { ISOGEO_API_USER_PRIVATE_CLIENT_SECRET: 's' },
    { kind: 'missing', key: 'ISOGEO_API_USER_PRIVATE_CLIENT_ID' },
  ],
  'a blank secret': [
    { ...onProd, ISOGEO_API_GROUP_CLIENT_SECRET: '' },
    { kind: 'bad-value', key: 'ISOGEO_API_GROUP_CLIENT_SECRET', fault: 'blank' },
  ],
  'an unknown platform': [
    { ...group, ISOGEO_PLATFORM: 'staging' },
    { kind: 'bad-value', key: 'ISOGEO_PLATFORM', fault: 'unknown-platform' },
  ],
  'a custom platform without an address': [
    { ...group, ISOGEO_PLATFORM: 'custom' },
    { kind: 'missing', key: 'ISOGEO_ID_URL' },
  ],
  'no address where one belongs': [
    { ...group, ISOGEO_ID_URL: 'id.example.com' },
    { kind: 'bad-value', key: 'ISOGEO_ID_URL', fault: 'not-an-address' },
  ],
  'a tab in an address, which would be dropped from it': [
    { ...group, ISOGEO_ID_URL: 'https://id.exam\tple.com' },
    { kind: 'bad-value', key: 'ISOGEO_ID_URL', fault: 'control-character' },
  ],
  'no address for the API': [
    { ...onProd, ISOGEO_API_URL: 'v1.example.com' },
    { kind: 'bad-value', key: 'ISOGEO_API_URL', fault: 'not-an-address' },
  ],
};

describe('environment variables', () => {
  for (const [name, { environment, changes, choices }] of Object.entries(good)) {
    it(`the expected credentials are read from environment variables, and from the same variables in a .env file, with ${name}`, () => {
      const value = { credentials: { ...groupCredentials, ...changes }, ignored: [] };
      assert.deepEqual(readEnvironment(environment, choices), { ok: true, value });
      const text = dotenv(environment);
      assert.deepEqual(readEnvironmentFile(text, choices), { ok: true, value });
      assert.deepEqual(parseCredentialsFile(text, choices), {
        ok: true,
        value,
      });
    });
  }

  for (const [name, [environment, problem]] of Object.entries(bad)) {
    it(`variables in the environment or in a .env file with ${name} are refused as credentials`, () => {
      assert.deepEqual(readEnvironment(environment), { ok: false, failure: problem });
      const read = readEnvironmentFile(dotenv(environment));
      assert.ok(!read.ok);
      const { position, ...rest } = { position: undefined, ...read.failure };
      assert.deepEqual(rest, problem);
      assert.equal(
        position !== undefined,
        problem.kind === 'bad-value' || name.startsWith('a custom'),
      );
    });
  }

  it('a public application without a secret and a group application in one environment are two applications', () => {
    const read = readEnvironment({ ...group, ISOGEO_API_USER_PUBLIC_CLIENT_ID: 'public' });
    assert.ok(!read.ok && read.failure.kind === 'several-applications');
    assert.deepEqual(
      read.failure.applications.map(({ kind }) => kind),
      ['group', 'public'],
    );
  });

  it('unset and unknown variables, and white space around an address, are ignored when credentials are read from the environment', () => {
    const read = readEnvironment({
      ...group,
      ISOGEO_OTHER: 'x',
      ISOGEO_ID_URL: undefined,
      ISOGEO_TOKEN_URL: '\u00a0https://id.api.isogeo.com/oauth/token ',
    });
    assert.deepEqual(read, { ok: true, value: { credentials: groupCredentials, ignored: [] } });
  });

  it('the error about a .env file without a complete ID and secret lists at most ten variable names', () => {
    const names = Array.from('ABCDEFGHIJKL', (letter) => `ISOGEO_${letter}`);
    const read = readEnvironmentFile(dotenv(Object.fromEntries(names.map((name) => [name, 'x']))));
    assert.deepEqual(read, { ok: false, failure: { kind: 'no-pair', names: names.slice(0, 10) } });
  });

  it('a variable isn’t reported as a password grant’s variable if its name only contains the name of such a variable', () => {
    for (const name of ['MY_ISOGEO_API_USER_LEGACY_ID', 'ISOGEO_API_USER_CLIENT_ID_OLD']) {
      const read = readEnvironmentFile(`${name}=x\n`);
      assert.equal(!read.ok && read.failure.kind, 'no-pair', name);
    }
  });

  it('credentials are found in the environment if one of Isogeo’s variables for an ID or a secret has a value', () => {
    assert.equal(hasCredentials({ ...process.env, ...group }), true);
    for (const [name, value] of Object.entries({ ...group, ...user })) {
      assert.equal(hasCredentials({ [name]: value }), true, name);
    }
    assert.equal(hasCredentials({ ISOGEO_PLATFORM: 'prod' }), false);
    assert.equal(hasCredentials({ ISOGEO_API_GROUP_CLIENT_ID: ' ' }), false);
  });
});

function secretOf(written: string): string | undefined {
  const read = readEnvironmentFile(
    `A=b\nISOGEO_PLATFORM=prod\nISOGEO_API_GROUP_CLIENT_ID=a\nISOGEO_API_GROUP_CLIENT_SECRET${written}\n`,
  );
  return read.ok ? read.value.credentials.clientSecret : undefined;
}

/** The results of python-dotenv 1.1. */
const values: readonly (readonly [written: string, value: string | undefined])[] = [
  ['=s', 's'],
  [' = s ', 's'],
  ['=a b', 'a b'],
  ['=a=b==', 'a=b=='],
  ["='s'", 's'],
  ['="s"', 's'],
  ['="a # b" # c', 'a # b'],
  ["= 'a # b'\t# c", 'a # b'],
  ['=a # b', 'a'],
  ['=a \t # b', 'a'],
  ['=a#b', 'a#b'],
  ['=# a', '# a'],
  [String.raw`="a\"b\\c"`, String.raw`a"b\c`],
  [String.raw`='a\'b\\c\n'`, String.raw`a'b\c\n`],
  [String.raw`=a\nb`, String.raw`a\nb`],
  ['=a\\', 'a\\'],
  [String.raw`="a\"`, 'a\\'],
  ['=a"b', 'a"b'],
  ['=${A}c', 'bc'],
  ['=${ISOGEO_PLATFORM}-c', 'prod-c'],
  ['=${B:-d}', 'd'],
  ['=${B:-a default}', 'a default'],
  ['=a${B:-}', 'a'],
  ['=${}', '${}'],
  ['=${B}c', '${B}c'],
  ['=$A', '$A'],
  [`=first\nISOGEO_API_GROUP_CLIENT_SECRET=last`, 'last'],
  ['', undefined],
  ['="line\nbreak"', undefined],
  ...Array.from('abfnrtv', (letter) => [`="a\\${letter}b"`, undefined] as const),
  [String.raw`="a\db\\n"`, String.raw`a\db\n`],
  [`="${'x'.repeat(9000)}"`, 'x'.repeat(9000)],
];

describe('.env files', () => {
  for (const [written, value] of values) {
    it(`a .env file with ${JSON.stringify(written)} after the name of the secret’s variable (and A=b) gives the secret ${JSON.stringify(value)}`, () => {
      assert.equal(secretOf(written), value);
    });
  }

  it('the .env reader accepts the word export, comments, Windows line ends, white space and lines without a value', () => {
    const lines = Object.entries(onProd).map(([name, value]) => `  export  ${name}  =  "${value}"`);
    const text = ['# Isogeo', '', ...lines, "'QUOTED' = 1", 'FLAG', ' # end'].join('\r\n');
    const read = parseCredentialsFile(text);
    assert.ok(read.ok);
    assert.deepEqual(read.value.credentials, groupCredentials);
  });

  it('the .env reader lists as ignored only unknown variables that begin with ISOGEO_, have at most 67 characters and at most four digits', () => {
    const others = {
      AWS_KEY: 'x',
      MY_ISOGEO_LANG: 'x',
      ISOGEO_a1b2c3d4e5: 'x',
      ISOGEO_KEY12345: 'x',
      'ISOGEO_LANG-s3cret': 'x',
    };
    const longest = `ISOGEO_${'X'.repeat(60)}`;
    const listed = { ISOGEO_LANG: 'fr', ISOGEO_lang: 'x', ISOGEO_OAUTH2_ID: '', ISOGEO_2024: '' };
    const environment = { ...onProd, ...listed, [longest]: '', [`${longest}X`]: '', ...others };
    const read = parseCredentialsFile(dotenv(environment));
    assert.deepEqual(read.ok && read.value.ignored, [...Object.keys(listed), longest]);
  });

  it('the error about a .env file without a known pair lists names with digits and lower case', () => {
    const text = 'ISOGEO_OAUTH2_ID=a\nIsogeo_x=1\nISOGEO_api_Secret=b\n';
    assert.deepEqual(parseCredentialsFile(text), {
      ok: false,
      failure: { kind: 'no-pair', names: ['ISOGEO_OAUTH2_ID', 'ISOGEO_api_Secret'] },
    });
  });

  it('the .env reader skips unreadable lines that belong to other programs', () => {
    const text = `A="b" c\n= d\nISOGEO_:PLATFORM qa\n${dotenv(onProd)}E='f\n`;
    assert.equal(parseCredentialsFile(text).ok, true);
    const unclosed = `${dotenv(onProd)}E="f ISOGEO_PLATFORM=qa\n`;
    assert.deepEqual(parseCredentialsFile(unclosed), parseCredentialsFile(dotenv(onProd)));
  });

  it('the error about an unclosed quote in a .env file points at the quote', () => {
    const text = `${dotenv(onProd)}  ISOGEO_ID_URL = "https://id.example.com\n`;
    const position = { line: 4, column: 19 };
    assert.deepEqual(parseCredentialsFile(text), {
      ok: false,
      failure: { kind: 'syntax', expected: 'closing-quote', position },
    });
  });

  it('the error about a missing equals sign in a .env file points at the place where the sign belongs', () => {
    const position = { line: 3, column: 16 };
    assert.deepEqual(parseCredentialsFile(`${dotenv(group)}ISOGEO_PLATFORM prod\n`), {
      ok: false,
      failure: { kind: 'syntax', expected: 'equals-sign', position },
    });
  });

  for (const [line, column] of [
    ['ISOGEO_PLATFORM="prod" qa', 23],
    ['ISOGEO_PLATFORM="prod"qa', 23],
    ["ISOGEO_PLATFORM='prod'qa # a comment", 23],
    ['ISOGEO_PLATFORM=""prod', 19],
    [String.raw`export ISOGEO_PLATFORM = "pr\"od"'qa'`, 34],
  ] as const) {
    it(`the error about text after the closing quote points at that text in ${line}`, () => {
      assert.deepEqual(parseCredentialsFile(`${dotenv(group)}${line}\n`), {
        ok: false,
        failure: { kind: 'text-after-quote', position: { line: 3, column } },
      });
    });
  }

  it('a .env file with only a variable such as MY_ISOGEO_PLATFORM is reported as a credentials file of an unknown format', () => {
    assert.deepEqual(parseCredentialsFile('MY_ISOGEO_PLATFORM=prod\n'), {
      ok: false,
      failure: { kind: 'unknown-format' },
    });
  });

  it('the error about an invalid value in a .env file points at the value', () => {
    const text = `# Isogeo\nexport ISOGEO_PLATFORM = staging\n${dotenv(group)}`;
    const position = { line: 2, column: 26 };
    assert.deepEqual(parseCredentialsFile(text), {
      ok: false,
      failure: { kind: 'bad-value', key: 'ISOGEO_PLATFORM', fault: 'unknown-platform', position },
    });
  });

  it('a credentials file with the section [auth] is read as INI even if it has a line such as ISOGEO_PLATFORM = qa', () => {
    const ini = `[auth]\nCLIENT_ID = a\nCLIENT_SECRET = b\nURI_TOKEN = https://id.api.isogeo.com/x\nISOGEO_PLATFORM = qa\n`;
    const read = parseCredentialsFile(ini);
    assert.equal(read.ok && read.value.credentials.clientId, 'a');
  });

  it('the .env reader keeps random printable secrets between double quotes unchanged if they contain no variable', () => {
    const secrets = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 80 })
      .filter((text) => text.trim() !== '' && !/\p{Cc}|\$\{/u.test(text));
    fc.assert(
      fc.property(secrets, (secret) => {
        const written = secret.replace(/["\\]/g, (sign) => `\\${sign}`);
        assert.equal(secretOf(`="${written}"`), secret);
      }),
      cases,
    );
  });

  it('the .env reader and the reader of the environment don’t throw on random text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...['ISOGEO_API_GROUP_CLIENT_ID', 'ISOGEO_API_GROUP_CLIENT_SECRET', 'ISOGEO_PLATFORM'],
        ...['ISOGEO_ID_URL', 'ISOGEO_API_URL', '=', ' = ', "'", '"', '\\', '#', '\n', '\r', '${'],
        ...['export ', 'https://', 'http://[', 'urn:x', 'prod', 'custom', '}', ':-', '__proto__'],
      ),
      fc.string({ unit: character }),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        assert.equal(typeof readEnvironmentFile(text).ok, 'boolean');
        assert.equal(typeof readEnvironment({ ...onProd, ISOGEO_ID_URL: text }).ok, 'boolean');
      }),
      cases,
    );
  });

  const hostile = {
    'open quotes': 'ISOGEO_A=\'\nA="\n',
    'escaped quotes': 'ISOGEO_A="\\"\n',
    'white space before a comment': `ISOGEO_A=a${' '.repeat(1000)}\n`,
    'white space': ' ',
    references: 'ISOGEO_A=${\n',
  };
  for (const [name, line] of Object.entries(hostile)) {
    it(`the .env reader reads 64 KiB of ${name} in less than a second of processor time`, () => {
      const text = line.repeat(Math.ceil(maxCredentialsBytes / line.length)) + dotenv(onProd);
      const before = process.cpuUsage();
      readEnvironmentFile(text);
      const { user: own, system } = process.cpuUsage(before);
      assert.ok(own + system < 1_000_000, `it took ${own + system} µs`);
    });
  }

  for (const [length, references, value] of [
    [8192, '${C}', 'c'.repeat(8192)],
    [8193, '${C}', '${C}'],
    [5000, '${C}${C}', `${'c'.repeat(5000)}\${C}`],
  ] as const) {
    it(`the .env reader expands ${references} up to 8192 characters, and keeps references beyond, if the variable C has ${length} characters`, () => {
      const name = 'ISOGEO_API_GROUP_CLIENT_SECRET';
      assert.equal(secretOf(`=a\nC=${'c'.repeat(length)}\n${name}=${references}`), value);
    });
  }

  it('the .env reader limits a value to less than 20,000 characters if nested variables would double it thirty times', () => {
    const doublings = Array.from({ length: 30 }, (_, n) => `A${n + 1}=\${A${n}}\${A${n}}`);
    const read = readEnvironmentFile(
      [
        'ISOGEO_PLATFORM=prod',
        'ISOGEO_API_GROUP_CLIENT_ID=app',
        'A0=xx',
        ...doublings,
        'ISOGEO_API_GROUP_CLIENT_SECRET=${A30}',
      ].join('\n'),
    );
    assert.ok(read.ok);
    assert.ok(read.value.credentials.clientSecret.length < 20_000);
  });
});
