import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dotenvIn, environmentsIn } from '../../../../../src/core/requests/file/environments.ts';

const plain = (map: ReadonlyMap<string, string>) => Object.fromEntries(map);

describe('the environments of a request file', () => {
  it('the environments of a request file are listed once each, in the order setting, public environment file, private environment file', () => {
    const { names } = environmentsIn({
      setting: { $shared: { a: '1' }, dev: {}, qa: {} },
      json: '{"prod": {}, "dev": {}}',
      privateJson: '{"local": {}}',
    });
    assert.deepEqual(names, ['dev', 'qa', 'prod', 'local']);
  });

  it('the environments of a request file don’t include names without an object of variables', () => {
    const { names } = environmentsIn({
      json: '{"dev": {}, "note": "text", "list": [], "none": null}',
    });
    assert.deepEqual(names, ['dev']);
  });

  it('an environment file that is missing, isn’t valid JSON or contains a list, or a setting that is a text, gives no environments', () => {
    for (const sources of [{ json: '{"dev": ' }, { json: '[{"a": 1}]' }, { setting: 'dev' }, {}]) {
      const { names, variables } = environmentsIn(sources);
      assert.deepEqual([names, plain(variables(undefined))], [[], {}]);
    }
  });

  it('the only environment of a request file is used without the user choosing it', () => {
    const { variables } = environmentsIn({ json: '{"dev": {"host": "a"}}' });
    assert.deepEqual(plain(variables(undefined)), { host: 'a' });
  });

  it('a request file uses only the shared variables if the user has chosen none of several environments', () => {
    const { variables } = environmentsIn({
      json: '{"dev": {"host": "a"}, "qa": {"host": "b"}, "$shared": {"path": "c"}}',
    });
    const shared = { path: 'c', '$shared path': 'c' };
    assert.deepEqual(plain(variables(undefined)), shared);
    assert.deepEqual(plain(variables('qa')), { host: 'b', ...shared });
  });

  it('variables in the private environment file take precedence over the public file, these over the setting, and these over .env', () => {
    const { variables } = environmentsIn({
      dotenv: 'a=dotenv\nb=dotenv\nc=dotenv\nd=dotenv',
      setting: { dev: { b: 'setting', c: 'setting', d: 'setting' } },
      json: '{"$shared": {"d": "shared"}, "dev": {"c": "public", "d": "public"}}',
      privateJson: '{"dev": {"d": "private"}}',
    });
    assert.deepEqual(plain(variables('dev')), {
      a: 'dotenv',
      b: 'setting',
      c: 'public',
      d: 'private',
      '$shared d': 'shared',
    });
  });

  it('the variables of an environment take precedence over the shared variables of the same file', () => {
    const { variables } = environmentsIn({
      json: '{"dev": {"a": "own"}, "$shared": {"a": "shared"}}',
    });
    assert.deepEqual(plain(variables('dev')), { a: 'own', '$shared a': 'shared' });
  });

  it('a variable of an environment may be a text, a number or a boolean, but not a list or null, and nested names have dots', () => {
    const { variables } = environmentsIn({
      json: '{"dev": {"n": 1, "b": false, "s": "x", "list": [1], "none": null, "o": {"p": {"q": "y"}, "r": 2}}}',
    });
    assert.deepEqual(plain(variables('dev')), {
      n: '1',
      b: 'false',
      s: 'x',
      'o.p.q': 'y',
      'o.r': '2',
    });
  });

  it('the variables of an environment are read to a depth of ten nested objects, and deeper ones are ignored', () => {
    const nested = (depth: number): unknown => (depth === 0 ? { v: 1 } : { o: nested(depth - 1) });
    const namesAt = (depth: number) => [
      ...environmentsIn({ setting: { dev: nested(depth) } })
        .variables('dev')
        .keys(),
    ];
    assert.deepEqual(namesAt(10), [`${'o.'.repeat(10)}v`]);
    assert.deepEqual(namesAt(11), []);
  });
});

describe('the variables of a .env file', () => {
  for (const [line, wanted] of [
    ['A=b', { A: 'b' }],
    ['\ufeffA=b', { A: 'b' }],
    ['A=b\ufeffc', { A: 'b\ufeffc' }],
    ['  export  A = b ', { A: 'b' }],
    ['exportA=b', { exportA: 'b' }],
    ['A.b-c_1=d', { 'A.b-c_1': 'd' }],
    ['A=', { A: '' }],
    ['A=b=c', { A: 'b=c' }],
    ['A=b # comment', { A: 'b' }],
    ['A=b   # comment', { A: 'b' }],
    ['A=b#c', { A: 'b#c' }],
    ['A=# comment', { A: '' }],
    ['A="b # c" # comment', { A: 'b # c' }],
    ["A='b\\nc'", { A: 'b\\nc' }],
    ['A=`b c`', { A: 'b c' }],
    ['A="b\\nc\\nd\\re\\rf"', { A: 'b\nc\nd\re\rf' }],
    ['A="b', { A: '"b' }],
    ['A=b"c"', { A: 'b"c"' }],
    ['# A=b', {}],
    ['A b=c', {}],
    ['A: b', {}],
    ['A=1\rB=2\r\nC=3\nA=4', { A: '4', B: '2', C: '3' }],
  ] as const) {
    it(`the .env text ${JSON.stringify(line)} gives request files the variables ${JSON.stringify(wanted)}`, () => {
      assert.deepEqual(plain(dotenvIn(line)), wanted);
    });
  }
});
