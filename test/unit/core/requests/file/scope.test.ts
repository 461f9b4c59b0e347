import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Part } from '../../../../../src/core/requests/file/parts.ts';
import {
  readRequestText,
  sectionAt,
} from '../../../../../src/core/requests/file/requestDocument.ts';
import { Scope } from '../../../../../src/core/requests/file/scope.ts';

const get = 'GET https://x.org';

/** The value of `{{a}}` at the request that uses it, else at the last line of the text. */
function valueIn(
  text: string,
  environment: Readonly<Record<string, string>> = {},
  answers: Readonly<Record<string, string>> = {},
): readonly Part[] {
  const document = readRequestText(text);
  const line = document.lines.findIndex((each) => each.endsWith('/{{a}}'));
  const at = sectionAt(document, line < 0 ? document.lines.length - 1 : line);
  const given = {
    environment: new Map(Object.entries(environment)),
    answers: new Map(Object.entries(answers)),
  };
  return new Scope(document, at, given, 100_000).partsOf('{{a}}');
}

const missing = (name: string) => [{ name, why: 'missing' }];
const expression = (name: string) => [{ name, why: 'expression' }];

describe('the value of a variable', () => {
  for (const [which, text, value] of [
    ['continues the values above it', `# x\n@a = 1\n@a = {{a}}2\n@a = {{a}}3\n${get}`, '123'],
    ['is the last one above its request', `@a = 0\n###\n@a = 1\n${get}\n@a = 2`, '1'],
    ['is the last one of the sections without a request', `@a = 1\n@a = 2\n# x`, '2'],
    ['takes the last value below', `@a = {{b}}\n@b = 1\n@b = 2\n@b = 3\n###\n${get}`, '3'],
    [
      'at another request is the last one above',
      `###\n@a = 1\n${get}\n###\n@a = 2\n${get}\n###\n${get}/{{a}}\n###\n@a = 3\n${get}`,
      '2',
    ],
    [
      'at another request is the first one below',
      `###\n${get}/{{a}}\n###\n@a = 1\n${get}\n###\n@a = 2\n${get}`,
      '1',
    ],
    [
      'continues the value at the next request',
      `###\n@a = {{a}}x\n${get}/{{a}}\n###\n@a = 2\n${get}`,
      '2x',
    ],
    [
      'of the whole file doesn’t see the values at a request',
      `@b = file\n###\n@b = own\n${get}/{{a}}\n###\n@a = {{b}}`,
      'file',
    ],
  ] as const) {
    it(`the value of a variable ${which}, as in ${JSON.stringify(text)}`, () => {
      assert.deepEqual(valueIn(text), [value]);
    });
  }

  for (const text of [
    `@a = {{a}}/v1\n###\n${get}`,
    `###\n@a = {{a}}/v1\n${get}`,
    `###\n@a = {{a}}/v1\n${get}\n###\n${get}`,
  ]) {
    it(`the definition in ${JSON.stringify(text)} continues the value of the environment`, () => {
      assert.deepEqual(valueIn(text, { a: 'x' }), ['x/v1']);
    });
  }

  it('a definition on the first line of a file can use each of the environment’s three variables', () => {
    for (const name of ['x', 'y', 'z']) {
      const environment = { x: 'x', y: 'y', z: 'z' };
      assert.deepEqual(valueIn(`@a = {{${name}}}\n${get}`, environment), [name]);
    }
  });

  it('a variable that refers to itself through another variable counts as missing, under its own name', () => {
    assert.deepEqual(valueIn(`@a = {{b}}\n@b = {{a}}\n${get}`), missing('a'));
  });

  it('a variable of @prompt counts as missing until the user has given a value, even if the file defines the variable', () => {
    const text = `@a = 1\n###\n# @prompt a\n${get}`;
    assert.deepEqual(valueIn(text), missing('a'));
    assert.deepEqual(valueIn(text, {}, { a: 'typed' }), ['typed']);
  });
});

it('a variable that the user has given a value doesn’t make the variables that use it circular', () => {
  const document = readRequestText(`@b = {{a}}\n${get}`);
  const given = {
    environment: new Map([
      ['c', '{{b}}1'],
      ['a', '{{c}}'],
    ]),
    answers: new Map([['b', 'given']]),
  };
  const scope = new Scope(document, sectionAt(document, 1), given, 100_000);
  assert.deepEqual(scope.partsOf('{{c}} {{a}}'), ['given1 given1']);
});

it('a value from the environment sees the same values as the request, such as the last one above it', () => {
  const text = `@b = 1\n${get}\n###\n@b = 2\n${get}\n###\n${get}/{{a}}`;
  assert.deepEqual(valueIn(text, { a: '{{b}}' }), ['2']);
});

it('an empty answer between two environment variables leaves no empty text', () => {
  const text = `@a = {{$processEnv A}}{{b}}{{$processEnv B}}\n${get}`;
  assert.deepEqual(valueIn(text, {}, { b: '' }), [{ env: 'A' }, { env: 'B' }]);
});

describe('the name of an environment variable that comes from a variable', () => {
  for (const [value, parts] of [
    ['KEY_1', [{ env: 'KEY_1', written: undefined }]],
    ['1KEY', expression('$processEnv %b')],
    ['KEY-1', expression('$processEnv %b')],
    ['a key', expression('$processEnv %b')],
    ['{{$env.X}}', expression('$processEnv %b')],
    ['KEY_{{$env.X}}', expression('$processEnv %b')],
    ['{{c}}', missing('c')],
    [undefined, missing('b')],
  ] as const) {
    it(`the reference {{$processEnv %b}} to the name ${value ?? 'of a variable without a value'} gives ${JSON.stringify(parts)}`, () => {
      const environment = value === undefined ? {} : { b: value };
      const found = valueIn(`@a = {{$processEnv %b}}\n${get}`, environment);
      assert.deepEqual(JSON.stringify(found), JSON.stringify(parts));
    });
  }
});

describe('the percent-encoded value of a variable', () => {
  for (const [value, parts] of [
    ['é &', ['%C3%A9%20%26']],
    ['{{$env.X}}', [{ name: '%b', why: 'encoded' }]],
    ['{{c}}', missing('c')],
  ] as const) {
    it(`the reference {{%b}} to a variable with the value ${value} gives, percent-encoded, ${JSON.stringify(parts)}`, () => {
      assert.deepEqual(valueIn(`@a = {{%b}}\n${get}`, { b: value }), parts);
    });
  }
});
