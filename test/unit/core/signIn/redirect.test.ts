import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  addressOfHanded,
  readRedirect,
  redirectWays as waysOf,
  type ExpectedRedirect,
  type RedirectAnswer,
} from '../../../../src/core/signIn/redirect.ts';
import { cases, character } from '../../../fuzz/cases.ts';

const handlerOrigin = 'vscode://isogeo.isogeo-api';
const redirectWays = (uris: readonly string[], origin: string) => waysOf(uris, origin, 'code');
const redirectUri = 'http://localhost:5000/callback';
const state = 'right-state';
const issuerOrigin = 'https://id.api.isogeo.com';
const forCode: ExpectedRedirect = { redirectUri, state, responseType: 'code', issuerOrigin };
const forToken: ExpectedRedirect = { ...forCode, responseType: 'token' };

function refused(why: Extract<RedirectAnswer, { kind: 'refused' }>['why']): RedirectAnswer {
  return { kind: 'refused', why };
}

function code(text: string): RedirectAnswer {
  return { kind: 'code', code: text };
}

/** Any refusal, with any reason. */
function assertRefused(text: string, expected: ExpectedRedirect): void {
  assert.equal(readRedirect(text, expected).kind, 'refused', text);
}

describe('how a redirect URI answers', () => {
  for (const uri of [
    'http://localhost:5000/callback',
    'http://localhost/callback',
    'http://localhost',
    'http://localhost:80/callback',
    'http://LOCALHOST:5000/Callback?next=/a',
    'http://127.0.0.1:8080/',
    'http://[::1]:5000/callback',
    'http://127.1:8080/',
  ]) {
    it(`the sign-in with the redirect URI ${uri} uses a local server to receive the answer from the browser`, () => {
      assert.deepEqual(redirectWays([uri], handlerOrigin), [{ kind: 'loopback', uri }]);
    });
  }

  for (const uri of [
    'https://localhost:5000/login/callback',
    'https://127.0.0.1/callback',
    'https://[::1]/callback',
    'http://app.localhost:5000/callback',
    'http://localhost.:5000/callback',
    'http://127.0.0.2:5000/callback',
    'http://127.10.20.30:5000/callback',
    'http://0.0.0.0:5000/callback',
    'http://0/callback',
    'http://[::]:5000/callback',
    'http://[::ffff:127.0.0.1]:5000/callback',
    'http://me@localhost:5000/callback',
    'http://:word@localhost:5000/callback',
    'http://localhost:5000/#callback',
    'http://localhost:5000/callback#',
  ]) {
    it(`the sign-in with ${uri}, a redirect URI on this machine that no local server can answer, expects the user to paste the address`, () => {
      const way = { kind: 'pasted-address', uri, isLocal: true };
      assert.deepEqual(redirectWays([uri], handlerOrigin), [way]);
      assert.deepEqual(waysOf([uri], handlerOrigin, 'token'), [way]);
    });
  }

  for (const uri of [handlerOrigin, `${handlerOrigin}/callback`, `${handlerOrigin}/a?b=c`]) {
    it(`the sign-in with the redirect URI ${uri} expects the answer from VS Code, which opens the URI`, () => {
      assert.deepEqual(redirectWays([uri], handlerOrigin), [{ kind: 'uri-handler', uri }]);
    });
  }

  for (const uri of ['urn:ietf:wg:oauth:2.0:oob', 'urn:ietf:wg:oauth:2.0:oob:auto']) {
    it(`the sign-in with the redirect URI ${uri} expects an authorization code that the browser shows`, () => {
      assert.deepEqual(redirectWays([uri], handlerOrigin), [{ kind: 'shown-code', uri }]);
    });
  }

  it('the sign-in with the out-of-band redirect URI with a colon at its end expects an authorization code that the browser shows', () => {
    const uri = 'urn:ietf:wg:oauth:2.0:oob:';
    assert.deepEqual(redirectWays([uri], handlerOrigin), [{ kind: 'shown-code', uri }]);
  });

  for (const uri of [
    'https://app.example.org/callback',
    'http://app.example.org/callback',
    'http://localhost.example.org/callback',
    'http://notlocalhost/callback',
    'git+http://localhost/callback',
    'http+git://localhost/callback',
    'http://127.0.0.1.example.org/callback',
    'http://localhost@example.org/callback',
    'http://192.168.0.1:5000/callback',
    'vscode-insiders://isogeo.isogeo-api/callback',
    'vscode://isogeo.isogeo-api.evil/callback',
    'vscode://other.extension/callback',
    'urn:ietf:wg:oauth:2.0:oob:other',
    'https://app.example.org/urn:ietf:wg:oauth:2.0:oob',
    'no address at all',
    '',
    'http://localhost:0/callback',
    `${handlerOrigin}/#callback`,
  ]) {
    it(`the sign-in with the redirect URI "${uri}" expects the user to paste the address from the browser`, () => {
      assert.deepEqual(redirectWays([uri], handlerOrigin), [{ kind: 'pasted-address', uri }]);
    });
  }

  it('a sign-in that expects a token instead of a code expects the user to paste the address if the redirect URI is out-of-band', () => {
    const uri = 'urn:ietf:wg:oauth:2.0:oob';
    const ways = waysOf([uri], handlerOrigin, 'token');
    assert.deepEqual(ways, [{ kind: 'pasted-address', uri }]);
  });

  it('the sign-in in VSCodium expects the answer from the editor if the redirect URI has the scheme vscodium', () => {
    const uri = 'vscodium://isogeo.isogeo-api/callback';
    assert.deepEqual(redirectWays([uri], 'vscodium://isogeo.isogeo-api'), [
      { kind: 'uri-handler', uri },
    ]);
  });

  it('an application’s redirect URIs are sorted by kind (local server, VS Code, shown code, pasted address), then by file order', () => {
    const uris = [
      'https://app.example.org/callback',
      'urn:ietf:wg:oauth:2.0:oob',
      `${handlerOrigin}/callback`,
      'http://localhost:5000/callback',
      'https://localhost:5000/login/callback',
      'http://127.0.0.1:6000/callback',
    ];
    assert.deepEqual(
      redirectWays(uris, handlerOrigin).map(({ uri }) => uri),
      [3, 5, 2, 1, 0, 4].map((index) => uris[index]),
    );
  });

  it('an application without redirect URIs has no way to sign in through the browser', () => {
    assert.deepEqual(redirectWays([], handlerOrigin), []);
  });

  it('duplicate redirect URIs are removed, and the others stay unchanged byte for byte', () => {
    const known = fc.constantFrom(
      redirectUri,
      `${handlerOrigin}/callback`,
      'urn:ietf:wg:oauth:2.0:oob',
      'https://app.example.org/callback',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: character }), known)), (uris) => {
        const found = redirectWays(uris, handlerOrigin).map(({ uri }) => uri);
        assert.deepEqual(found.sort(), [...new Set(uris)].sort());
      }),
      cases,
    );
  });
});

describe('the answer of the code grant', () => {
  for (const [name, text] of [
    ['the whole address', `${redirectUri}?code=abc&state=${state}`],
    ['the address with its parameters in another order', `${redirectUri}?state=${state}&code=abc`],
    ['the address without its scheme', `localhost:5000/callback?code=abc&state=${state}`],
    ['an address with a slash more at its end', `${redirectUri}/?code=abc&state=${state}`],
    ['an address with more in it', `${redirectUri}?lang=x&code=abc&state=${state}&session_state=y`],
    ['an address with a fragment that a site added', `${redirectUri}?code=abc&state=${state}#_=_`],
    ['the query alone', `?code=abc&state=${state}`],
    ['the query without its mark', `code=abc&state=${state}`],
    ['a query that begins with the state', `state=${state}&code=abc`],
    ['an address in other case', `HTTP://LocalHost:5000/callback?code=abc&state=${state}`],
    ['an address with blanks around it', `  ${redirectUri}?code=abc&state=${state}\r\n`],
    ['a bare code', 'abc'],
    ['a bare code with blanks around it', '\tabc \n'],
  ] as const) {
    it(`the authorization code is found in the answer of a sign-in, given as ${name}`, () => {
      assert.deepEqual(readRedirect(text, forCode), code('abc'));
    });
  }

  for (const [name, given] of [
    ['percent-encoded', 'ab%2Bcd%2Fef%3D'],
    ['percent-encoded in lower case', 'ab%2bcd%2fef%3d'],
    ['as VS Code hands it on, decoded', 'ab+cd/ef='],
    ['decoded in part', 'ab+cd%2Fef='],
  ] as const) {
    it(`the characters +, / and = of an authorization code are kept if the code comes ${name}, in an address or alone`, () => {
      const expected = code('ab+cd/ef=');
      const address = `${redirectUri}?code=${given}&state=${state}`;
      assert.deepEqual(readRedirect(address, forCode), expected);
      assert.deepEqual(readRedirect(given, forCode), expected);
    });
  }

  for (const bare of ['dGVzdA==', 'dGVzdA=', '+/=', 'a%ZZb', '100%']) {
    it(`the authorization code "${bare}", pasted without an address, is accepted unchanged`, () => {
      assert.deepEqual(readRedirect(bare, forCode), code(bare));
    });
  }

  it('an authorization code in a redirect address is percent-decoded only once', () => {
    const address = `${redirectUri}?code=a%252Bb&state=${state}`;
    assert.deepEqual(readRedirect(address, forCode), code('a%2Bb'));
  });

  it('an authorization code is accepted at a redirect URI that has its own query', () => {
    const uri = `${redirectUri}?tenant=a`;
    assert.deepEqual(
      readRedirect(`${uri}&code=abc&state=${state}`, { ...forCode, redirectUri: uri }),
      code('abc'),
    );
  });

  for (const [uri, shown] of [
    ['http://localhost:80/callback', 'http://localhost/callback'],
    ['http://localhost:80/callback', 'localhost/callback'],
    ['http://localhost', 'http://localhost/'],
    ['http://localhost:5000/a b', 'http://localhost:5000/a%20b'],
    ['http://localhost:5000/é', 'http://localhost:5000/%C3%A9'],
    ['https://app.example.org:443', 'https://app.example.org/'],
    ['HTTP://LOCALHOST:5000/callback', 'http://localhost:5000/callback'],
    ['https://app.example.org/é', 'app.example.org/é'],
    ['app.example.org/callback', 'app.example.org/callback'],
    ['app.example.org/callback', 'https://app.example.org/callback'],
    [`${handlerOrigin}/callback`, `${handlerOrigin}/callback`],
    ['http://me:word@localhost:5000/callback', redirectUri],
    ['http://localhost:5000/#callback', 'http://localhost:5000/'],
  ] as const) {
    it(`the address ${shown} of the browser is recognised as the redirect URI ${uri}, and the code in its query is accepted`, () => {
      const expected = { ...forCode, redirectUri: uri };
      assert.deepEqual(readRedirect(`${shown}?code=abc&state=${state}`, expected), code('abc'));
    });
  }

  for (const [name, text, why] of [
    ['nothing', '', 'empty'],
    ['blanks', ' \t\r\n', 'empty'],
    ['another state', `${redirectUri}?code=abc&state=wrong`, 'state'],
    ['no state', `${redirectUri}?code=abc`, 'state'],
    ['an empty state', `${redirectUri}?code=abc&state=`, 'state'],
    ['a state in other case', `${redirectUri}?code=abc&state=RIGHT-STATE`, 'state'],
    ['the state twice', `${redirectUri}?code=abc&state=${state}&state=${state}`, 'state'],
    ['a second, wrong state', `${redirectUri}?state=${state}&code=abc&state=wrong`, 'state'],
    ['the state in the fragment', `${redirectUri}?code=abc#state=${state}`, 'state'],
    ['no parameter', `${redirectUri}?`, 'state'],
    ['the address alone', redirectUri, 'nothing-in-it'],
    ['a query with another state', 'code=abc&state=wrong', 'state'],
    ['a bare error', 'error=access_denied', 'state'],
    ['an error without a state', `${redirectUri}?error=access_denied`, 'state'],
    ['an error with another state', `${redirectUri}?error=access_denied&state=wrong`, 'state'],
    ['no code', `${redirectUri}?state=${state}`, 'nothing-in-it'],
    ['a code without a value', `${redirectUri}?code&state=${state}`, 'nothing-in-it'],
    ['an empty code', `${redirectUri}?code=&state=${state}`, 'nothing-in-it'],
    ['the code twice', `${redirectUri}?code=a&code=b&state=${state}`, 'nothing-in-it'],
    ['a token in place of a code', `?access_token=abc&state=${state}`, 'nothing-in-it'],
    ['another site', `https://example.org/?code=abc&state=${state}`, 'other-address'],
    ['another path', `http://localhost:5000/other?code=abc&state=${state}`, 'other-address'],
    ['another port', `http://localhost:5001/callback?code=abc&state=${state}`, 'other-address'],
    ['the address of the sign-in', 'https://id.api.isogeo.com/oauth/authorize', 'other-address'],
    ['several words', 'the code is abc', 'other-address'],
    ['a question mark alone', '?', 'other-address'],
  ] as const) {
    it(`a sign-in that expects an authorization code refuses an answer with ${name}`, () => {
      assert.deepEqual(readRedirect(text, forCode), refused(why));
    });
  }

  for (const address of [
    'http://localhost:5000.example.org/callback',
    'http://localhost:5000@example.org/callback',
    'http://user@localhost:5000/callback',
    'http://example.org/localhost:5000/callback',
    'http://example.org/#http://localhost:5000/callback',
    'http://localhost:5000/callback/../other',
    'http://localhost:5000/callbacks',
    'http://localhost:5000//callback',
    'http://localhost:50000/callback',
    'http://localhost/callback',
    'http://lоcalhost:5000/callback', // a Cyrillic o
    'http://127.0.0.1:5000/callback',
    'example.org/callback',
    'javascript://localhost:5000/callback/x',
  ]) {
    it(`an answer at ${address} is refused, since it only resembles the redirect URI`, () => {
      assert.deepEqual(
        readRedirect(`${address}?code=abc&state=${state}`, forCode),
        refused('other-address'),
      );
    });
  }

  for (const text of [
    'iss=https%3A%2F%2Fid.example&code=abc&state=wrong',
    'session_state=1&state=wrong&code=abc',
    '&code=abc&state=wrong',
    'error_description=no&error=access_denied&state=wrong',
    `${redirectUri}#code=abc&state=wrong`,
    'localhost:5000/callback#code=abc&state=wrong',
  ]) {
    it(`a pasted query or address with a wrong state is refused, not read as a bare code: ${text}`, () => {
      assertRefused(text, forCode);
    });
  }

  for (const text of [redirectUri, 'localhost:5000/callback', 'localhost:5000/callback/']) {
    it(`a pasted redirect address without a code and a state is refused: ${text}`, () => {
      assertRefused(text, forCode);
    });
  }

  it('an authorization code is found in a pasted query that begins with another parameter than the code or the state', () => {
    assert.deepEqual(readRedirect(`lang=x&code=abc&state=${state}`, forCode), code('abc'));
  });
});

describe('the answer of the implicit grant', () => {
  const fragment = `access_token=abc-token&token_type=bearer&expires_in=3599&state=${state}`;
  const token = {
    kind: 'token',
    answer: { access_token: 'abc-token', token_type: 'bearer', expires_in: 3599 },
  };

  for (const [name, text] of [
    ['the whole address', `${redirectUri}#${fragment}`],
    ['the address without its scheme', `localhost:5000/callback#${fragment}`],
    ['the fragment alone', `#${fragment}`],
    ['the fragment without its mark', fragment],
    [
      'a fragment that begins with the state',
      `state=${state}&${fragment.split('&state')[0] ?? ''}`,
    ],
  ] as const) {
    it(`the access token is found in the answer of a sign-in that expects a token, given as ${name}`, () => {
      assert.deepEqual(readRedirect(text, forToken), token);
    });
  }

  it('a token in a redirect address is accepted without a lifetime, and a refresh token in the address is ignored', () => {
    const given = `${redirectUri}#access_token=a%2Bb-token&token_type=Bearer&state=${state}&refresh_token=r`;
    assert.deepEqual(readRedirect(given, forToken), {
      kind: 'token',
      answer: { access_token: 'a+b-token', token_type: 'bearer' },
    });
  });

  it('a token is accepted at a redirect URI that has its own query, with or without this query in the answer', () => {
    const uri = `${redirectUri}?tenant=a`;
    const expected = { ...forToken, redirectUri: uri };
    assert.deepEqual(readRedirect(`${uri}#${fragment}`, expected), token);
    // The listener knows the path only.
    assert.deepEqual(readRedirect(`${redirectUri}#${fragment}`, expected), token);
  });

  for (const [name, text, why] of [
    ['another state', `${redirectUri}#access_token=abc&token_type=bearer&state=wrong`, 'state'],
    ['no state', `${redirectUri}#access_token=abc&token_type=bearer`, 'state'],
    ['the state twice', `${redirectUri}#${fragment}&state=${state}`, 'state'],
    ['an empty fragment', `${redirectUri}#`, 'state'],
    ['a bare error', '#error=access_denied', 'state'],
    ['no token', `${redirectUri}#state=${state}`, 'nothing-in-it'],
    ['the token twice', `${redirectUri}#${fragment}&access_token=b`, 'nothing-in-it'],
    ['an empty token', `#${fragment.replace('abc-token', '')}`, 'nothing-in-it'],
    ['a bare word, which may be a code', 'abc', 'nothing-in-it'],
    ['another address', `http://localhost:5001/callback#${fragment}`, 'other-address'],
  ] as const) {
    it(`a sign-in that expects a token refuses an answer with ${name}`, () => {
      assert.deepEqual(readRedirect(text, forToken), refused(why));
    });
  }

  for (const [name, text] of [
    ['no token type', fragment.replace('token_type=bearer&', '')],
    ['another token type', fragment.replace('bearer', 'mac')],
    ['a line break in the token', fragment.replace('abc', 'a%0Ab')],
    ['a lifetime in words', fragment.replace('3599', 'soon')],
    ['a token of 7 characters', fragment.replace('abc-token', 'a'.repeat(7))],
    ['a token of 16,385 characters', fragment.replace('abc-token', 'a'.repeat(16_385))],
  ] as const) {
    it(`a token answer with ${name} ends the sign-in if its state is right, and is refused if its state is wrong`, () => {
      assert.deepEqual(readRedirect(`${redirectUri}#${text}`, forToken), { kind: 'bad-token' });
      const other = text.replace(state, 'wrong');
      assert.deepEqual(readRedirect(`${redirectUri}#${other}`, forToken), refused('state'));
    });
  }

  it('a token in the query of a redirect address is refused, but the error access_denied beside it denies the sign-in', () => {
    assertRefused(`${redirectUri}?${fragment}`, forToken);
    const answer = readRedirect(`${redirectUri}?${fragment}&error=access_denied`, forToken);
    assert.deepEqual(answer, { kind: 'denied' });
  });

  for (const rest of ['', '#', '#_=_']) {
    it(`a sign-in that expects a token is denied by access_denied in the query of the redirect address${rest && `, before ${rest}`}`, () => {
      const at = (address: string, query: string) =>
        readRedirect(`${address}?${query}${rest}`, forToken);
      const query = `error=access_denied&state=${state}`;
      assert.deepEqual(at(redirectUri, query), { kind: 'denied' });
      assert.equal(at(redirectUri, 'error=access_denied&state=wrong').kind, 'refused');
      assert.equal(at('http://localhost:5001/callback', query).kind, 'refused');
    });
  }
});

describe('the issuer of an answer', () => {
  const from = (issuer: string) => `?code=abc&state=${state}&iss=${encodeURIComponent(issuer)}`;

  it('an answer to the sign-in is accepted if its issuer (iss) has the origin of the server to which the browser was sent', () => {
    for (const issuer of [issuerOrigin, `${issuerOrigin}/`, `${issuerOrigin}/oauth`]) {
      assert.deepEqual(readRedirect(from(issuer), forCode), code('abc'));
    }
  });

  for (const issuer of ['https://id.example', 'http://id.api.isogeo.com', 'isogeo', '']) {
    it(`an answer to the sign-in with the issuer "${issuer}" (iss) is refused`, () => {
      assert.deepEqual(readRedirect(from(issuer), forCode), refused('state'));
    });
  }
});

it('an answer to the sign-in with two issuers (iss) is refused, even if both are right', () => {
  for (const other of [issuerOrigin, 'https://id.example', '']) {
    const given = `?code=abc&state=${state}&iss=${issuerOrigin}&iss=${other}`;
    assert.deepEqual(readRedirect(given, forCode), refused('state'));
  }
});

describe('errors in an answer', () => {
  it('an answer that contains the error access_denied twice ends the sign-in with an unspecific error', () => {
    const given = `?code=abc&state=${state}&error=access_denied&error=access_denied`;
    assert.deepEqual(readRedirect(given, forCode), { kind: 'failed', error: 'other' });
  });

  for (const expected of [forCode, forToken]) {
    const mark = expected.responseType === 'code' ? '?' : '#';
    const at = (error: string) => `${redirectUri}${mark}error=${error}&state=${state}`;

    it(`the error access_denied in an answer means that the sign-in was denied, with the response type ${expected.responseType}`, () => {
      assert.deepEqual(readRedirect(at('access_denied'), expected), { kind: 'denied' });
    });

    for (const [given, error] of [
      ['invalid_request', 'invalid_request'],
      ['unauthorized_client', 'unauthorized_client'],
      ['invalid_scope', 'invalid_scope'],
      ['unsupported_response_type', 'other'],
      ['temporarily_unavailable', 'other'],
      ['', 'other'],
      ['Call%20%2B33%201%20now', 'other'],
      ['__proto__', 'other'],
    ] as const) {
      it(`the error "${given}" in an answer ends the sign-in with the error ${error}, with the response type ${expected.responseType}`, () => {
        assert.deepEqual(readRedirect(at(given), expected), { kind: 'failed', error });
      });
    }

    it(`an error in an answer takes precedence over a code and token beside it, with the response type ${expected.responseType}`, () => {
      const given = `${at('access_denied')}&code=abc&access_token=abc&token_type=bearer`;
      assert.deepEqual(readRedirect(given, expected), { kind: 'denied' });
    });
  }
});

describe('pasted text', () => {
  const codeCharacters = Array.from('abcXYZ019+/=-_.~');
  const expectations = fc.constantFrom(forCode, forToken);
  const word = fc.string({ unit: fc.constantFrom(...codeCharacters), minLength: 1 });
  const addresses = fc.constantFrom(
    redirectUri,
    `${redirectUri}/`,
    'localhost:5000/callback',
    'LOCALHOST:5000/callback/',
    'https://example.org/callback',
    'vscode://isogeo.isogeo-api/callback',
    '',
  );
  const pair = fc.oneof(
    fc.tuple(fc.constantFrom('code', 'access_token'), word),
    fc.constant(['token_type', 'bearer'] as [string, string]),
    fc.tuple(fc.constantFrom('iss', 'session_state', 'error', 'expires_in', 'x'), word),
  );

  it('the readers of redirect addresses and redirect URIs don’t throw on random text', () => {
    const part = fc.oneof(
      fc.constantFrom('?', '#', '&', '=', '%', '%2', '+', ':', '//', '\\', '\u0000', '\ud800'),
      fc.constantFrom('code', 'state', 'error', 'access_token', '__proto__', state, redirectUri),
      fc.string({ unit: character }),
    );
    const text = fc.array(part).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, expectations, text, (given, expected, uri) => {
        readRedirect(given, expected);
        readRedirect(given, { ...expected, redirectUri: uri });
        redirectWays([given], handlerOrigin);
      }),
      cases,
    );
  });

  it('no code, token or error is read from a redirect address with a wrong state', () => {
    const other = word.filter((text) => text !== state).map((text) => ['state', text] as const);
    const pairs = fc
      .tuple(fc.array(pair), fc.array(other, { minLength: 1 }))
      .chain(([some, states]) => {
        const all = [...some, ...states];
        return fc.shuffledSubarray(all, { minLength: all.length });
      });
    fc.assert(
      fc.property(
        addresses,
        fc.constantFrom('?', '#', ''),
        pairs,
        expectations,
        (address, mark, given, expected) => {
          const parameters = given.map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
          const separator = mark === '' && address !== '' ? '?' : mark;
          assertRefused(`${address}${separator}${parameters.join('&')}`, expected);
        },
      ),
      cases,
    );
  });

  it('an authorization code of random usual characters is read unchanged, encoded or not in an address, or encoded alone', () => {
    fc.assert(
      fc.property(word, (made) => {
        const address = `${redirectUri}?code=${encodeURIComponent(made)}&state=${state}`;
        assert.deepEqual(readRedirect(address, forCode), code(made));
        assert.deepEqual(
          readRedirect(`${redirectUri}?state=${state}&code=${made}`, forCode),
          code(made),
        );
        assert.deepEqual(readRedirect(encodeURIComponent(made), forCode), code(made));
      }),
      cases,
    );
  });
});

describe('URIs that VS Code passes on', () => {
  const redirectUri = `${handlerOrigin}/callback`;

  /** Like `Uri.parse` on the desktop: every part decoded once. */
  function parsed(address: string) {
    const { query, fragment, ...others } = asItStands(address);
    return { ...others, query: decodeURIComponent(query), fragment: decodeURIComponent(fragment) };
  }

  /** Like the page of a browser-hosted VS Code: the parameters rewritten as a form. */
  function ofPage(address: string) {
    const uri = asItStands(address);
    return { ...uri, query: new URLSearchParams(uri.query).toString() };
  }

  function asItStands(address: string) {
    const [before = '', fragment = ''] = address.split('#');
    const query = before.split('?')[1] ?? '';
    return {
      scheme: 'vscode',
      authority: 'isogeo.isogeo-api',
      path: '/callback',
      query,
      fragment,
    };
  }

  for (const made of [
    'plain',
    'a+b',
    'a/b',
    'a=b',
    'dGVzdA==',
    'a%b',
    'a%2Bb',
    'a%252Bb',
    '100%',
    'a#b',
    'a?b',
    'a%2Bb+c/d=e%3D%',
  ]) {
    const encoded = encodeURIComponent(made);
    for (const [host, uri] of [
      ['the desktop', parsed(`${redirectUri}?state=${state}&code=${encoded}`)],
      ['a browser', ofPage(`${redirectUri}?state=${state}&code=${encoded}`)],
    ] as const) {
      it(`the authorization code ${made} is decoded only once in a URI that VS Code passes to the extension (${host})`, () => {
        const address = addressOfHanded(uri, host === 'the desktop');
        assert.deepEqual(readRedirect(address, { ...forCode, redirectUri }), code(made));
      });
    }

    it(`a token that begins with ${made}, in the fragment of a URI that VS Code on the desktop passes on, is decoded only once`, () => {
      const address = `${redirectUri}#access_token=${encoded}-a-token&token_type=bearer&state=${state}`;
      assert.deepEqual(
        readRedirect(addressOfHanded(parsed(address), true), { ...forToken, redirectUri }),
        { kind: 'token', answer: { access_token: `${made}-a-token`, token_type: 'bearer' } },
      );
    });
  }

  for (const made of ['a+b', 'ab+cd/ef=']) {
    it(`the authorization code ${made}, which the platform didn’t encode, is read unchanged from a URI that VS Code passes on`, () => {
      const address = `${redirectUri}?code=${made}&state=${state}`;
      for (const isDecoded of [true, false]) {
        assert.deepEqual(
          readRedirect(addressOfHanded(asItStands(address), isDecoded), {
            ...forCode,
            redirectUri,
          }),
          code(made),
        );
      }
    });
  }

  it('an answer with a wrong state in a URI that VS Code passes to the extension is refused', () => {
    const uri = parsed(`${redirectUri}?code=abc&state=wrong`);
    const answer = readRedirect(addressOfHanded(uri, true), { ...forCode, redirectUri });
    assert.deepEqual(answer, refused('state'));
  });

  it('a URI without a query that VS Code passes to the extension in parts is put together unchanged', () => {
    assert.equal(addressOfHanded(asItStands(redirectUri), true), redirectUri);
  });
});
