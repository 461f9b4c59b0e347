import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  bodyText,
  formBody,
  graphQlBody,
  isGraphQl,
} from '../../../../../src/core/requests/file/body.ts';

const env = (name: string) => ({ env: name });

describe('the text of a body', () => {
  it('the lines of a request’s body are joined with CRLF for multipart, and with LF for other content types', () => {
    assert.equal(bodyText(['a', 'b'], 'multipart/form-data'), 'a\r\nb');
    assert.equal(bodyText(['a', 'b'], 'application/x-ndjson'), 'a\nb\n');
    assert.equal(bodyText([], 'application/x-ndjson'), '');
    assert.equal(bodyText(['a', 'b'], 'text/plain'), 'a\nb');
  });
});

describe('the body of a form', () => {
  for (const [written, sent] of [
    [[' a = b & c = d '], ['a=b&c=d']],
    [['a=b&\n  c=d\r\n&e=f'], ['a=b&c=d&e=f']],
    [['a=b \n c'], ['a=bc']],
    [['a b=c  d'], ['a%20b=c%20%20d']],
    [['a=100%&b=%C3%A9&c=%4'], ['a=100%25&b=%C3%A9&c=%254']],
    [['a=é漢&b="<{}>'], ['a=%C3%A9%E6%BC%A2&b=%22%3C%7B%7D%3E']],
    [['a=😀'], ['a=%F0%9F%98%80']],
    [['a=\ud800'], ['a=%EF%BF%BD']],
    [
      [' a= b ', env('X'), ' c &d= '],
      ['a=b%20', env('X'), '%20c&d='],
    ],
    [
      [env('X'), '& c =', env('Y')],
      [env('X'), '&c=', env('Y')],
    ],
    [
      ['a = ', env('X')],
      ['a=', env('X')],
    ],
    [[env('X'), ' '], [env('X')]],
    [
      [' ', env('X'), ' ', env('Y')],
      [env('X'), '%20', env('Y')],
    ],
    [[], []],
  ] as const) {
    it(`the form in a request’s body ${JSON.stringify(written)} becomes ${JSON.stringify(sent)}`, () => {
      assert.deepEqual(formBody(written), sent);
    });
  }
});

describe('a body of GraphQL', () => {
  for (const [line, is] of [
    ['query {', true],
    ['  mutation  Name (', true],
    ['query', true],
    ['query Name', true],
    ['query Name @a', true],
    ['{ query', false],
    ['a query {', false],
    ['query: a', false],
    ['queryName {', false],
    ['query two names', false],
    ['xquery {', false],
  ] as const) {
    it(`a request’s body that begins with ${JSON.stringify(line)} ${is ? 'is' : 'isn’t'} recognised as GraphQL`, () => {
      assert.equal(isGraphQl([line]), is);
    });
  }

  it('an empty body of a request isn’t recognised as GraphQL', () => {
    assert.equal(isGraphQl([]), false);
  });

  for (const [written, sent] of [
    ['query { a }', { query: 'query { a }' }],
    ['{ a }', { query: '{ a }', variables: {} }],
    [
      '  mutation  Name($b: B) { a } ',
      { query: '  mutation  Name($b: B) { a }', operationName: 'Name' },
    ],
    [
      'query A { a }\n\n{"b": 1}',
      { query: 'query A { a }', operationName: 'A', variables: { b: 1 } },
    ],
    [
      'query A { a }\n \t\n fragment B on C { d } \n\n{"b":\n\n1}',
      {
        query: 'query A { a }\n fragment B on C { d }',
        operationName: 'A',
        variables: { b: 1 },
      },
    ],
    ['{ a }\n\nfragments', undefined],
    ['a query A { a }', { query: 'a query A { a }', variables: {} }],
    ['query A { a }\n\na fragment B', undefined],
    ['query A { a }\n\n{', undefined],
    ['query A { a }\n\n1\n\n2', undefined],
    ['query A { a }\n\n\n', { query: 'query A { a }', operationName: 'A' }],
  ] as const) {
    it(`the GraphQL body ${JSON.stringify(written)} is ${sent ? 'sent as JSON' : 'refused'}`, () => {
      const body = graphQlBody([written]);
      if (!sent) assert.ok(!body.ok && body.failure > 0);
      else assert.deepEqual(body.ok && body.value, [JSON.stringify(sent)]);
    });
  }

  for (const [written, line] of [
    ['query A { a }\n\n{', 2],
    ['query A { a }\n\n\n{', 3],
    ['query A { a }\n\n \n\nfragment B on C { d }\n\n{', 6],
  ] as const) {
    it(`the refusal of the GraphQL body ${JSON.stringify(written)} names the line (from 0) of its variables: ${line}`, () => {
      assert.deepEqual(graphQlBody([written]), { ok: false, failure: line });
    });
  }

  it('a GraphQL body with an environment variable is refused, since its value can’t be escaped', () => {
    assert.deepEqual(graphQlBody(['query {', env('A'), '}']), { ok: false, failure: 0 });
  });
});
