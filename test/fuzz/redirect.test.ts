import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { oauthErrors } from '../../src/core/failure.ts';
import {
  readRedirect,
  redirectWays,
  type ExpectedRedirect,
} from '../../src/core/signIn/redirect.ts';
import { cases, character } from './cases.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => value.trim() !== '');
const visible = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  minLength: 8,
  maxLength: 200,
});
const state = fc.base64String({ minLength: 8 }).map((value) => value.replace(/[+/=]/g, '-'));
const responseType = fc.constantFrom('code', 'token');
const redirectUri = fc.constantFrom(
  'http://localhost:5000/callback',
  'http://127.0.0.1/',
  'https://app.example/return?tenant=a',
  'urn:ietf:wg:oauth:2.0:oob',
);
const issuerOrigin = fc.constant('https://id.api.isogeo.com');
const expected: fc.Arbitrary<ExpectedRedirect> = fc.record({
  redirectUri,
  state,
  responseType,
  issuerOrigin,
});
const otherNames = ['session_state', 'scope', 'x'];
const others = fc.dictionary(fc.constantFrom(...otherNames), fc.string({ unit: 'grapheme' }));

/** An answer as a platform writes it, its parameters in any order. */
function addressOf(
  { redirectUri: uri, responseType: type }: ExpectedRedirect,
  parameters: readonly (readonly [string, string])[],
): string {
  const written = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const mark = type === 'token' ? '#' : uri.includes('?') ? '&' : '?';
  return uri + mark + written.join('&');
}

function shuffled(parameters: Readonly<Record<string, string>>) {
  const entries = Object.entries(parameters);
  return fc.shuffledSubarray(entries, { minLength: entries.length });
}

it('a pasted text without the right state is accepted only if it is a bare code', () => {
  const pieces = fc.constantFrom('?', '#', '&', '=', 'code=', 'state=', 'error=', '%', '%2', ' ');
  const pasted = fc.oneof(
    fc.string({ unit: character }),
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.array(fc.oneof(pieces, redirectUri, text), { maxLength: 12 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(pasted, expected, (given, waiting) => {
      fc.pre(!given.includes(waiting.state));
      const answer = readRedirect(given, waiting);
      if (answer.kind === 'refused') return;
      assert.equal(answer.kind, 'code');
      assert.equal(waiting.responseType, 'code');
      assert.doesNotMatch(given.trim(), /\s|^[a-z][a-z0-9+.-]*:\/\//i);
    }),
    cases,
  );
});

it('random other parameters in a redirect address don’t change the code that is read from the address', () => {
  fc.assert(
    fc.property(
      expected.map((waiting) => ({ ...waiting, responseType: 'code' as const })),
      text,
      others,
      (waiting, code, more) => {
        const parameters = Object.entries({ ...more, code, state: waiting.state });
        assert.deepEqual(readRedirect(addressOf(waiting, parameters), waiting), {
          kind: 'code',
          code,
        });
      },
    ),
    cases,
  );
});

it('a code in base64 is read unchanged although the platform doesn’t percent-encode the code', () => {
  const code = fc.base64String({ minLength: 4 });
  fc.assert(
    fc.property(redirectUri, state, code, (uri, right, made) => {
      const waiting = {
        redirectUri: uri,
        state: right,
        responseType: 'code',
        issuerOrigin: 'https://id.api.isogeo.com',
      } as const;
      const mark = uri.includes('?') ? '&' : '?';
      const address = `${uri}${mark}code=${made}&state=${right}`;
      assert.deepEqual(readRedirect(address, waiting), { kind: 'code', code: made });
    }),
    cases,
  );
});

it('a token in the fragment of a redirect address is read unchanged, with any order of parameters', () => {
  const fields = fc.tuple(expected, visible, fc.nat()).chain(([waiting, token, seconds]) =>
    fc.record({
      waiting: fc.constant({ ...waiting, responseType: 'token' as const }),
      token: fc.constant(token),
      seconds: fc.constant(seconds),
      parameters: shuffled({
        access_token: token,
        token_type: 'bearer',
        expires_in: String(seconds),
        state: waiting.state,
      }),
    }),
  );
  fc.assert(
    fc.property(fields, ({ waiting, token, seconds, parameters }) => {
      assert.deepEqual(readRedirect(addressOf(waiting, parameters), waiting), {
        kind: 'token',
        answer: { access_token: token, token_type: 'bearer', expires_in: seconds },
      });
    }),
    cases,
  );
});

it('a redirect address with another state, or with the right state twice, is refused', () => {
  fc.assert(
    fc.property(expected, state, text, fc.boolean(), (waiting, other, code, twice) => {
      fc.pre(other !== waiting.state);
      const states = twice ? [waiting.state, waiting.state] : [other];
      const parameters = [
        ['code', code],
        ['access_token', 'a'],
        ['token_type', 'bearer'],
        ['error', 'access_denied'],
        ...states.map((value) => ['state', value] as const),
      ] as const;
      assert.deepEqual(readRedirect(addressOf(waiting, parameters), waiting), {
        kind: 'refused',
        why: 'state',
      });
    }),
    cases,
  );
});

it('an OAuth error in a redirect address is reported by its standard code only, without the server’s text', () => {
  const known: readonly string[] = [...oauthErrors, 'other'];
  fc.assert(
    fc.property(
      expected,
      fc.oneof(text, fc.constantFrom(...oauthErrors)),
      text,
      (waiting, error, description) => {
        fc.pre(error !== 'access_denied');
        const answer = readRedirect(
          addressOf(waiting, [
            ['error', error],
            ['error_description', description],
            ['state', waiting.state],
          ]),
          waiting,
        );
        assert.ok(answer.kind === 'failed');
        assert.deepEqual(Object.keys(answer).sort(), ['error', 'kind']);
        assert.ok(known.includes(answer.error));
        if (known.includes(error)) assert.equal(answer.error, error);
      },
    ),
    cases,
  );
});

it('each redirect URI of an application leads to exactly one way of signing in, even if the URI is listed twice', () => {
  const uris = fc.array(fc.oneof(redirectUri, fc.webUrl(), fc.string({ unit: character })));
  fc.assert(
    fc.property(uris, responseType, (given, type) => {
      const ways = redirectWays(given, 'vscode://isogeo.isogeo-api', type);
      assert.deepEqual(ways.map(({ uri }) => uri).sort(), [...new Set(given)].sort());
    }),
    cases,
  );
});
