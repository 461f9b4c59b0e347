import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  maxCredentialsBytes,
  parseCredentialsFile,
} from '../../../../src/core/credentials/file.ts';
import { decodeText } from '../../../../src/core/text/text.ts';
import { iniFile, jsonFile, pair } from './samples.ts';
import { cases, character } from '../../../fuzz/cases.ts';

function secretIn(text: string): string | undefined {
  const read = parseCredentialsFile(text);
  return read.ok ? read.value.credentials.clientSecret : undefined;
}

describe('the text of a credentials file', () => {
  for (const text of ['', ' ', '\n\r\n\t', '\ufeff']) {
    it(`the text ${JSON.stringify(text)} of a credentials file is reported as empty`, () => {
      assert.deepEqual(parseCredentialsFile(text), { ok: false, failure: { kind: 'empty' } });
    });
  }

  const foreign = {
    'a web page': '<!doctype html>\n<html><body>[auth]\nclient_id = a</body></html>',
    XML: '<?xml version="1.0"?>\n<web/>',
    prose: 'Client ID: see below',
    'comments alone': '# [auth]\n; ISOGEO_CLIENT_ID=a',
    'the clipboard of the manager': `Name\nClient ID: ${pair.client_id}\nClient Secret: s`,
    'a spreadsheet': 'client_id,client_secret\na,b',
    YAML: 'web:\n  client_id: a\n',
    'half a null': 'nul',
    'a word that begins as null does': 'nullable',
    'a sentence that ends in true': 'this is true',
    'a web page with a section and keys': '<pre>\n[auth]\nclient_id = a</pre>',
    'a list in its text': 'see [auth] below\n',
    'a line that is a word in brackets after another word': 'see\nx[auth]\nfor more',
    'a line that ends in brackets': 'see [auth]\nfor more',
    'a link in Markdown': 'see\n[auth](https://geo.example)',
    'a Markdown list': '- Client ID: a\n- Client secret: b',
    'a rule of dashes': '---\nweb: {}',
  };
  for (const [name, text] of Object.entries(foreign)) {
    it(`a text that isn’t a credentials file is reported as an unknown format: ${name}`, () => {
      assert.deepEqual(parseCredentialsFile(text), {
        ok: false,
        failure: { kind: 'unknown-format' },
      });
    });
  }

  it('JSON and INI credentials files are recognised by their text alone, even INI with JSON in a comment', () => {
    assert.equal(secretIn(jsonFile()), pair.client_secret);
    assert.equal(secretIn(iniFile()), pair.client_secret);
    assert.equal(secretIn(`; {"web": {}}\n${iniFile()}`), pair.client_secret);
  });

  for (const head of [
    ...['[remote "x"]', '[2024]', '[a, b]', '[{x}]', "['x']", '["web"]\na = 1', '[2024]\na: 1'],
    ...['[[a]', '[[]]', '["a", 1]', '[-1]', '[null]', '[x]y', '[x] group', '[x]:', '[x] // c'],
  ]) {
    it(`a credentials file in INI form is read if its first section is ${JSON.stringify(head)}`, () => {
      assert.equal(secretIn(`${head}\n${iniFile()}`), pair.client_secret);
    });
  }

  for (const head of [
    '[auth]x',
    '[auth] group',
    '[auth]:',
    '[auth] // c',
    '[auth]=',
    '[auth](x)',
  ]) {
    it(`the line ${JSON.stringify(head)} begins the section [auth] of a credentials file, as in Python`, () => {
      assert.equal(secretIn(iniFile().replace('[auth]', head)), pair.client_secret);
    });
  }

  for (const text of [
    '["web"]',
    '[]',
    '[2024]',
    '[[1],\n[2]\n]',
    '["web"',
    '[1,\n',
    '{',
    '"a"',
    '-1',
    'null',
  ]) {
    it(`the text ${JSON.stringify(text)}, which begins as JSON does, isn’t read as an INI file`, () => {
      const { failure } = parseCredentialsFile(text) as { failure: { kind: string; key?: string } };
      assert.ok(['wrong-type', 'syntax'].includes(failure.kind), failure.kind);
      assert.equal(failure.key ?? '', '');
    });
  }

  const variables = `ISOGEO_CLIENT_ID=a\nISOGEO_CLIENT_SECRET=b\nISOGEO_PLATFORM=prod\n`;
  for (const [before, after = ''] of [
    ...['APP_ID=1', 'APP_SECRET=1', 'APP_TYPE=1', 'CLIENT_ID=1', 'client_secret = 1'].map(
      (line) => [line],
    ),
    ...[
      '1PASSWORD=a',
      '-1=a',
      '"a"=b',
      'true=1',
      '# [auth]',
      'X="a\n[a]\nb"',
      "X='\n[auth]\n'",
    ].map((line) => [line]),
    ['', 'X="a\n[a]\nb"'],
    ['', '[auth]\nCLIENT_ID=c'],
    ['APP_ID=1\n[x]'],
  ] as const) {
    it(`a .env file is read if ${JSON.stringify(before)} is before and ${JSON.stringify(after)} after its variables`, () => {
      assert.equal(secretIn(`${before}\n${variables}${after}\n`), 'b');
    });
  }

  it('a section with a key that begins with ISOGEO_ is read as INI', () => {
    assert.equal(secretIn(iniFile({ ISOGEO_PLATFORM: 'qa' })), pair.client_secret);
  });

  for (const [line, column] of [
    ['ISOGEO_CLIENT_ID: a', 18],
    [' export ISOGEO_CLIENT_ID : a', 25],
    ['ISOGEO_PLATFORM:\tprod', 17],
  ] as const) {
    it(`a .env file with the line ${JSON.stringify(line)} is refused, since a colon isn’t an equals sign`, () => {
      for (const rest of ['', 'ISOGEO_CLIENT_SECRET=b\n']) {
        assert.deepEqual(parseCredentialsFile(`# mine\n${line}\n${rest}`), {
          ok: false,
          failure: { kind: 'syntax', expected: 'equals-sign', position: { line: 2, column } },
        });
      }
    });
  }

  for (const text of [
    'client_id=a',
    'CLIENT_ID : a',
    'app_secret = a',
    'note\n[auth]',
    '# mine\n[auth]',
  ]) {
    it(`a credentials file with the incomplete INI text ${JSON.stringify(text)} is refused, but not as an unknown format`, () => {
      const read = parseCredentialsFile(text);
      assert.ok(!read.ok);
      assert.notEqual(read.failure.kind, 'unknown-format');
    });
  }

  const encodings = {
    'UTF-8 with a byte order mark': (text: string) => Buffer.from(`\ufeff${text}`),
    'UTF-16 little-endian': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'),
    'UTF-16 big-endian': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  };
  for (const [name, encode] of Object.entries(encodings)) {
    it(`JSON and INI credentials files in the encoding ${name} are read with the right secret`, () => {
      const secret = 'é漢😀';
      const files = [jsonFile({ client_secret: secret }), iniFile({ CLIENT_SECRET: secret })];
      const read = files.map((text) => {
        const decoded = decodeText(encode(text));
        return decoded.ok && secretIn(decoded.value);
      });
      assert.deepEqual(read, [secret, secret]);
    });
  }

  it('the reader of credentials files doesn’t throw on random text, such as pieces of JSON and INI', () => {
    const token = fc.constantFrom(
      ...['{', '}', '[', ']', '"', ':', ',', '=', '%', ';', '#', '\n', '\r', '\\', ' ', '\0'],
      ...['[auth]', 'CLIENT_ID = ', 'client_secret: ', 'URI_TOKEN=', '"web"', '"installed"'],
      ...['"client_id":', '"token_uri":', 'https://', 'urn:x', 'http://[', 'file:///', '__proto__'],
      ...['null', 'true', '1e999', '\ud800', '\u2028', 'CLIENT_TYPE = user', '[]'],
    );
    const pieces = fc.array(fc.oneof(token, fc.string())).map((parts) => parts.join(''));
    const json = fc.json();
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: character }), pieces, json), (text) => {
        assert.equal(typeof parseCredentialsFile(text).ok, 'boolean');
      }),
      cases,
    );
  });

  it('the reader of credentials files doesn’t throw on random token addresses in a JSON file', () => {
    const scheme = fc.constantFrom(
      'https:',
      'http:',
      'urn:',
      'mailto:',
      'file:',
      'blob:',
      'a+b:',
      '',
    );
    const address = fc
      .tuple(scheme, fc.constantFrom('//', '', '/'), fc.string(), fc.string())
      .map(([first, slashes, host, rest]) => `${first}${slashes}${host}/${rest}`);
    fc.assert(
      fc.property(address, (token_uri) => {
        assert.equal(typeof parseCredentialsFile(jsonFile({ token_uri })).ok, 'boolean');
      }),
      cases,
    );
  });

  // configparser strips white space around a value; control characters are refused.
  const secrets = fc
    .oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
      fc.string({ unit: fc.constantFrom(...Array.from('%;#"\'\\=:[]${} aé')), minLength: 1 }),
      fc.constantFrom('true', 'false', 'null', '__proto__', 'auth', '[auth]'),
    )
    .filter((secret) => secret.trim() !== '' && !/\p{Cc}/u.test(secret));

  it('the reader of credentials files keeps random printable secrets in JSON unchanged', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        assert.equal(secretIn(jsonFile({ client_secret: secret })), secret);
      }),
      cases,
    );
  });

  it('the INI reader reads random printable secrets whose percent signs are doubled, and removes white space around them', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const written = secret.replaceAll('%', '%%');
        assert.equal(secretIn(iniFile({ CLIENT_SECRET: written })), secret.trim());
      }),
      cases,
    );
  });
});

it('the constant for the size limit of credentials files is 64 KiB', () => {
  assert.equal(maxCredentialsBytes, 65_536);
});

describe('hostile files of the largest size', () => {
  const size = maxCredentialsBytes;
  const hostile = {
    'a line of white space': `[auth]\na${' '.repeat(size)}b`,
    'open brackets': `x\n${'[\n'.repeat(size / 2)}`,
    sections: '[a]\n'.repeat(size / 4),
    'percent signs': iniFile({ CLIENT_SECRET: '%%'.repeat(size / 2) }),
    'references without an end': iniFile({ CLIENT_SECRET: '%('.repeat(size / 2) }),
    'references to each other': iniFile(
      Object.fromEntries(
        ['CLIENT_SECRET', 'a', 'b', 'c', 'd', 'e'].map((key, index, keys) => [
          key,
          `%(${keys[index + 1] ?? 'none'})s`.repeat(size / 60),
        ]),
      ),
    ),
    'references to an empty value': iniFile({
      CLIENT_SECRET: '%(a)s'.repeat(2000),
      ...Object.fromEntries(
        ['a', 'b', 'c', 'd', 'e'].map((key, index, keys) => {
          const next = keys[index + 1];
          return [key, next === undefined ? '' : `%(${next})s`.repeat(1500)];
        }),
      ),
    }),
    'quotes and backslashes': jsonFile({ client_secret: '"\\'.repeat(size / 4) }),
  };
  for (const [name, text] of Object.entries(hostile)) {
    // Linear work takes milliseconds; quadratic work takes seconds.
    it(`the reader of credentials files needs less than a second of processor time for a file of about 64 KiB with ${name}`, () => {
      const before = process.cpuUsage();
      parseCredentialsFile(text);
      const { user, system } = process.cpuUsage(before);
      assert.ok(user + system < 1_000_000, `it took ${user + system} µs`);
    });
  }
});
