import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  readRequestText,
  requestAt,
  startsIn,
} from '../../../../../src/core/requests/file/requestDocument.ts';

/** The first request of a text as one string, or the reason and the line of its refusal. */
function readingOf(text: string): string {
  const document = readRequestText(text);
  const found = requestAt(document, startsIn(document)[0] ?? 0);
  if (!found) return 'none';
  if (!found.ok) {
    const { failure } = found;
    return 'line' in failure ? `${failure.reason} ${failure.line}` : failure.reason;
  }
  const { url, headers, body } = found.value;
  return [url, ...headers.map(({ name, value }) => `${name}=${value}`), ...body].join(' | ');
}

const rolesOf = (text: string) =>
  readRequestText(text).sections.flatMap(({ roles }) => roles.join(' '));

const get = 'GET https://x.org';
const post = 'POST https://x.org';

describe('the head of a request', () => {
  for (const [text, reading] of [
    [`${get}?\nq=1`, 'https://x.org?q=1'],
    [`${get}?a=1&\nq=1`, 'https://x.org?a=1&q=1'],
    [`${get}?\nA: b`, 'https://x.org? | A=b'],
    [`${get}?\n  A: b`, 'https://x.org?A: b'],
    [`${get}?a=b\nc`, 'header 1'],
    [`${get}?\nA: b\n  c`, 'https://x.org? | A=b c'],
    [`${get}/\n  a`, 'https://x.org/a'],
    [`${get}/\na`, 'header 1'],
    [`${get}/\n  A: b`, 'https://x.org/ | A=b'],
    [`${get}\n  a`, 'header 1'],
    [`${get}\nA: b\n# c\n  d`, 'header 3'],
    [`${get}\n?? status == 200\nA: b`, 'header-in-body 2'],
    [`${get}\n> {% log(1) %}\nA: b`, 'header-in-body 2'],
    [`${get}\n{{\na`, 'unclosed 1'],
    [`${post}\n>> a.json\nb`, 'https://x.org | >> a.json | b'],
    [`${get}\nA:\n  b`, 'https://x.org | A=b'],
    [`${get}\nA: \n\tb,\n  c`, 'https://x.org | A=b, c'],
    [`${get}\nA:\n  https://y.org/b`, 'https://x.org | A=https://y.org/b'],
    [`${get}\nA: b,\n  ws://y.org`, 'https://x.org | A=b, ws://y.org'],
    [`${get}\nA:\n  "b"`, 'https://x.org | A="b"'],
    [`${get}\nA:\n  {{b}}`, 'https://x.org | A={{b}}'],
    [`${get}\nHost:\n  y.org:443`, 'https://x.org | Host=y.org:443'],
    [`${get}\nA:\n# b\n  y.org:443`, 'https://x.org | A= | y.org=443'],
    [`${get}\nA:\n  B: c`, 'https://x.org | A= | B=c'],
    [`${get}\nA: b\n  y.org:443`, 'https://x.org | A=b | y.org=443'],
    [`${post}\nA:\n  {"b": 1}`, 'https://x.org | A= |   {"b": 1}'],
    [`${post}\nA: b\n  "c"`, 'https://x.org | A=b |   "c"'],
    [`${get}\nhttps://y.org`, 'header 1'],
    [`${post}\nA: b,\n  {"c": 1}`, 'https://x.org | A=b, {"c": 1}'],
    [`${post}\nA: b, \n  {"c": 1}`, 'https://x.org | A=b, {"c": 1}'],
    [`${post}\nA: b;c\n  {"d": 1}`, 'https://x.org | A=b;c |   {"d": 1}'],
    [`${post}\n{\n"a": 1\n}`, 'https://x.org | { | "a": 1 | }'],
  ] as const) {
    it(`the request ${JSON.stringify(text)} is read as, or refused with this reason and line (from 0): ${reading}`, () => {
      assert.equal(readingOf(text), reading);
    });
  }
});

describe('the first line of a body', () => {
  for (const [text, reading] of [
    [`${get}\n\nA: b`, 'header-in-body 2'],
    [`${get}\n\ntext\nA: b`, 'https://x.org | text | A: b'],
    [`${get}\n\ntext\nhttps://y.org`, 'https://x.org | text | https://y.org'],
    [`${get}\nContent-Type: text/plain\n\nA: b`, 'https://x.org | Content-Type=text/plain | A: b'],
    [`${post}\n\nA: b`, 'https://x.org | A: b'],
    [`${get}\n\ntext\n \nhttps://y.org`, 'request-in-body 4'],
    [`${get}\n\ntext\n# c\nhttps://y.org`, 'request-in-body 4'],
    [`${get}\n\n  https://y.org`, 'request-in-body 2'],
    ...[
      'curl https://y.org',
      'curl https://y.org \\',
      'wss://y.org',
      'amqp://u:p@y.org',
      '/y',
      '{{api}}/y',
      '{{api}}?y',
      'get /y',
      'get y.org',
      '[::1]:80/y',
      'v1.y.org/y',
      'localhost:8080',
      'é.org/y',
      'PURGE /y',
      'grpc y.org/S/m',
    ].flatMap((line) => [
      [`${get}\n\n${line}`, 'request-in-body 2'] as const,
      [`${get}\n\n>> a.json\n${line}`, 'request-in-body 3'] as const,
      [`DELETE https://x.org\n\n{"a": 1}\n\n${line}`, 'request-in-body 4'] as const,
      [`${get}\n\na\n${line}`, `https://x.org | a | ${line}`] as const,
      [`${post}\n\n${line}`, `https://x.org | ${line}`] as const,
    ]),
    ...[
      '{{a}}',
      '{{a}}: b',
      '  {{a}}: b',
      '{{a}} {{b}}/y',
      'fetch /ABC d',
      'PURGe /y',
      'see https://y.org',
      'a b',
      '{"a": 1}',
      'curly',
      'get a',
      '[1]',
      '1.5',
      'a.txt',
    ].map((line) => [`${get}\n\n${line}`, `https://x.org | ${line}`] as const),
    [`${post}\n\neyJhbGciOiJub25lIn0.e30.`, 'header-in-body 2'],
    [
      `${post}\nContent-Type: application/jwt\n\neyJhbGciOiJub25lIn0.e30.`,
      'https://x.org | Content-Type=application/jwt | eyJhbGciOiJub25lIn0.e30.',
    ],
    [`${get}\n\neyJhbGciOiJub25lIn0.e30.\nand more`, 'header-in-body 2'],
    [`${get}\n\na https://y.org`, 'https://x.org | a https://y.org'],
    [`${post}\n\na\n  \nHTTP/1.1 200 OK\n  \n{}`, 'https://x.org | a'],
    [
      `${post}\n\na\n\nHTTP/1.1 200 OK\nis a status: good`,
      'https://x.org | a |  | HTTP/1.1 200 OK | is a status: good',
    ],
  ] as const) {
    it(`the request and body ${JSON.stringify(text)} are read as, or refused with this reason and line (from 0): ${reading}`, () => {
      assert.equal(readingOf(text), reading);
    });
  }
});

describe('credentials in a body', () => {
  for (const line of [
    'Cookie: sid=secret',
    'Cookie:curl=1',
    'x-api-key : secret',
    'Proxy-Authorization: Basic YTpi',
    'Bearer tok',
    '  bearer {{token}} ',
    'curl https://y.org -H "Authorization: Bearer tok"',
    "curl -sH 'cookie:a=b' https://y.org",
    'curl https://y.org --header=X-Api-Key:secret',
    'curl -u a:b https://y.org',
    '  -H "Authorization: Bearer tok" \\',
    '--header "authorization: Bearer tok"',
  ]) {
    for (const head of [get, post, `${post}\nContent-Type: text/plain`]) {
      it(`the line ${JSON.stringify(line)} in the body of the request ${JSON.stringify(head)} is refused`, () => {
        const reason = line.startsWith('curl') ? 'request-in-body' : 'header-in-body';
        const at = head.split('\n').length + 2;
        assert.equal(readingOf(`${head}\n\ntext\n${line}`), `${reason} ${at}`);
      });
    }
  }

  for (const line of [
    'Bearer of news',
    'cookies: a',
    'curl https://y.org',
    'curl https://y.org -H "Accept: a/b"',
    '"Authorization": "Bearer tok"',
    'see the cookie: it is sweet',
    '-Header: a',
  ]) {
    it(`the line ${JSON.stringify(line)} in the body of a POST is sent`, () => {
      assert.equal(readingOf(`${post}\n\ntext\n${line}`), `https://x.org | text | ${line}`);
    });
  }
});

describe('the type of a body', () => {
  for (const [type, isOne] of [
    ['Content-Type: multipart/mixed', true],
    ['content-type: Multipart/Mixed ; boundary=x', true],
    ['Content-Type: multipart/mixed\nA: b', true],
    ['Content-Type:\n  multipart/mixed; boundary=x', true],
    ['Content-Type: multipart/mixed;\n  boundary=x', true],
    ['Content-Type:\n  text/plain', false],
    ['X-Content-Type: multipart/mixed', false],
    ['Content-Type-X: multipart/mixed', false],
    ['Content-Type: text/plain', false],
  ] as const) {
    it(`a body ${isOne ? 'may' : 'can’t'} contain a request below the header ${JSON.stringify(type)}`, () => {
      const text = `${post}\n${type}\n\na\n${get}`;
      assert.equal(startsIn(readRequestText(text)).length, isOne ? 1 : 2);
    });
  }

  for (const [lines, reading] of [
    ['# c\nA: b\n\ntext', 'A=b | text'],
    ['\n# Title\n### Part\ntext', '# Title | ### Part | text'],
    ['\n  # indented', '  # indented'],
    ['\n// no heading\ntext', 'text'],
    ['\ntext\n  ###  \nmore', 'text'],
  ] as const) {
    it(`below the content type of Markdown, ${JSON.stringify(lines)} is read as ${reading}`, () => {
      const type = 'Content-Type: text/markdown';
      assert.equal(
        readingOf(`${post}\n${type}\n${lines}`),
        `https://x.org | ${type.replace(': ', '=')} | ${reading}`,
      );
    });
  }
});

describe('the end of a section', () => {
  for (const [text, starts] of [
    [`HTTP/1.1 200 OK\n\n${get}`, [2]],
    [`HTTP/1.1 200 OK\n\nA: b\n${get}`, [3]],
    [`/*\n${get}`, [0]],
    ['> {%\nlog(1)', [0]],
    [`> {%\nlog(1)\n${get}`, [0]],
    [`${post}\n\n> {%\n${get}`, [0, 3]],
    [`# @forceRegionDelimiter\n${post}\n\na\n${get}`, [1]],
    [`# @force-region-delimiter\n${post}\n\na\n${get}`, [1]],
    [`# @name a\n${post}\n\na\n${get}`, [1, 4]],
    ...[
      'WS wss://y.org/x',
      'WSS wss://y',
      'WEBSOCKET ws://y',
      'SSE https://y',
      'EVENTSOURCE https://y',
      'AMQP amqp://u:p@y',
      'MQTT tcp://y:1883',
      'MQTTS mqtts://y',
      'GRPC y.org/S/m',
      'GET ws://y.org/x',
      'POST é.org/x',
      'PUT 例え.テスト',
      'GET ftp://y',
    ].map((line) => [`${post}\n\na\n\n${line}`, [0, 4]] as const),
    [`# @no-force-region-delimiter\n${post}\n\na\n${get}`, [1, 4]],
    [`# @forceRegionDelimiters\n${post}\n\na\n${get}`, [1, 4]],
  ] as const) {
    it(`in the text ${JSON.stringify(text)}, requests begin on the lines ${starts.join(' and ')}`, () => {
      assert.deepEqual(startsIn(readRequestText(text)), starts);
    });
  }
});

describe('comments and scripts in a body', () => {
  for (const [lines, body] of [
    ['a\n/*\nb\n*/\nc', 'a | c'],
    ['a\n  /*  \nb\n  */  \nc', 'a | c'],
    ['a\n/*\nx */\n*/ x\n*/\nc', 'a | c'],
    ['a\n/* b */\nc', 'a | /* b */ | c'],
    ['a\n/* b\n*/\nc', 'a | /* b | */ | c'],
    ['a\n/*\nb', 'a | /* | b'],
    ['a\n/*\nb\n###\n*/', 'a | /* | b'],
    ['a\n{{@request\nb', 'a | {{@request | b'],
    ['a\n  {{\nb', 'a |   {{ | b'],
  ] as const) {
    it(`the body ${JSON.stringify(lines)} is read as ${body}`, () => {
      assert.equal(readingOf(`${post}\n\n${lines}`), `https://x.org | ${body}`);
    });
  }

  it('an indented pre-request script below the request line is refused', () => {
    assert.equal(readingOf(`${get}\n\n  < {% log(1) %}`), 'misplaced-script 2');
  });
});

describe('comments above a request', () => {
  for (const above of [
    '  /* GET https://y.org */  ',
    '/*/\nGET https://y.org\n*/',
    '/*\na */ b\nGET https://y.org\n*/  ',
  ]) {
    it(`a request below the comment ${JSON.stringify(above)} is found`, () => {
      assert.equal(readingOf(`${above}\n${get}`), 'https://x.org');
    });
  }

  it('the variables that a request asks for each time are the first words after the directives @prompt', () => {
    const text = `# @prompt a the name\n# @name b\n// @prompt  c \n${get}`;
    assert.deepEqual(
      readRequestText(text).sections.map(({ prompts }) => prompts),
      [['a', 'c']],
    );
  });

  it('a section with comments only has no request and asks for no variable', () => {
    assert.deepEqual(readRequestText('# a').sections, [
      { length: 1, roles: ['comment'], definitions: [], prompts: [] },
    ]);
  });
});

describe('the roles of lines', () => {
  for (const [text, roles] of [
    [`/* a */\n/*\nb\n*/\n${get}`, 'comment comment comment comment target'],
    [`< {% a %}\n{{\nb\n}}\n${get}`, 'script script script script target'],
    [`${post}\n\n/*\na\n*/`, 'target blank comment comment comment'],
    [`${post}\n\na\n\nb\n  `, 'target blank body body body blank'],
    [`${post}\n\na\n\nHTTP/1.1 200 OK\nA: b`, 'target blank body blank response response'],
    ['HTTP/1.1 200 OK\nA: b', 'response response'],
    [`${get}\n\n< {% a %}\nb`, 'target blank refused body'],
    [`/*\n${get}\na`, 'refused refused refused'],
  ] as const) {
    it(`the lines of ${JSON.stringify(text)} have the roles ${roles}`, () => {
      assert.deepEqual(rolesOf(text), [roles]);
    });
  }
});
