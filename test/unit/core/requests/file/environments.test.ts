import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dotenvIn, environmentsIn } from '../../../../../src/core/requests/file/environments.ts';

const plain = (map: ReadonlyMap<string, string>) => Object.fromEntries(map);

describe('the environments of a request file', () => {
  it('are named by every source, once each and in the order of their strength', () => {
    const { names } = environmentsIn({
      setting: { $shared: { a: '1' }, dev: {}, qa: {} },
      json: '{"prod": {}, "dev": {}}',
      privateJson: '{"local": {}}',
    });
    assert.deepEqual(names, ['dev', 'qa', 'prod', 'local']);
  });

  it('leave out names that have no object of variables', () => {
    const { names } = environmentsIn({
      json: '{"dev": {}, "note": "text", "list": [], "none": null}',
    });
    assert.deepEqual(names, ['dev']);
  });

  it('are empty for a text that isn’t JSON, for a list and for no source at all', () => {
    for (const sources of [{ json: '{"dev": ' }, { json: '[{"a": 1}]' }, { setting: 'dev' }, {}]) {
      const { names, variables } = environmentsIn(sources);
      assert.deepEqual([names, plain(variables(undefined))], [[], {}]);
    }
  });

  it('need no choice where there is only one', () => {
    const { variables } = environmentsIn({ json: '{"dev": {"host": "a"}}' });
    assert.deepEqual(plain(variables(undefined)), { host: 'a' });
  });

  it('give only the shared variables where one of several isn’t chosen', () => {
    const { variables } = environmentsIn({
      json: '{"dev": {"host": "a"}, "qa": {"host": "b"}, "$shared": {"path": "c"}}',
    });
    assert.deepEqual(plain(variables(undefined)), { path: 'c' });
    assert.deepEqual(plain(variables('qa')), { host: 'b', path: 'c' });
  });

  it('are overridden from .env to the setting, the public and the private file', () => {
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
    });
  });

  it('override the shared variables of the same file', () => {
    const { variables } = environmentsIn({
      json: '{"dev": {"a": "own"}, "$shared": {"a": "shared"}}',
    });
    assert.deepEqual(plain(variables('dev')), { a: 'own' });
  });

  it('have texts, numbers and booleans as values, and names with dots for nested ones', () => {
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

  it('are read to a depth of ten nested objects', () => {
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
    ['  export  A = b ', { A: 'b' }],
    ['exportA=b', { exportA: 'b' }],
    ['A.b-c_1=d', { 'A.b-c_1': 'd' }],
    ['A=', { A: '' }],
    ['A=b=c', { A: 'b=c' }],
    ['A=b # comment', { A: 'b' }],
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
    it(`are ${JSON.stringify(wanted)} in ${JSON.stringify(line)}`, () => {
      assert.deepEqual(plain(dotenvIn(line)), wanted);
    });
  }
});
