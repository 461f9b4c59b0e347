import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { apiBaseOf } from '../../src/core/platform/endpoints.ts';
import type { Credentials } from '../../src/core/credentials/credentials.ts';
import { parseCredentialsFile } from '../../src/core/credentials/file.ts';
import { decodeText } from '../../src/core/text/text.ts';
import { cases, character } from './cases.ts';

/** A valid value: visible, without line breaks. */
const value = fc
  .oneof(
    fc.string({ unit: character, minLength: 1, maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom(...Array.from('%;#="\'\\[]{}:$! aé\u2028😀')),
      minLength: 1,
    }),
    fc.constantFrom('true', 'null', '__proto__', '%%', '0', '${HOME}'),
  )
  .map((text) => text.trim())
  .filter((text) => text !== '' && !/\p{Cc}|\p{Cs}/u.test(text));

const address = fc
  .tuple(
    fc.constantFrom('https://id.api.isogeo.com', 'https://id.api.qa.isogeo.com'),
    fc.webUrl({ validSchemes: ['https'] }),
    fc.boolean(),
  )
  .map(([isogeo, foreign, isForeign]) => new URL(isForeign ? foreign : isogeo).origin);

interface Given {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly identity: string;
  readonly redirectUris: readonly string[];
}

const given: fc.Arbitrary<Given> = fc.record({
  clientId: value,
  clientSecret: value,
  identity: address,
  redirectUris: fc.array(value, { minLength: 1, maxLength: 3 }),
});

function credentialsOf(
  { clientId, clientSecret, identity, redirectUris }: Given,
  kind: Credentials['kind'],
): Credentials {
  const token = `${identity}/oauth/token`;
  const endpoints = { token, authorization: `${identity}/oauth/authorize`, api: apiBaseOf(token) };
  const scopes = ['resources:read'];
  return { kind, clientId, clientSecret, endpoints, redirectUris, scopes };
}

/** The encoding that an editor saved it in. */
const encoding = fc.constantFrom(
  (text: string) => Buffer.from(text),
  (text: string) => Buffer.from(`\uFEFF${text}`),
  (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(),
);
const lineEnd = fc.constantFrom('\n', '\r\n');

const unknownKey = fc
  .string({ unit: character, maxLength: 12 })
  .filter((key) => !/\p{Cs}|^(web|installed)$/u.test(key));

const jsonFile = fc
  .record({
    given,
    head: fc.constantFrom('web', 'installed'),
    indent: fc.nat(4),
    end: lineEnd,
    encode: encoding,
    unknown: fc.uniqueArray(unknownKey, { maxLength: 3 }),
    unknownFirst: fc.boolean(),
  })
  .map(({ given: wanted, head, indent, end, encode, unknown, unknownFirst }) => {
    const { clientId, clientSecret, identity, redirectUris } = wanted;
    const pair = {
      client_id: clientId,
      client_secret: clientSecret,
      auth_uri: `${identity}/oauth/authorize`,
      token_uri: `${identity}/oauth/token`,
      redirect_uris: redirectUris,
    };
    // In place of an object, where `__proto__` would be special.
    const others = unknown.map((key) => `${JSON.stringify(key)}: {"client_secret": []}`);
    const known = `${JSON.stringify(head)}: ${JSON.stringify(pair, undefined, indent)}`;
    const members = unknownFirst ? [...others, known] : [known, ...others];
    const text = `{${members.join(',\n')}}`.replaceAll('\n', end);
    const kind: Credentials['kind'] = head === 'web' ? 'public' : 'user';
    return { bytes: encode(text), credentials: credentialsOf(wanted, kind), ignored: unknown };
  });

/** Spaces that configparser and this parser both strip. */
const space = fc.string({ unit: fc.constantFrom(' ', '\t'), maxLength: 3 });
const separator = fc.tuple(space, fc.constantFrom('=', ':'), space).map((parts) => parts.join(''));
const comment = fc.tuple(fc.constantFrom(';', '#'), value).map((parts) => parts.join(' '));

const iniFile = fc
  .record({
    given,
    kind: fc.constantFrom('user', 'public', 'group'),
    order: fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }),
    separators: fc.array(separator, { minLength: 6, maxLength: 6 }),
    comments: fc.array(fc.oneof(comment, space), { minLength: 6, maxLength: 6 }),
    upper: fc.boolean(),
    before: fc.constantFrom('', '[other]\nclient_id = x\n', '# a comment\n\n'),
    after: fc.constantFrom('', '[AUTH]\nclient_secret = x\n', '\n; the end'),
    end: lineEnd,
    encode: encoding,
  })
  .map(
    ({ given: wanted, kind, order, separators, comments, upper, before, after, end, encode }) => {
      const { clientId, clientSecret, identity, redirectUris } = wanted;
      const [redirectUri = ''] = redirectUris;
      const entries = [
        ['client_type', kind],
        ['client_id', clientId],
        ['client_secret', clientSecret],
        ['uri_auth', `${identity}/oauth/authorize`],
        ['uri_token', `${identity}/oauth/token`],
        ['uri_redirect', redirectUri],
      ] as const;
      const lines = order.map((index) => {
        const [key, text] = entries[index] ?? ['', ''];
        const name = upper ? key.toUpperCase() : key;
        const written = text.replaceAll('%', '%%');
        return `${comments[index] ?? ''}\n${name}${separators[index] ?? '='}${written}`;
      });
      const text = `${before}[auth]\n${lines.join('\n')}\n${after}`.replaceAll('\n', end);
      const ignored = ['other', 'AUTH'].filter((name) => text.includes(`[${name}]${end}`));
      return {
        bytes: encode(text),
        credentials: credentialsOf({ ...wanted, redirectUris: [redirectUri] }, kind),
        ignored: ignored.map((name) => `[${name}]`),
      };
    },
  );

for (const [format, file] of [
  ['JSON', jsonFile],
  ['INI', iniFile],
] as const) {
  it(`the reader of credentials reads a valid ${format} file with random values, encodings, line ends and unknown entries`, () => {
    fc.assert(
      fc.property(file, ({ bytes, credentials, ignored }) => {
        assert.deepEqual(parseCredentialsFile(textIn(bytes)), {
          ok: true,
          value: { credentials, ignored },
        });
      }),
      cases,
    );
  });

  it(`the reader of credentials reads a damaged ${format} file or refuses it, and a reported position is within the file`, () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(30),
      put: fc.oneof(
        fc.constant(''),
        fc.string({ unit: character, maxLength: 5 }),
        fc.constantFrom('"', '{', '}', '[', ']', ',', ':', '=', '\n', '\n ', '%', '[auth]\n'),
      ),
    });
    fc.assert(
      fc.property(file, fc.array(change, { minLength: 1, maxLength: 3 }), ({ bytes }, changes) => {
        let text = textIn(bytes);
        for (const { at, length, put } of changes) {
          const offset = Math.floor(at * text.length);
          text = text.slice(0, offset) + put + text.slice(offset + length);
        }
        checkOutcome(text);
      }),
      cases,
    );
  });
}

it('the reader of credentials reads a random text or refuses it, and a reported position is within the text', () => {
  const brackets = fc.string({
    unit: fc.constantFrom(...Array.from('{}[]",:= \n%_auth')),
    maxLength: 200,
  });
  const nested = fc.nat(20_000).map((depth) => '{"web":'.repeat(depth));
  fc.assert(
    fc.property(
      fc.oneof(
        { weight: 4, arbitrary: fc.string({ unit: character }) },
        { weight: 4, arbitrary: fc.json() },
        { weight: 4, arbitrary: brackets },
        { weight: 1, arbitrary: nested },
      ),
      checkOutcome,
    ),
    cases,
  );
});

function textIn(bytes: Uint8Array): string {
  const text = decodeText(bytes);
  assert.ok(text.ok);
  return text.value;
}

function checkOutcome(text: string): void {
  const outcome = parseCredentialsFile(text);
  if (outcome.ok) {
    const { clientId, clientSecret, kind } = outcome.value.credentials;
    for (const given of kind === 'public' ? [clientId] : [clientId, clientSecret]) {
      assert.ok(given.trim() !== '' && !/\p{Cc}/u.test(given));
    }
    return;
  }
  if (!('position' in outcome.failure)) return;
  const { line, column } = outcome.failure.position;
  const lines = text.split(/\r\n|\r|\n/);
  assert.ok(line >= 1 && line <= lines.length, `line ${line} of ${lines.length}`);
  const length = lines[line - 1]?.length ?? 0;
  assert.ok(column >= 1 && column <= length + 1, `column ${column} of ${length}`);
}
