import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readRequestText } from '../../../../../src/core/requests/file/requestDocument.ts';
import { goesToPlatform, requestFor } from '../../../../../src/core/requests/file/resolve.ts';
import { literalOf, type Template } from '../../../../../src/core/requests/template.ts';

const api = 'https://catalog.example.org';

/** The first request of the text, whose first line belongs to it, or why it is refused. */
function outcomeOf(text: string, environment: Readonly<Record<string, string>> = {}) {
  const given = {
    environment: new Map(Object.entries(environment)),
    answers: new Map<string, string>(),
  };
  const found = requestFor(readRequestText(text), 0, given, api);
  return found && (found.ok ? found.value : found.failure);
}

const urlOf = (text: string, environment?: Readonly<Record<string, string>>) => {
  const outcome = outcomeOf(text, environment);
  return outcome && 'url' in outcome ? outcome.url : outcome;
};

const missing = (...names: readonly string[]) => ({ reason: 'missing', names });

describe('the address of a request', () => {
  for (const [text, url] of [
    ['/a\nHost: x.org', ['http://x.org/a']],
    ['/a\nHost: x.org:443', ['https://x.org/a']],
    ['/a\nHost: x.org:8443', ['https://x.org:8443/a']],
    ['/a\nHost: x.org:4430', ['http://x.org:4430/a']],
    ['/a\nHost: {{$env.H}}:443', ['https://', { env: 'H', written: '$env.H' }, ':443/a']],
    ['@host = https://x.org\nGET /a', ['https://x.org/a']],
    ['@host = https://{{sub}}.x.org\nGET /a', missing('sub')],
    ['@host = {{other}}\nGET /a', missing('other')],
    ['GET /a', { reason: 'host', line: 0 }],
    ['@host = https://{{host}}\nGET /a', { reason: 'host', line: 1 }],
    ['GET https://{{user}}@x.org', missing('user')],
    ['GET {{1 + 1}}', { reason: 'expression', line: 0, name: '1 + 1' }],
    ['GET http://{{$env.U}}:p@x.org/a', { reason: 'invalid-address', line: 0 }],
    ['GET https://x.org:99999', { reason: 'invalid-address', line: 0 }],
    ['GET https://', { reason: 'invalid-address', line: 0 }],
    ['# a', undefined],
  ] as const) {
    it(`the address of the request in ${JSON.stringify(text)}, or the reason for its refusal, is ${JSON.stringify(url)}`, () => {
      assert.deepEqual(urlOf(text), url);
    });
  }

  for (const [address, basic] of [
    ['https://a:b@x.org', { id: ['a'], secret: ['b'] }],
    ['https://a@x.org', { id: ['a'], secret: [] }],
    ['https://:b@x.org', { id: [], secret: ['b'] }],
  ] as const) {
    it(`the user info of the address ${address} is read as a user name and password for Basic authentication`, () => {
      const outcome = outcomeOf(`GET ${address}`);
      assert.deepEqual(outcome && 'basic' in outcome && outcome.basic, basic);
    });
  }

  const env = { env: 'X' };
  for (const [address, origin, is] of [
    [['http://localhost:8080/a'], 'http://localhost:8080', true],
    [[env, `${api}/a`], api, false],
    [[`${api}/`, env], api, true],
  ] as const satisfies readonly (readonly [Template, string, boolean])[]) {
    it(`the address ${JSON.stringify(address)} ${is ? 'leads' : 'may not lead'} to ${origin}`, () => {
      assert.equal(goesToPlatform(address, origin), is);
    });
  }
});

describe('the headers of a request', () => {
  for (const [written, headers] of [
    ['Cookie: a=1\ncookie: b=2', [['Cookie', 'a=1; b=2']]],
    ['Accept: a\naccept: b', [['Accept', 'a, b']]],
    ['Content-Length: 3', []],
    ['X-Request-Type: GraphQL', []],
    ['X-Request-Type: other', [['X-Request-Type', 'other']]],
    ['X-Other: GraphQL', [['X-Other', 'GraphQL']]],
    ['X-Token: Bearer abc', [['X-Token', 'Bearer abc']]],
    ['X-ClientCert-Id: a', [['X-ClientCert-Id', 'a']]],
    ['A:\n  b', [['A', 'b']]],
    ['Authorization:\n  Token a,\n  b', [['Authorization', 'Token a, b']]],
  ] as const) {
    it(`a request to the platform with ${JSON.stringify(written)} has the headers ${JSON.stringify(headers)}`, () => {
      const outcome = outcomeOf(`GET ${api}\n${written}`);
      assert.ok(outcome && 'headers' in outcome);
      assert.deepEqual(
        outcome.headers.map(({ name, value }) => [name, literalOf(value)]),
        headers,
      );
    });
  }

  for (const [written, failure] of [
    ['A: b\nX-ClientCert: a', { reason: 'client-certificate', line: 2 }],
    ['A: b\nC: {{1 + 1}}', { reason: 'expression', line: 2, name: '1 + 1' }],
    ['A: {{%e}}', { reason: 'encoded', line: 1 }],
    ['A: {{b}}\nC: {{1 + 1}}', { reason: 'expression', line: 2, name: '1 + 1' }],
  ] as const) {
    it(`a request with the headers ${JSON.stringify(written)} is refused because of ${failure.reason}`, () => {
      assert.deepEqual(outcomeOf(`GET https://x.org\n${written}`, { e: '{{$env.E}}' }), failure);
    });
  }
});

describe('the kind of a body', () => {
  const query = '{"query":"{ a }","variables":{}}';
  for (const [head, body] of [
    ['GRAPHQL https://x.org\nContent-Type: a/b', query],
    ['POST https://x.org\nContent-Type: a/b\nX-Request-Type: GraphQL', query],
    ['POST https://x.org\nContent-Type: a/b\nX-Request-Type: other', '{ a }'],
    ['POST https://x.org\nContent-Type: a/b\nX-Request-Type: NoGraphQL', '{ a }'],
    ['POST https://x.org\nContent-Type: a/b\nX-Request-Type: GraphQL-2', '{ a }'],
    ['POST https://x.org\nContent-Type: a/b\nX-Other: GraphQL', '{ a }'],
    ['POST https://x.org\nContent-Type: a/b\nX-Request-Type: {{t}}', query],
    ['POST https://x.org\nContent-Type: a/b\nx-request-type:\n  Graph{{q}}', query],
    ['POST https://x.org\nContent-Type: a/b\nX-Request-Type: {{$env.T}}', '{ a }'],
    [
      'POST https://x.org\nContent-Type: Application/x-www-form-urlencoded ; charset=a',
      '%7B%20a%20%7D',
    ],
    [
      'POST https://x.org\nContent-Type: application/x-www-form-urlencoded{{$env.A}}',
      '%7B%20a%20%7D',
    ],
  ] as const) {
    it(`below the head ${JSON.stringify(head)}, the body { a } becomes ${body}`, () => {
      const outcome = outcomeOf(`${head}\n\n{ a }`, { t: 'GraphQL', q: 'QL' });
      assert.ok(outcome && 'body' in outcome);
      assert.deepEqual(outcome.body, [body]);
      const types = outcome.headers.filter(({ name }) => name === 'Content-Type');
      assert.equal(types.length, 1);
    });
  }

  it('a request of the method GRAPHQL without a body becomes a POST of JSON without a body', () => {
    assert.deepEqual(outcomeOf('GRAPHQL https://x.org'), {
      method: 'POST',
      url: ['https://x.org'],
      headers: [{ name: 'Content-Type', value: ['application/json'] }],
    });
  });

  it('the refusal of a GraphQL body with an environment variable contains the line number of the body’s first line', () => {
    const text = 'POST https://x.org\n\nquery {\n{{$env.A}}\n}';
    assert.deepEqual(outcomeOf(text), { reason: 'graphql', line: 2 });
  });

  for (const [body, line] of [
    ['query {\n\n  a\n}', 4],
    ['query {\n  a\n\n \n\n  b\n}', 7],
    ['query {\n  ...F\n}\n\nfragment F on A {\n  b\n}\n\nc', 10],
    ['query {\n  a\n}\n\n{\n"b":\n\nc}', 6],
  ] as const) {
    it(`the refusal of the GraphQL body ${JSON.stringify(body)} contains the line number of the text that isn’t JSON`, () => {
      const failure = outcomeOf(`POST https://x.org\n\n${body}`);
      assert.deepEqual(failure, { reason: 'graphql-variables', line });
    });
  }
});

describe('the length of a request', () => {
  const twice = Object.fromEntries(
    Array.from({ length: 16 }, (_, index) => [`v${index}`, `{{v${index + 1}}}{{v${index + 1}}}`]),
  );
  it('a request in a request file is refused as too long if variables of its environment double a text 16 times', () => {
    const text = 'POST https://x.org\n\n{{v0}}';
    assert.deepEqual(outcomeOf(text, { ...twice, v16: 'x' }), { reason: 'too-long', line: 2 });
  });

  it('a request that uses a variable 1,100 times, and an environment variable, is refused as too long', () => {
    const text = `POST https://x.org\n\n{{e}}${'{{n}}'.repeat(1100)}`;
    const failure = outcomeOf(text, { e: '{{$env.A}}', n: 'x' });
    assert.deepEqual(failure, { reason: 'too-long', line: 2 });
  });
});
