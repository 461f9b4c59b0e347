import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseCredentialsFile } from '../../../../src/core/credentials/file.ts';
import type { CredentialsProblem, SyntaxExpectation } from '../../../../src/core/failure.ts';
import { groupCredentials, jsonFile, pair, type BadCase, type GoodCase } from './samples.ts';

const redirectUris = ['http://localhost:5000/callback', 'urn:ietf:wg:oauth:2.0:oob'];
const since2019 = { scopes: ['resources:read'], kind: 'public', isogeo_staff: false };

const good: readonly GoodCase[] = [
  { name: 'an old group file', text: jsonFile() },
  { name: 'one on a single line', text: JSON.stringify({ web: pair }) },
  { name: 'one with Windows line ends', text: jsonFile().replaceAll('\n', '\r\n') },
  { name: 'one amid white space', text: `\n\n\t ${jsonFile()}\n\n` },
  {
    name: "a group file of the manager's export",
    text: jsonFile({ redirect_uris: [], scopes: ['resources:read', 'resources:write'] }),
    changes: { scopes: ['resources:read', 'resources:write'] },
  },
  {
    name: 'a group file since 2019',
    text: jsonFile({ ...since2019, isogeo_type: 'group' }),
  },
  {
    name: 'a confidential group file with redirect URIs as a group, since its type says so',
    text: jsonFile({ kind: 'confidential', isogeo_type: 'group', redirect_uris: redirectUris }),
    changes: { redirectUris },
  },
  {
    name: 'a web file with redirect URIs as a public user application',
    text: jsonFile({ redirect_uris: redirectUris }),
    changes: { kind: 'public', redirectUris },
  },
  {
    name: 'a public application without a secret',
    text: jsonFile({ client_secret: undefined, redirect_uris: redirectUris }),
    changes: { kind: 'public', redirectUris, clientSecret: '' },
  },
  {
    name: 'a web file of type user as public',
    text: jsonFile({ ...since2019, isogeo_type: 'user', redirect_uris: redirectUris }),
    changes: { kind: 'public', redirectUris },
  },
  {
    name: 'a web file of type user without a kind as public',
    text: jsonFile({ isogeo_type: 'user', redirect_uris: redirectUris }),
    changes: { kind: 'public', redirectUris },
  },
  {
    name: 'a confidential web file of type user as user',
    text: jsonFile({ kind: 'confidential', isogeo_type: 'user', redirect_uris: redirectUris }),
    changes: { kind: 'user', redirectUris },
  },
  {
    name: 'an installed file as a user application',
    text: jsonFile({ redirect_uris: redirectUris }, 'installed'),
    changes: { kind: 'user', redirectUris },
  },
  {
    name: 'an installed file since 2019',
    text: jsonFile(
      { ...since2019, kind: 'confidential', isogeo_type: 'user', redirect_uris: redirectUris },
      'installed',
    ),
    changes: { kind: 'user', redirectUris },
  },
  {
    name: 'a group file without an authorization address',
    text: jsonFile({ auth_uri: undefined }),
    changes: {
      endpoints: { token: pair.token_uri, api: 'https://v1.api.isogeo.com' },
    },
  },
  {
    name: 'an empty list of scopes as that',
    text: jsonFile({ scopes: [] }),
    changes: { scopes: [] },
  },
  {
    name: 'a qa file',
    text: jsonFile({ auth_uri: undefined, token_uri: 'https://id.api.qa.isogeo.com/oauth/token' }),
    changes: {
      endpoints: {
        token: 'https://id.api.qa.isogeo.com/oauth/token',
        api: 'https://api.qa.isogeo.com',
      },
    },
  },
  {
    name: 'an on-premises file with a port',
    text: jsonFile({ auth_uri: undefined, token_uri: 'https://id.geo.example:8443/oauth/token' }),
    changes: {
      endpoints: {
        token: 'https://id.geo.example:8443/oauth/token',
        api: 'https://v1.geo.example:8443',
      },
    },
  },
  {
    name: 'a loopback file',
    text: jsonFile({ auth_uri: undefined, token_uri: 'http://127.0.0.1:5000/oauth/token' }),
    changes: {
      endpoints: { token: 'http://127.0.0.1:5000/oauth/token', api: 'http://127.0.0.1:5000' },
    },
  },
  {
    name: 'addresses as URL normalises them, without a fragment',
    text: jsonFile({
      auth_uri: undefined,
      token_uri: ' HTTPS://ID.API.ISOGEO.COM:443/oauth/token#x',
    }),
    changes: { endpoints: { token: pair.token_uri, api: 'https://v1.api.isogeo.com' } },
  },
  {
    name: 'keys that are written with escapes',
    text: jsonFile().replace('"web"', String.raw`"\u0077eb"`),
  },
  {
    name: 'a secret with white space around it whole',
    text: jsonFile({ client_secret: '  s p  ' }),
    changes: { clientSecret: '  s p  ' },
  },
  {
    name: 'a file with unknown keys, and names them',
    text: JSON.stringify({ $schema: 'x', web: { ...pair, extra: {}, javascript_origins: [] } }),
    ignored: ['$schema', 'web.extra', 'web.javascript_origins'],
  },
  {
    name: 'a file with the names of object members as keys, and names them',
    text: `{"__proto__":{"polluted":1},"constructor":{},"toString":1,"web":{"__proto__":{"polluted":1},"constructor":1,"hasOwnProperty":2,${JSON.stringify(pair).slice(1)}}`,
    ignored: [
      '__proto__',
      'constructor',
      'toString',
      'web.__proto__',
      'web.constructor',
      'web.hasOwnProperty',
    ],
  },
];

const head = { line: 2, column: 10 };
const notAnObject = (line: number, column: number): CredentialsProblem => ({
  kind: 'wrong-type',
  key: '',
  expected: 'object',
  position: { line, column },
});
const syntax = (expected: SyntaxExpectation, line: number, column: number) =>
  ({ kind: 'syntax', expected, position: { line, column } }) as const;

const bad: readonly BadCase[] = [
  { name: 'null', text: 'null', problem: notAnObject(1, 1) },
  { name: 'true', text: 'true', problem: notAnObject(1, 1) },
  { name: 'a number', text: '42', problem: notAnObject(1, 1) },
  { name: 'a negative number', text: '\n -1.5e3', problem: notAnObject(2, 2) },
  { name: 'a string', text: '"web"', problem: notAnObject(1, 1) },
  { name: 'an empty array', text: '[]', problem: notAnObject(1, 1) },
  { name: 'an array of names', text: '["web"]', problem: notAnObject(1, 1) },
  { name: 'an array of objects', text: '\n[{"web":{}}]', problem: notAnObject(2, 1) },
  { name: 'an empty object', text: '{}', problem: { kind: 'missing-head' } },
  { name: 'a head in another case', text: '{"Web":{}}', problem: { kind: 'missing-head' } },
  {
    name: 'a pair without a head',
    text: JSON.stringify(pair),
    problem: { kind: 'missing-head' },
  },
  {
    name: 'a head that is a member of every object',
    text: `{"__proto__":${JSON.stringify({ web: pair })}}`,
    problem: { kind: 'missing-head' },
  },
  {
    name: 'both heads',
    text: JSON.stringify({ web: pair, installed: pair }),
    problem: {
      kind: 'several-applications',
      applications: [
        { key: 'web', kind: 'group' },
        { key: 'installed', kind: 'user' },
      ],
    },
  },
  ...[
    { value: 'null', name: 'null' },
    { value: '[]', name: 'an array' },
    { value: '"x"', name: 'a string' },
    { value: '1', name: 'a number' },
  ].map(({ value, name }) => ({
    name: `${name} under web`,
    text: `{"web": ${value}}`,
    problem: {
      kind: 'wrong-type',
      key: 'web',
      expected: 'object',
      position: { line: 1, column: 9 },
    } as const,
  })),
  ...['client_id', 'client_secret', 'token_uri'].map((key) => ({
    name: `a file without ${key}`,
    text: jsonFile({ [key]: undefined }),
    problem: { kind: 'missing', key: `web.${key}`, position: head } as const,
  })),
  {
    name: 'a user application without an authorization address',
    text: jsonFile({ auth_uri: undefined, redirect_uris: redirectUris }, 'installed'),
    problem: { kind: 'missing', key: 'installed.auth_uri', position: { line: 2, column: 16 } },
  },
  {
    name: 'a user application without redirect URIs',
    text: jsonFile({}, 'installed'),
    problem: { kind: 'missing', key: 'installed.redirect_uris', position: { line: 2, column: 16 } },
  },
  {
    name: 'a user application with an empty list of redirect URIs',
    text: jsonFile({ redirect_uris: [] }, 'installed'),
    problem: { kind: 'missing', key: 'installed.redirect_uris', position: { line: 2, column: 16 } },
  },
  {
    name: 'a user application without a secret',
    text: jsonFile({ client_secret: undefined, redirect_uris: redirectUris }, 'installed'),
    problem: { kind: 'missing', key: 'installed.client_secret', position: { line: 2, column: 16 } },
  },
  ...[
    { key: 'client_id', value: null, line: 3, column: 18 },
    { key: 'client_id', value: 17, line: 3, column: 18 },
    { key: 'client_secret', value: ['s'], line: 4, column: 22 },
    { key: 'client_secret', value: {}, line: 4, column: 22 },
    { key: 'client_secret', value: true, line: 4, column: 22 },
    { key: 'auth_uri', value: false, line: 5, column: 17 },
    { key: 'token_uri', value: 1, line: 6, column: 18 },
    { key: 'isogeo_type', value: null, line: 7, column: 20 },
  ].map(({ key, value, line, column }) => ({
    name: `${JSON.stringify(value)} as ${key}`,
    text: jsonFile({ [key]: value }),
    problem: {
      kind: 'wrong-type',
      key: `web.${key}`,
      expected: 'string',
      position: { line, column },
    } as const,
  })),
  ...[
    { key: 'redirect_uris', value: 'http://localhost', column: 22 },
    { key: 'redirect_uris', value: null, column: 22 },
    { key: 'scopes', value: 'resources:read', column: 15 },
    { key: 'scopes', value: {}, column: 15 },
  ].map(({ key, value, column }) => ({
    name: `${JSON.stringify(value)} as ${key}`,
    text: jsonFile({ [key]: value }),
    problem: {
      kind: 'wrong-type',
      key: `web.${key}`,
      expected: 'list',
      position: { line: 7, column },
    } as const,
  })),
  {
    name: 'a number among the scopes',
    text: jsonFile({ scopes: ['resources:read', 1] }),
    problem: {
      kind: 'wrong-type',
      key: 'web.scopes',
      expected: 'string',
      position: { line: 7, column: 15 },
    },
  },
  ...(
    [
      { name: 'an empty client_id', key: 'client_id', value: '', fault: 'blank' },
      { name: 'a blank client_id', key: 'client_id', value: ' \u00a0\t', fault: 'blank' },
      { name: 'an empty secret', key: 'client_secret', value: '', fault: 'blank' },
      { name: 'a blank token_uri', key: 'token_uri', value: '  ', fault: 'blank' },
      { name: 'a tab in the id', key: 'client_id', value: 'a\tb', fault: 'control-character' },
      {
        name: 'CRLF in the secret',
        key: 'client_secret',
        value: 'a\r\nb',
        fault: 'control-character',
      },
      {
        name: 'a NUL in the secret',
        key: 'client_secret',
        value: 'a\0',
        fault: 'control-character',
      },
      { name: 'C1 controls', key: 'client_secret', value: 'a\u0085b', fault: 'control-character' },
      { name: 'DEL in the id', key: 'client_id', value: 'a\u007f', fault: 'control-character' },
      {
        name: 'a line break in token_uri',
        key: 'token_uri',
        value: 'https://a\n.b',
        fault: 'control-character',
      },
      {
        name: 'prose as token_uri',
        key: 'token_uri',
        value: 'the usual one',
        fault: 'not-an-address',
      },
      {
        name: 'a path as token_uri',
        key: 'token_uri',
        value: '/oauth/token',
        fault: 'not-an-address',
      },
      {
        name: 'a host alone as token_uri',
        key: 'token_uri',
        value: '//id.api.isogeo.com',
        fault: 'not-an-address',
      },
      {
        name: 'https without a host',
        key: 'token_uri',
        value: 'https://',
        fault: 'not-an-address',
      },
      {
        name: 'a port past 65535',
        key: 'token_uri',
        value: 'https://a:65536/',
        fault: 'not-an-address',
      },
      { name: 'prose as auth_uri', key: 'auth_uri', value: 'none', fault: 'not-an-address' },
      { name: 'an unknown type', key: 'isogeo_type', value: 'Group!', fault: 'unknown-type' },
    ] as const
  ).map(({ name, key, value, fault }) => {
    const { line, column } = {
      client_id: { line: 3, column: 18 },
      client_secret: { line: 4, column: 22 },
      auth_uri: { line: 5, column: 17 },
      token_uri: { line: 6, column: 18 },
      isogeo_type: { line: 7, column: 20 },
    }[key];
    return {
      name,
      text: jsonFile({ [key]: value }),
      problem: { kind: 'bad-value', key: `web.${key}`, fault, position: { line, column } } as const,
    };
  }),
  {
    name: 'a blank redirect URI',
    text: jsonFile({ redirect_uris: [' '] }),
    problem: {
      kind: 'bad-value',
      key: 'web.redirect_uris',
      fault: 'blank',
      position: { line: 7, column: 22 },
    },
  },
  {
    name: 'a key that occurs twice',
    text: '{"web": {\n "client_id": "a",\n "client_id": "b"}}',
    problem: { kind: 'duplicate', key: 'web.client_id', position: { line: 3, column: 2 } },
  },
  {
    name: 'a key that occurs twice, once with escapes',
    text: String.raw`{"web": {"client_id": "a", "client\u005fid": "b"}}`,
    problem: { kind: 'duplicate', key: 'web.client_id', position: { line: 1, column: 28 } },
  },
  {
    name: 'a head that occurs twice',
    text: '{"web": {},\n"web": {}}',
    problem: { kind: 'duplicate', key: 'web', position: { line: 2, column: 1 } },
  },
  { name: 'a file cut after its brace', text: '{', problem: syntax('closing-brace', 1, 2) },
  { name: 'a file cut after the head', text: '{"web"', problem: syntax('colon', 1, 7) },
  { name: 'a file cut after a colon', text: '{"web":', problem: syntax('value', 1, 8) },
  { name: 'a file cut in the head', text: '{"web": {', problem: syntax('closing-brace', 1, 10) },
  {
    name: 'a file cut in a value',
    text: '{\n  "web": {\n    "client_id": "python-mini',
    problem: syntax('closing-quote', 3, 18),
  },
  {
    name: 'a file cut after a comma',
    text: '{"web": {"client_id": "a",',
    problem: syntax('property-name', 1, 27),
  },
  {
    name: 'a file cut before its last brace',
    text: jsonFile().slice(0, -2),
    problem: syntax('closing-brace', 7, 4),
  },
  { name: 'a file cut in a list', text: '{"web": ["a"', problem: syntax('closing-bracket', 1, 13) },
  {
    name: 'a comma too many',
    text: '{\n  "web": {},\n}',
    problem: syntax('property-name', 3, 1),
  },
  { name: 'a comma too few', text: '{"a": 1\n"b": 2}', problem: syntax('comma', 2, 1) },
  { name: 'a colon too few', text: '{"web" {}}', problem: syntax('colon', 1, 8) },
  { name: 'a key without quotes', text: '{web: {}}', problem: syntax('valid-character', 1, 2) },
  { name: 'single quotes', text: "{'web': {}}", problem: syntax('valid-character', 1, 2) },
  {
    name: 'a comment',
    text: '{\r\n// mine\r\n"web": {}}',
    problem: syntax('valid-character', 2, 1),
  },
  { name: 'a second value', text: '{} {}', problem: syntax('end-of-file', 1, 4) },
  {
    name: 'a line break in a string',
    text: '{"web": "a\nb"}',
    problem: syntax('closing-quote', 1, 9),
  },
  { name: 'a bare tab in a string', text: '{"a": "\t"}', problem: syntax('valid-character', 1, 7) },
  {
    name: 'an unknown escape',
    text: String.raw`{"a": "\x"}`,
    problem: syntax('valid-character', 1, 7),
  },
];

describe('JSON credentials files', () => {
  for (const { name, text, changes, ignored } of good) {
    it(`the reader of JSON credentials files reads ${name}`, () => {
      assert.deepEqual(parseCredentialsFile(text), {
        ok: true,
        value: { credentials: { ...groupCredentials, ...changes }, ignored: ignored ?? [] },
      });
    });
  }

  for (const { name, text, problem } of bad) {
    it(`the reader of JSON credentials files refuses ${name}`, () => {
      assert.deepEqual(parseCredentialsFile(text), { ok: false, failure: problem });
    });
  }

  it('if a JSON credentials file has "web" and "installed", the reader reads the application that its caller names', () => {
    const text = JSON.stringify({
      web: pair,
      installed: { ...pair, redirect_uris: redirectUris },
    });
    const kinds = (['web', 'installed'] as const).map((chosen) => {
      const read = parseCredentialsFile(text, { application: chosen });
      return read.ok ? read.value.credentials.kind : read.failure;
    });
    assert.deepEqual(kinds, ['group', 'user']);
  });

  it('the reader of JSON credentials files refuses a file with only "web" if "installed" is the chosen application', () => {
    assert.deepEqual(parseCredentialsFile(jsonFile(), { application: 'installed' }), {
      ok: false,
      failure: { kind: 'missing-head' },
    });
  });

  it('reading a JSON credentials file doesn’t change Object.prototype, even if a key is named __proto__', () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    for (const key of ['__proto__', 'constructor', 'prototype', 'toString']) {
      parseCredentialsFile(
        `{"${key}":{"polluted":1,"${key}":{"polluted":1}},"web":{"${key}":{"polluted":1}}}`,
      );
    }
    assert.deepEqual(Object.getOwnPropertyNames(Object.prototype), before);
    assert.equal('polluted' in {}, false);
  });

  for (const text of ['[', '{"web":', '{"web":{"x":['].map((part) => part.repeat(60_000))) {
    it(`the reader of JSON credentials files reports a syntax error for a text that begins with ${text.slice(0, 13)} and nests at least 60,000 levels deep`, () => {
      const outcome = parseCredentialsFile(text);
      assert.equal(!outcome.ok && outcome.failure.kind, 'syntax');
    });
  }
});
