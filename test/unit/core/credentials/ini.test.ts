import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCredentialsFile } from '../../../../src/core/credentials/file.ts';
import type { SyntaxExpectation } from '../../../../src/core/failure.ts';
import { groupCredentials, iniFile, pair, type BadCase, type GoodCase } from './samples.ts';

const endpoints = { token: pair.token_uri, api: 'https://v1.api.isogeo.com' };
const secret = (clientSecret: string) => ({ clientSecret });

/** Values that other INI readers than Python's split. */
const literalSecrets = [
  'true',
  'false',
  'null',
  '"quoted"',
  "'quoted'",
  '"half',
  "o'clock",
  String.raw`back\slash`,
  String.raw`a\nb`,
  'ends in \\',
  'a;b',
  'a#b',
  'a ; b # c',
  ';a',
  '#a',
  'a=b',
  'a:b',
  '=a',
  '==',
  '[a]',
  'a[]',
  '${HOME}',
  '+/%%='.replaceAll('%%', ''),
  '__proto__',
  '0',
  'é ü 漢 😀',
  'line\u2028separator',
  'paragraph\u2029separator',
];

/** Each key refers to the next one, some times; only the last one has a plain value. */
function chainOfReferences(length: number, times = 1): Readonly<Record<string, string>> {
  const names = Array.from({ length }, (_, index) => [
    `k${index}`,
    index === length - 1 ? 'end' : `%(k${index + 1})s`.repeat(times),
  ]);
  return Object.fromEntries(names) as Record<string, string>;
}

const good: readonly GoodCase[] = [
  {
    name: 'a reference to a value of [DEFAULT]',
    text: `[DEFAULT]\nbase = https://id.api.isogeo.com\n${iniFile({ URI_TOKEN: '%(base)s/oauth/token' })}`,
    ignored: ['base'],
  },
  {
    name: 'references in any case to values of the same section, which contain references',
    text: iniFile({ CLIENT_SECRET: '%(A)s-%(a)s%%', a: '<%(Client_Type)s>' }),
    changes: secret('<group>-<group>%'),
    ignored: ['a'],
  },
  {
    name: 'a value of the section before the value of [DEFAULT] for a reference in [DEFAULT]',
    text: `[DEFAULT]\na = 1\nclient_secret = %(a)s\n${iniFile({ CLIENT_SECRET: undefined, a: '2' })}`,
    changes: secret('2'),
    ignored: ['a', 'a'],
  },
  {
    name: 'a doubled percent sign before a parenthesis without taking it for a reference',
    text: iniFile({ CLIENT_SECRET: '%%(CLIENT_ID)s' }),
    changes: secret('%(CLIENT_ID)s'),
  },
  {
    name: 'references that are nested as deep as Python allows',
    text: iniFile({ CLIENT_SECRET: '%(k0)s', ...chainOfReferences(10) }),
    changes: secret('end'),
    ignored: Object.keys(chainOfReferences(10)),
  },
  {
    name: 'the [isogeo] of an old file whose ID and secret are in [DEFAULT]',
    text: '[DEFAULT]\napp_id = z\napp_secret = y\n[isogeo]\nlang = fr\n',
    changes: { clientId: 'z', clientSecret: 'y', endpoints },
    ignored: ['lang'],
  },
  {
    name: 'keys that [DEFAULT] adds, in parts',
    text: `[DEFAULT]\nother = 1\n${iniFile({ CLIENT_SECRET: undefined })}[DEFAULT]\nclient_secret = b\n`,
    changes: secret('b'),
    ignored: ['other'],
  },
  {
    name: '[auth] beside the [isogeo] of an old file',
    text: `${iniFile()}[isogeo]\napp_id = a\napp_secret = b\n`,
    ignored: ['[isogeo]'],
  },
  {
    name: 'a section after a line of another one that begins with an equals sign',
    text: `[other]\na = 1\n= b\n ${iniFile()}`,
    ignored: ['[other]'],
  },
  { name: 'the documented file', text: iniFile() },
  {
    name: 'a redirect URI without taking the application for a public one',
    text: iniFile({ URI_REDIRECT: 'http://localhost:5000/callback' }),
    changes: { redirectUris: ['http://localhost:5000/callback'] },
  },
  { name: 'a file without CLIENT_TYPE', text: iniFile({ CLIENT_TYPE: undefined }) },
  {
    name: 'a file without URI_AUTH',
    text: iniFile({ URI_AUTH: undefined }),
    changes: { endpoints },
  },
  { name: 'the client type in any case', text: iniFile({ CLIENT_TYPE: 'Group' }) },
  {
    name: 'a user application',
    text: iniFile({ CLIENT_TYPE: 'user', URI_REDIRECT: 'http://localhost/cb' }),
    changes: { kind: 'user', redirectUris: ['http://localhost/cb'] },
  },
  {
    name: 'a public application without a secret',
    text: iniFile({
      CLIENT_TYPE: 'public',
      CLIENT_SECRET: undefined,
      URI_REDIRECT: 'http://localhost/cb',
    }),
    changes: { kind: 'public', redirectUris: ['http://localhost/cb'], clientSecret: '' },
  },
  {
    name: 'keys in lower case',
    text: iniFile().replaceAll(/^[A-Z_]+/gm, (key) => key.toLowerCase()),
  },
  { name: 'Windows line ends', text: iniFile().replaceAll('\n', '\r\n') },
  { name: 'old Macintosh line ends', text: iniFile().replaceAll('\n', '\r') },
  { name: 'colons', text: iniFile().replaceAll(' = ', ': ') },
  { name: 'no white space around the sign', text: iniFile().replaceAll(' = ', '=') },
  { name: 'much white space around the sign', text: iniFile().replaceAll(' = ', ' \t =\t  ') },
  { name: 'indented keys', text: iniFile().replaceAll(/^(?=[A-Z])/gm, '    ') },
  { name: 'trailing white space', text: iniFile().replaceAll('\n', '  \t\n') },
  { name: 'comments on lines of their own', text: `; a\n# b = c\n${iniFile()}  ; d\n#[auth]\n` },
  { name: 'blank lines', text: `\n\n${iniFile().replaceAll('\n', '\n\n')}` },
  { name: 'a comment behind the section', text: iniFile().replace('[auth]', '[auth] ; mine') },
  {
    name: 'a comment behind the section, below another comment',
    text: `# mine\n${iniFile().replace('[auth]', '[auth]   # mine')}`,
  },
  {
    name: 'other sections, and names them',
    text: `[logging]\nlevel\n${iniFile()}[proxies]\nCLIENT_ID = other\nCLIENT_ID = twice\n`,
    ignored: ['[logging]', '[proxies]'],
  },
  {
    name: 'a section in another case as another section',
    text: `[AUTH]\nCLIENT_ID = other\n${iniFile()}`,
    ignored: ['[AUTH]'],
  },
  {
    name: 'unknown keys, and names them',
    text: iniFile({ Extra: '100 %', 'client_id[]': 'x' }),
    ignored: ['Extra', 'client_id[]'],
  },
  {
    name: 'the names of object members as keys and sections, and names them',
    text: `[__proto__]\npolluted = 1\n[constructor]\npolluted = 1\n${iniFile({ constructor: '2', toString: '3', hasOwnProperty: '4' })}__proto__ = 5\n`,
    ignored: [
      '[__proto__]',
      '[constructor]',
      'constructor',
      'toString',
      'hasOwnProperty',
      '__proto__',
    ],
  },
  {
    name: 'the old shape of app_id, made for production',
    text: '[auth]\napp_id = an-id\napp_secret = a%%b\napp_prot = https\n',
    changes: { clientId: 'an-id', clientSecret: 'a%b', endpoints },
  },
  {
    name: 'the old shape of app_id without its protocol',
    text: '[auth]\napp_id = an-id\napp_secret = a\n',
    changes: { clientId: 'an-id', clientSecret: 'a', endpoints },
  },
  {
    name: 'the old shape of URL_AUTH and URL_TOKEN',
    text: iniFile({ CLIENT_TYPE: undefined }).replaceAll('URI_', 'URL_'),
  },
  ...literalSecrets.map((value) => ({
    name: `the secret ${JSON.stringify(value)} whole`,
    text: iniFile({ CLIENT_SECRET: value }),
    changes: secret(value),
  })),
  { name: 'a doubled percent sign', text: iniFile({ CLIENT_SECRET: '%%' }), changes: secret('%') },
  {
    name: 'references that add 8192 characters',
    text: iniFile({ CLIENT_SECRET: '%(a)s', a: 'x'.repeat(8191) }),
    changes: secret('x'.repeat(8191)),
    ignored: ['a'],
  },
  {
    name: 'percent signs that are doubled twice',
    text: iniFile({ CLIENT_SECRET: 'a%%%%b%%' }),
    changes: secret('a%%b%'),
  },
  {
    name: 'an encoded address with doubled percent signs',
    text: iniFile({ URI_AUTH: undefined, URI_TOKEN: 'https://geo.example/a%%20b' }),
    changes: { endpoints: { token: 'https://geo.example/a%20b', api: 'https://geo.example' } },
  },
];

const syntax = (expected: SyntaxExpectation, line: number, column: number) =>
  ({ kind: 'syntax', expected, position: { line, column } }) as const;

const bad: readonly BadCase[] = [
  {
    name: 'an old file without its secret',
    text: '[isogeo]\napp_id = an-id\n',
    problem: { kind: 'missing', key: 'app_secret', position: { line: 1, column: 1 } },
  },
  {
    name: 'an old file without its ID',
    text: '[isogeo]\napp_secret = s\napp_prot = https\n',
    problem: { kind: 'missing', key: 'app_id', position: { line: 1, column: 1 } },
  },
  {
    name: 'an old file of a user application without its authorization address',
    text: '[auth]\napp_id = an-id\napp_secret = s\nclient_type = user\n',
    problem: { kind: 'missing', key: 'URI_AUTH', position: { line: 1, column: 1 } },
  },
  {
    name: 'references that add more than 8192 characters',
    text: iniFile({ CLIENT_SECRET: '%(a)s', a: 'x'.repeat(8192) }),
    problem: syntax('doubled-percent', 4, 17),
  },
  {
    name: 'two keys of one meaning in [DEFAULT]',
    text: `[DEFAULT]\nclient_id = a\napp_id = b\n${iniFile()}`,
    problem: {
      kind: 'duplicate',
      key: 'app_id',
      other: 'client_id',
      position: { line: 3, column: 10 },
    },
  },
  {
    name: 'a lone percent sign',
    text: iniFile({ CLIENT_SECRET: 'ab%c' }),
    problem: syntax('doubled-percent', 4, 19),
  },
  {
    name: 'a percent sign that is left over',
    text: iniFile({ CLIENT_SECRET: '%%%' }),
    problem: syntax('doubled-percent', 4, 19),
  },
  {
    name: 'a reference to a key that the file doesn’t have',
    text: iniFile({ CLIENT_SECRET: 'a%(none)s' }),
    problem: syntax('doubled-percent', 4, 18),
  },
  {
    name: 'a reference without the letter s at its end',
    text: iniFile({ CLIENT_SECRET: '%(CLIENT_ID)' }),
    problem: syntax('doubled-percent', 4, 17),
  },
  {
    name: 'a reference to a value with a lone percent sign, and points at that sign',
    text: iniFile({ CLIENT_SECRET: '%(a)s', a: '100%' }),
    problem: syntax('doubled-percent', 7, 8),
  },
  {
    name: 'a reference to itself',
    text: iniFile({ CLIENT_SECRET: 'x%(client_secret)s' }),
    problem: syntax('doubled-percent', 4, 18),
  },
  {
    name: 'a reference to an empty value alone',
    text: iniFile({ CLIENT_SECRET: '%(a)s', a: '' }),
    problem: {
      kind: 'bad-value',
      key: 'CLIENT_SECRET',
      fault: 'blank',
      position: { line: 4, column: 17 },
    },
  },
  {
    name: 'a reference to a value on two lines',
    text: iniFile({ CLIENT_SECRET: '%(a)s', a: 'b\n c' }),
    problem: {
      kind: 'bad-value',
      key: 'a',
      fault: 'continued',
      position: { line: 8, column: 2 },
    },
  },
  {
    name: 'references that are nested deeper than Python allows',
    text: iniFile({ CLIENT_SECRET: '%(k0)s', ...chainOfReferences(11) }),
    problem: syntax('doubled-percent', 16, 6),
  },
  {
    name: 'a key that occurs twice',
    text: `${iniFile()}client_id = other\n`,
    problem: { kind: 'duplicate', key: 'client_id', position: { line: 7, column: 1 } },
  },
  {
    name: 'an unknown key that occurs twice',
    text: `${iniFile()}x = 1\nX = 1\n`,
    problem: { kind: 'duplicate', key: 'X', position: { line: 8, column: 1 } },
  },
  {
    name: 'two names of one key',
    text: `${iniFile()}app_id = other\n`,
    problem: {
      kind: 'duplicate',
      key: 'app_id',
      other: 'CLIENT_ID',
      position: { line: 7, column: 10 },
    },
  },
  {
    name: 'a section that occurs twice',
    text: `${iniFile()}[other]\n [auth]\n`,
    problem: { kind: 'duplicate', key: '[auth]', position: { line: 8, column: 2 } },
  },
  { name: 'keys without a section', text: iniFile().slice(7), problem: syntax('section', 1, 1) },
  {
    name: 'keys before the section',
    text: `client_id = a\n${iniFile()}`,
    problem: syntax('section', 1, 1),
  },
  {
    name: 'another section alone',
    text: iniFile().replace('auth', 'isogeo'),
    problem: { kind: 'missing', key: '[auth]' },
  },
  {
    name: 'the section in another case alone',
    text: `[other]\n${iniFile().replace('auth', 'Auth')}`,
    problem: {
      kind: 'bad-value',
      key: '[Auth]',
      fault: 'section-case',
      position: { line: 2, column: 1 },
    },
  },
  {
    name: 'a key without a sign',
    text: `${iniFile()}CLIENT_NAME\n`,
    problem: syntax('equals-sign', 7, 1),
  },
  {
    name: 'a value without a key',
    text: `${iniFile()}= value\n`,
    problem: syntax('equals-sign', 7, 1),
  },
  ...['CLIENT_ID', 'CLIENT_SECRET', 'URI_TOKEN'].map((key) => ({
    name: `a file without ${key}`,
    text: `\n  ${iniFile({ [key]: undefined })}`,
    problem: { kind: 'missing', key, position: { line: 2, column: 3 } } as const,
  })),
  {
    name: 'an empty section',
    text: '[auth]',
    problem: { kind: 'missing', key: 'CLIENT_ID', position: { line: 1, column: 1 } },
  },
  {
    name: 'a user application without a redirect URI',
    text: iniFile({ CLIENT_TYPE: 'user' }),
    problem: { kind: 'missing', key: 'URI_REDIRECT', position: { line: 1, column: 1 } },
  },
  {
    name: 'a user application without an authorization address',
    text: iniFile({ CLIENT_TYPE: 'user', URI_AUTH: undefined, URI_REDIRECT: 'http://localhost' }),
    problem: { kind: 'missing', key: 'URI_AUTH', position: { line: 1, column: 1 } },
  },
  {
    name: 'an unknown client type',
    text: iniFile({ CLIENT_TYPE: 'robot' }),
    problem: {
      kind: 'bad-value',
      key: 'CLIENT_TYPE',
      fault: 'unknown-kind',
      position: { line: 2, column: 15 },
    },
  },
  {
    name: 'a client type that is a member of every object',
    text: iniFile({ CLIENT_TYPE: 'constructor' }),
    problem: {
      kind: 'bad-value',
      key: 'CLIENT_TYPE',
      fault: 'unknown-kind',
      position: { line: 2, column: 15 },
    },
  },
  {
    name: 'a blank secret',
    text: iniFile({ CLIENT_SECRET: '' }),
    problem: {
      kind: 'bad-value',
      key: 'CLIENT_SECRET',
      fault: 'blank',
      position: { line: 4, column: 16 },
    },
  },
  {
    name: 'a tab in the secret',
    text: iniFile({ CLIENT_SECRET: 'a\tb' }),
    problem: {
      kind: 'bad-value',
      key: 'CLIENT_SECRET',
      fault: 'control-character',
      position: { line: 4, column: 17 },
    },
  },
  ...['"', "'", '“'].map((quote) => ({
    name: `a token address between the quotes ${quote}`,
    text: iniFile({ URI_TOKEN: `${quote}https://id.api.isogeo.com/oauth/token${quote}` }),
    problem: {
      kind: 'bad-value',
      key: 'URI_TOKEN',
      fault: 'quoted',
      position: { line: 6, column: 13 },
    } as const,
  })),
  {
    name: 'prose as the token address',
    text: iniFile({ URI_TOKEN: 'the "usual" one' }),
    problem: {
      kind: 'bad-value',
      key: 'URI_TOKEN',
      fault: 'not-an-address',
      position: { line: 6, column: 13 },
    },
  },
];

/** configparser joins such a line to the value above, so it is a part of the secret and not a key. */
const wrapped: readonly { name: string; line: string; column: number }[] = [
  { name: 'with padding', line: '  c2Vj==', column: 3 },
  { name: 'with a colon', line: '\tse:cret', column: 2 },
  { name: 'without a sign', line: ' secret', column: 2 },
  { name: 'in the shape of a key', line: '  CLIENT_SECRET = x', column: 3 },
  { name: 'after a blank line', line: '\n  c2Vj==', column: 3 },
  { name: 'after a comment', line: '; x\n  c2Vj==', column: 3 },
  { name: 'in the shape of a section', line: '  [c2Vj]', column: 3 },
];

describe('a secret on two lines in an INI file', () => {
  for (const { name, line, column } of wrapped) {
    it(`the INI reader refuses a secret on two lines without reading its second line as a key: ${name}`, () => {
      const text = iniFile().replace(/^CLIENT_SECRET.*$/m, (first) => `${first}\n${line}`);
      const position = { line: 4 + line.split('\n').length, column };
      const problem = {
        kind: 'bad-value',
        key: 'CLIENT_SECRET',
        fault: 'continued',
        position,
      };
      assert.deepEqual(parseCredentialsFile(text), { ok: false, failure: problem });
    });
  }

  it('the INI reader refuses the secret if the key below is indented more than the secret’s key, so that the line continues the secret', () => {
    const text = iniFile()
      .replaceAll(/^(?=[A-Z])/gm, '  ')
      .replace('  URI_AUTH', '   URI_AUTH');
    const read = parseCredentialsFile(text);
    assert.equal(
      !read.ok && read.failure.kind === 'bad-value' && read.failure.key,
      'CLIENT_SECRET',
    );
  });

  it('the INI reader refuses a file with a key that is indented more than the key above, but reads a key that is indented less', () => {
    const text = iniFile().replace('CLIENT_ID', '   CLIENT_ID');
    assert.ok(!parseCredentialsFile(text).ok);
    const lessDeep = iniFile().replace('CLIENT_TYPE', '   CLIENT_TYPE');
    assert.ok(parseCredentialsFile(lessDeep).ok);
  });
});

describe('INI credentials files', () => {
  for (const { name, text, changes, ignored } of good) {
    it(`the INI reader reads ${name}`, () => {
      assert.deepEqual(parseCredentialsFile(text), {
        ok: true,
        value: { credentials: { ...groupCredentials, ...changes }, ignored: ignored ?? [] },
      });
    });
  }

  it('the INI reader reports the section [auth] as missing if it is indented below a line without an equals sign', () => {
    const read = parseCredentialsFile(`[other]\na = 1\nb\n ${iniFile()}`);
    assert.equal(!read.ok && read.failure.kind, 'missing');
  });

  for (const { name, text, problem } of bad) {
    it(`the INI reader refuses ${name}`, () => {
      assert.deepEqual(parseCredentialsFile(text), { ok: false, failure: problem });
    });
  }

  it('the INI reader refuses references that would grow to millions of millions of characters', () => {
    const text = iniFile({ CLIENT_SECRET: '%(k0)s', ...chainOfReferences(9, 30) });
    const read = parseCredentialsFile(text);
    assert.equal(!read.ok && read.failure.kind, 'syntax');
  });

  it('the INI reader doesn’t change Object.prototype, even with sections and keys like __proto__', () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    for (const name of ['__proto__', 'constructor', 'prototype', 'toString']) {
      parseCredentialsFile(`[${name}]\npolluted = 1\n[auth]\n${name} = 1\n${name}.polluted = 1\n`);
      parseCredentialsFile(`[auth.${name}]\npolluted = 1\n${iniFile()}`);
    }
    assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), before);
    assert.equal('polluted' in {}, false);
  });
});
