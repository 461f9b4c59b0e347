import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { parseCredentialsFile } from '../../src/core/credentials/file.ts';
import { isPastedFile, parsePasted, pastedFile } from '../../src/core/credentials/pasted.ts';
import { isogeoPlatforms } from '../../src/core/platform/endpoints.ts';
import { assertMeets, cases } from './cases.ts';

const letters = Array.from('abcXYZ019');
const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 8 });
const usualSecret = fc
  .array(fc.string({ unit: fc.constantFrom(...letters), minLength: 12, maxLength: 12 }), {
    minLength: 5,
    maxLength: 5,
  })
  .map(([a = '', b = '', c = '', d = '', e = '']) => `${a}+${b}/${c}%%${d}=${e}`);

/** Values of the ID, the secret and foreign keys. Half of them are usual. */
const value = fc.oneof(
  { weight: 8, arbitrary: word },
  { weight: 4, arbitrary: usualSecret },
  {
    weight: 4,
    arbitrary: fc.string({ unit: fc.constantFrom(...'aZ0 =:#;[]"\'_-./$%'.split('')) }),
  },
  fc.constantFrom('', '"a b"', "'a'", 'a # b', 'a#b', 'PORT=3000', 'AWS_SECRET_ACCESS_KEY=other'),
);

const foreignKey = fc.constantFrom(
  ...['NOTE', 'SCOPES', 'PORT', 'DEBUG', 'AWS_SECRET_ACCESS_KEY', 'AZURE_CLIENT_ID', 'lang'],
  ...['AZURE_CLIENT_SECRET', 'my.client_secret', 'OLD_ISOGEO_CLIENT_SECRET', 'x-app_secret'],
);

interface Form {
  readonly keys: Readonly<Record<string, fc.Arbitrary<string>>>;
  readonly separators: readonly string[];
  readonly comments: readonly string[];
  readonly heads: readonly string[];
  /** The lines that begin every file. */
  readonly first: string;
}

const address = fc.constantFrom('https://id.api.isogeo.com/oauth/token', 'https://geo.example/t');

const ini: Form = {
  keys: {
    CLIENT_ID: value,
    CLIENT_SECRET: value,
    URI_TOKEN: address,
    URI_AUTH: address,
    CLIENT_TYPE: fc.constantFrom('group', 'group', ''),
    app_lang: word,
  },
  separators: [' = ', '=', ': ', ' =', ':'],
  comments: ['# ', '; ', '#', ';'],
  heads: ['[global]', '[DEFAULT]', '[isogeo]', '[a b]'],
  first: '[auth]',
};

const env: Form = {
  keys: {
    ISOGEO_CLIENT_ID: value,
    ISOGEO_CLIENT_SECRET: value,
    ISOGEO_API_DEV_ID: value,
    ISOGEO_API_DEV_SECRET: value,
    ISOGEO_OAUTH2_Key: value,
    ISOGEO_PLATFORM: fc.constantFrom('prod', 'qa'),
    ISOGEO_TOKEN_URL: address,
  },
  separators: ['=', '=', '= ', ' = '],
  comments: ['# ', '#'],
  heads: [],
  first: '',
};

function linesIn({ keys, separators, comments, heads, first }: Form): fc.Arbitrary<string[]> {
  const separator = fc.constantFrom(...separators);
  const known = fc
    .constantFrom(...Object.keys(keys))
    .chain((key) =>
      fc.tuple(separator, keys[key] ?? word).map(([sign, text]) => key + sign + text),
    );
  const foreign = fc
    .tuple(foreignKey, separator, value)
    .map(([key, sign, text]) => key + sign + text);
  const comment = fc
    .tuple(
      fc.constantFrom(...comments),
      fc.oneof(known, word, fc.constantFrom(first, 'for the map')),
    )
    .map((parts) => parts.join(''));
  const other = fc.oneof(foreign, comment, fc.constant(''), fc.constantFrom('', ...heads));
  const some = (most: number) =>
    fc.oneof(fc.constant<string[]>([]), fc.array(other, { maxLength: most }));
  const pairs = fc
    .shuffledSubarray(Object.keys(keys), { minLength: 2 })
    .chain((names) =>
      fc.tuple(
        ...names.map((name) =>
          fc
            .tuple(separator, keys[name] ?? word, some(1))
            .map(([sign, text, after]) => [name + sign + text, ...after]),
        ),
      ),
    );
  return fc
    .tuple(some(3), pairs, some(3))
    .map(([before, pair, after]) => [
      ...before,
      ...(first ? [first] : []),
      ...pair.flat(),
      ...after,
    ]);
}

const fileText = fc
  .tuple(
    fc.oneof(linesIn(ini), linesIn(env)),
    fc.constantFrom('\n', '\r\n'),
    fc.constantFrom('export ', ''),
  )
  .map(([lines, end, prefix]) =>
    lines.map((line) => (line.startsWith('ISOGEO_') ? prefix + line : line)).join(end),
  );

function credentialsIn(text: string): unknown {
  const read = parseCredentialsFile(text, { platform: isogeoPlatforms.prod });
  return read.ok ? read.value.credentials : undefined;
}

const lineEnd = /\r\n|\r|\n/g;

for (const [box, between] of [
  ['replaces line ends with spaces', ' '],
  ['removes line ends', ''],
] as const) {
  it(`a random INI or .env file that is pasted into an input box that ${box} gives the credentials of the file or is refused`, () => {
    fc.assert(
      fc.property(fileText, (text) => {
        const file = pastedFile(text.replace(lineEnd, between));
        const pasted = file === undefined ? undefined : credentialsIn(file);
        if (pasted !== undefined) assert.deepEqual(pasted, credentialsIn(text));
      }),
      cases,
    );
  });

  it(`a random INI or .env file that is pasted into an input box that ${box} is read as the file if the clipboard contains it`, () => {
    fc.assert(
      fc.property(fileText, (text) => {
        const joined = text.replace(lineEnd, between);
        const file = isPastedFile(joined) && lineEnd.test(text.trim()) ? text.trim() : undefined;
        if (file !== undefined) assert.equal(pastedFile(joined, text), file);
      }),
      cases,
    );
  });
}

it('random files that an input box has joined contain files that are read and files that are refused', () => {
  const joined = (text: string) => pastedFile(text.replace(lineEnd, ' '));
  assertMeets(fileText, (text) => credentialsIn(joined(text) ?? '') !== undefined);
  assertMeets(fileText, (text) => joined(text) === undefined && credentialsIn(text) !== undefined);
});

it('the lines of Isogeo’s manager that an input box has joined give the ID and the secret of the lines, also if other lines are copied with them', () => {
  const other = fc.oneof(
    fc.constantFrom('Catalog tools', '', 'Created on 2024-01-31', 'a = b'),
    word,
  );
  const lines = fc
    .tuple(
      fc.array(other, { maxLength: 2 }),
      word,
      word,
      fc.array(other, { maxLength: 3 }),
      fc.boolean(),
    )
    .map(([before, id, secret, after, isIdFirst]) => {
      const pair = [`Client ID: ${id}`, `Client Secret: ${secret}`];
      return [...before, ...(isIdFirst ? pair : pair.toReversed()), ...after].join('\n');
    });
  fc.assert(
    fc.property(lines, (text) => {
      const { clientId, clientSecret } = parsePasted(text);
      const joined = parsePasted(text.replace(lineEnd, ' '));
      assert.deepEqual([joined.clientId, joined.clientSecret], [clientId, clientSecret]);
    }),
    cases,
  );
});
