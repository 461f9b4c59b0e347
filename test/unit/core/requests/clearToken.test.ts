import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clearTokensIn } from '../../../../src/core/requests/clearToken.ts';
import { variableFor } from '../../../../src/core/requests/languages/languages.ts';

const held = [{ accessToken: 'held-token', expiresAt: 1000 }, { accessToken: 'no+end' }];

function jwt(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.sig-_`;
}

describe('readable tokens', () => {
  it('the warning about tokens finds a token that this extension has requested, even outside a request to the platform', () => {
    assert.deepEqual(clearTokensIn('x = "held-token"', held, false), [
      { start: 5, end: 15, expiresAt: 1000 },
    ]);
    assert.deepEqual(clearTokensIn('no+end', held, false), [{ start: 0, end: 6 }]);
  });

  it('the warning about tokens finds each of several tokens in a line', () => {
    assert.deepEqual(clearTokensIn('held-token no+end held-token', held, false), [
      { start: 0, end: 10, expiresAt: 1000 },
      { start: 18, end: 28, expiresAt: 1000 },
      { start: 11, end: 17 },
    ]);
  });

  it('the warning about tokens finds a JWT that this extension hasn’t requested, with its expiry time, only in a request to the platform', () => {
    const token = jwt({ exp: 1_700_000_000, name: 'é?>' });
    const line = `Authorization: Bearer ${token}`;
    const found = { start: 22, end: 22 + token.length, expiresAt: 1_700_000_000_000 };
    assert.deepEqual(clearTokensIn(line, held, true), [found]);
    assert.deepEqual(clearTokensIn(line, held, false), []);
    const known = [{ accessToken: token }];
    assert.deepEqual(clearTokensIn(line, known, true), [{ start: 22, end: found.end }]);
  });

  it('the warning about tokens finds three JWTs in a line, even behind text with dots or with the latest valid expiry time', () => {
    const [one, other] = [jwt({ exp: 1 }), jwt({ exp: 8_639_999_999_999 })];
    const line = `a.b.${one} x=${other}.${one}`;
    const second = 4 + one.length + 3;
    const third = second + other.length + 1;
    assert.deepEqual(clearTokensIn(line, [], true), [
      { start: 4, end: 4 + one.length, expiresAt: 1000 },
      { start: second, end: second + other.length, expiresAt: 8_639_999_999_999_000 },
      { start: third, end: third + one.length, expiresAt: 1000 },
    ]);
    const known = [{ accessToken: other }];
    assert.deepEqual(clearTokensIn(line, known, true), [
      { start: second, end: second + other.length },
      { start: 4, end: 4 + one.length, expiresAt: 1000 },
      { start: third, end: third + one.length, expiresAt: 1000 },
    ]);
  });

  it('the warning about tokens ignores a JWT with a missing part, or with a missing or invalid expiry time', () => {
    const [head = '', payload = ''] = jwt({ exp: 1 }).split('.');
    const shortest = `${head}.${Buffer.from('{"exp":1}').toString('base64url')}.`;
    assert.equal(clearTokensIn(shortest, [], true).length, 1);
    const claims = [
      { exp: 0 },
      { exp: -1 },
      { exp: 8.64e12 },
      { exp: '1700000000' },
      { exp: true },
      {},
    ];
    for (const text of [
      ...claims.map(jwt),
      ...[`${head}.${payload}`, `.${payload}.a`, `${head}.MTIz.a`, `${head}.${'e'.repeat(20)}.a`],
    ]) {
      assert.deepEqual(clearTokensIn(text, [], true), [], text);
    }
  });

  it('the warning about tokens searches lines of up to 20,000 characters for JWTs and bearer tokens, and ignores longer lines', () => {
    const token = jwt({ exp: 1 });
    const bearer = 'Bearer  a23456789012345678901234';
    for (const text of [token, bearer]) {
      assert.equal(clearTokensIn(text.padStart(20_000), [], true).length, 1);
      assert.equal(clearTokensIn(text.padStart(20_001), [], true).length, 0);
    }
    const digits = `Bearer ${'1'.repeat(30)}`;
    assert.deepEqual(clearTokensIn(digits, [], true), []);
    assert.deepEqual(clearTokensIn(bearer.slice(0, -1), [], true), []);
  });

  it('the warning about tokens finds a bearer token only in a request to the platform, and ignores placeholders', () => {
    const line = 'authorization:  bearer Zm9vYmFy-29vYmFyZm9vYmFy.a/b+c~d==';
    assert.deepEqual(clearTokensIn(line, held, true), [{ start: 23, end: line.length }]);
    assert.deepEqual(clearTokensIn(line, held, false), []);
    for (const placeholder of [
      'your-access-token-goes-here',
      '<token-of-24-characters-1>',
      'abc123',
    ]) {
      assert.deepEqual(clearTokensIn(`Authorization: Bearer ${placeholder}`, held, true), []);
    }
  });

  it('the warning about tokens ignores texts that only resemble a token, even in a request to the platform', () => {
    for (const text of [
      'Bearer something-else',
      'https://v1.api.isogeo.com/about',
      jwt({}),
      jwt({ exp: 'soon' }),
      jwt({ exp: 1e300 }),
      jwt(null),
      'a.b.c',
      'Bearer {{$processEnv ISOGEO_ACCESS_TOKEN}}',
    ]) {
      assert.deepEqual(clearTokensIn(text, held, true), [], text);
    }
  });
});

describe('replacing a token with the variable', () => {
  for (const [language, line, expected] of [
    [
      'http',
      'Authorization: Bearer TOKEN',
      'Authorization: Bearer {{$processEnv ISOGEO_ACCESS_TOKEN}}',
    ],
    ['http', '@token = "TOKEN"', '@token = "{{$processEnv ISOGEO_ACCESS_TOKEN}}"'],
    ['rest', '@token = TOKEN', '@token = {{$processEnv ISOGEO_ACCESS_TOKEN}}'],
    ['shellscript', 'TOKEN', '"$ISOGEO_ACCESS_TOKEN"'],
    ['shellscript', '"a" TOKEN', '"a" "$ISOGEO_ACCESS_TOKEN"'],
    ['shellscript', 'echo \\"TOKEN', 'echo \\""$ISOGEO_ACCESS_TOKEN"'],
    ['shellscript', 'export T=TOKEN', 'export T="$ISOGEO_ACCESS_TOKEN"'],
    ['shellscript', `T="TOKEN"`, 'T="$ISOGEO_ACCESS_TOKEN"'],
    ['shellscript', "curl --header='A: TOKEN'", 'curl --header="A: $ISOGEO_ACCESS_TOKEN"'],
    ['shellscript', "curl -H 'A: Bearer TOKEN' x", 'curl -H "A: Bearer $ISOGEO_ACCESS_TOKEN" x'],
    ['python', "t = 'TOKEN'", 't = os.environ["ISOGEO_ACCESS_TOKEN"]'],
    [
      'python',
      'h = {"A": "Bearer TOKEN"}',
      `h = {"A": f"Bearer {os.environ['ISOGEO_ACCESS_TOKEN']}"}`,
    ],
    ['python', 'get(token="TOKEN")', 'get(token=os.environ["ISOGEO_ACCESS_TOKEN"])'],
    ['python', '"TOKEN"', 'os.environ["ISOGEO_ACCESS_TOKEN"]'],
    ['python', 't = "TOKEN', undefined],
    ['python', 't = "TOKEN""b"', undefined],
    ['python', 'h = f"Bearer TOKEN"', undefined],
    ['python', 'h = "a\\tTOKEN"', undefined],
    ['python', '# TOKEN', undefined],
    ['typescript', "t('Bearer TOKEN')", 't(`Bearer ${process.env.ISOGEO_ACCESS_TOKEN}`)'],
    ['javascript', 't("TOKEN")', 't(`${process.env.ISOGEO_ACCESS_TOKEN}`)'],
    ['javascriptreact', 't("TOKEN")', 't(`${process.env.ISOGEO_ACCESS_TOKEN}`)'],
    ['typescriptreact', 't("TOKEN")', 't(`${process.env.ISOGEO_ACCESS_TOKEN}`)'],
    ['javascript', 't(`${x} TOKEN`)', undefined],
    ['powershell', "$t = 'TOKEN'", '$t = "$env:ISOGEO_ACCESS_TOKEN"'],
    ['powershell', '$t="TOKEN"', '$t="$env:ISOGEO_ACCESS_TOKEN"'],
    ['shellscript', `bash -c "curl -H 'A: Bearer TOKEN' x"`, undefined],
    ['shellscript', `curl -d "{'token':'TOKEN'}"`, undefined],
    ['shellscript', `echo 'a' TOKEN 'b'`, `echo 'a' "$ISOGEO_ACCESS_TOKEN" 'b'`],
    ['python', `cmd = "curl -H 'A: Bearer TOKEN' x"`, undefined],
    ['python', 't = """TOKEN"""', undefined],
    [
      'python',
      `x = {'a': 'b', "c": 'TOKEN'}`,
      `x = {'a': 'b', "c": os.environ["ISOGEO_ACCESS_TOKEN"]}`,
    ],
    ['javascript', `x = "a 'TOKEN' b"`, undefined],
    ['typescriptreact', '<Map token="TOKEN" />', undefined],
    ['plaintext', 'TOKEN', undefined],
  ] as const) {
    it(`the quick fix for the token TOKEN in the ${language} line ${line} gives the line: ${expected ?? 'no replacement'}`, () => {
      const start = line.indexOf('TOKEN');
      const found = variableFor(language, line, start, start + 'TOKEN'.length);
      const text = found && line.slice(0, found.start) + found.text + line.slice(found.end);
      assert.equal(text, expected);
    });
  }
});
