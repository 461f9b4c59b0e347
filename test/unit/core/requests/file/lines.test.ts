import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  beginsRequest,
  check,
  comment,
  credentials,
  definitionIn,
  directive,
  faultIn,
  fileReference,
  forAnswer,
  headerIn,
  mayBeginRequest,
  remarkable,
  requestLine,
  response,
  scriptStart,
  separator,
  usualHeader,
  withoutComma,
  webToken,
  withoutVersion,
} from '../../../../../src/core/requests/file/lines.ts';

const matching = (pattern: RegExp) => (line: string) => pattern.test(line);

/** Lines of each shape, and lines that only resemble it. */
const shapes: Readonly<
  Record<string, readonly [is: (line: string) => boolean, yes: string[], no: string[]]>
> = {
  'a separator': [matching(separator), ['###', ' \t####', '### name'], ['##', 'a ###', 'a###']],
  'a comment': [matching(comment), ['# a', ' // a', '#'], ['/ a', 'a # b', '/*']],
  'a directive': [
    matching(directive),
    ['# @name', '  ##  @prompt a b', '//@force-region', '/// @a ', '#@a', '# @a  b'],
    ['/ @name', 'a # @name', 'a# @name', '# name', '# @a=b', '# @'],
  ],
  'a kept response': [
    matching(response),
    ['HTTP/1.1 200 OK', ' HTTP/2  404', 'HTTP/1.1 500'],
    [
      'HTTP/1.1 600',
      'HTTP/1.1 20',
      'aHTTP/1.1 200',
      'a HTTP/1.1 200',
      'HTTP/1.1 2000',
      'HTTP/ 200',
    ],
  ],
  'a line of credentials': [
    matching(credentials),
    [
      ...['Authorization: a', ' proxy-authorization : a', 'AUTHORIZATION:', 'cookie: a'],
      ...[
        'X-API-Key:',
        'Bearer a',
        ' bearer  {{ a }} ',
        '-H Cookie:a',
        `curl --header="cookie: a"`,
      ],
      ...['curl -sH cookie:a', 'curl -u a', 'curl a --user b', 'curl a --oauth2-bearer b'],
    ],
    [
      ...['X-Authorization: a', 'a authorization: b', 'Authorization a: b', 'authorizations: a'],
      ...['cookies: a', 'Bearer a b', 'Bearer', 'a Bearer b', '-h cookie a', 'curly -u a'],
      ...['curl a-u', 'a curl -u b', 'curl -H a:cookie', 'Bearer {{ a }} b'],
    ],
  ],
  'a JSON Web Token': [
    matching(webToken),
    ['eyJh.eyJi.c-_', ' eyJh.b. '],
    ['eyJh.b', 'a eyJh.b.c', 'eyJh.b.c.d', 'eyJh.b.c d', 'EYJh.b.c'],
  ],
  'a reference to a file': [
    matching(fileReference),
    ['< a.json', '<@  a.json', '<@latin1 \ta'],
    ['<a.json', '< ', 'a < b', ' < a', '<@-a b'],
  ],
  'an instruction for the answer': [
    matching(forAnswer),
    ['>> a', ' >>!  a', '<>  a', '> a.js', '>  a.mjs ', '> b/a.cjs'],
    ['> a', '> a.jsx', '> a.xjs', 'a >> b', 'a>> b', '>>a', '<>a', '>', '> a.js b'],
  ],
  'a check of the answer': [
    matching(check),
    ['?? status == 200', ' ?? a exists', '??a >= 1', '?? body MD5 a'],
    ['?? status', '? a == b', 'a ?? b == c', '??', '?? =='],
  ],
  'a header in its usual form': [
    matching(usualHeader),
    ['A: b', 'Content-Type:text/plain', 'x-1:'],
    ['http://a', 'https://a', 'HTTPS:', '-a: b', 'a b: c', ' a: b', '{{a}}: b', 'a'],
  ],
  'plain text': [
    (line) => !remarkable.test(line),
    ['a', '"a": 1,', 'a sentence, without a target', 'authorizations: a', 'a#b', 'get x'],
    [
      ...['', '  ', '# a', ' /a', '@a = 1', '?a', '{{', '<a', '> a', 'http://a', ' HTTPS://a'],
      ...['HTTP/1.1', 'Authorization : a', 'proxy-authorization:', 'GET /a', 'get   https://a'],
      ...['POST {{a}}', 'GET [::1]', 'PUT localhost', 'version-control a.b', 'MQTT tcp://a'],
      ...['Cookie: a', 'x-api-key:', 'bearer a', 'curl -u a', '-H cookie:a', 'eyJh.b.c'],
    ],
  ],
  'the beginning of another request': [
    beginsRequest,
    [
      ...['GET https://a', '  POST /a', 'DELETE  {{a}}', 'PUT a.org/b', 'WS https://a'],
      ...['GET [::1]:80', 'MQTT tcp://a', 'GET ws://a', 'POST é.org'],
    ],
    [
      'get https://a',
      'GET a',
      'GET a.org b',
      'FETCH https://a',
      'GET',
      'a GET https://a',
      'GET x http://a',
    ],
  ],
  'what may be a request': [
    mayBeginRequest,
    ['get https://a', 'FETCH   HTTP://a ', ' PATCH {{a}}', 'GET https://a', 'ws WSS://a'],
    [
      'get /a',
      'fetch https://a',
      'GET a',
      'A https://a',
      'a FETCH https://a',
      'FETCH a https://a',
      'GET',
      '123456{{a}} FETCH b',
    ],
  ],
};

describe('the shapes of a line', () => {
  for (const [name, [is, yes, no]] of Object.entries(shapes)) {
    for (const line of yes) {
      it(`the line ${JSON.stringify(line)} in a request file is ${name}`, () => {
        assert.equal(is(line), true);
      });
    }
    for (const line of no) {
      it(`the line ${JSON.stringify(line)} in a request file isn’t ${name}`, () => {
        assert.equal(is(line), false);
      });
    }
  }

  for (const [line, parts] of [
    ['@a = b ', ['a', 'b']],
    [' @a.b:=c=d', ['a.b', 'c=d']],
    ['@a=', ['a', '']],
    ['@a = b\u2028c\n', ['a', 'b\u2028c']],
    ['@a b', undefined],
    ['a @b = c', undefined],
    ['@ = a', undefined],
    ['a = b', undefined],
  ] as const) {
    it(`the line ${JSON.stringify(line)} ${parts ? `defines ${JSON.stringify(parts)}` : 'defines no variable'}`, () => {
      assert.deepEqual(definitionIn(line), parts);
    });
  }

  for (const [line, parts] of [
    ['A: b ', ['A', 'b']],
    [' X-1 :c:d', ['X-1', 'c:d']],
    ["!#$%&'*+.^_`|~-:", ["!#$%&'*+.^_`|~-", '']],
    ['A: b\u2028c', ['A', 'b\u2028c']],
    ['A b: c', undefined],
    ['@A: b', undefined],
    ['A', undefined],
    ['https://a', undefined],
    [' ws://a', undefined],
    ['A://b', undefined],
    ['X-A://b', ['X-A', '//b']],
    ['A: //b', ['A', '//b']],
  ] as const) {
    it(`the line ${JSON.stringify(line)} ${parts ? `is the header ${JSON.stringify(parts)}` : 'is no header'}`, () => {
      assert.deepEqual(headerIn(line), parts);
    });
  }

  it('a line of a body that isn’t remarkable has no other form than text', () => {
    const word = fc.constantFrom(
      ...[
        'GET',
        'get',
        'PURGE',
        'MQTT',
        'ws',
        'curl',
        'Bearer',
        'cookie',
        'x-api-key',
        ':',
        '-H',
        ' ',
      ],
      ...[
        'https://a',
        'tcp://a',
        'a.org',
        'é.org',
        'localhost',
        '[::1]',
        '{{a}}',
        '/',
        'eyJh.b.c',
        '.',
      ],
      ...['#', '@a=', '<', '> {%', '??', '==', 'HTTP/1.1 200', '*', '\t', '-u', 'a', '"'],
    );
    const others = [
      separator,
      comment,
      response,
      credentials,
      webToken,
      fileReference,
      forAnswer,
      check,
    ];
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (words) => {
        const line = words.join('');
        if (remarkable.test(line)) return;
        assert.ok(others.every((each) => !each.test(line)) && line.trim() !== '', line);
        assert.deepEqual([definitionIn(line), scriptStart(line)], [undefined, undefined], line);
        assert.ok(!beginsRequest(line) && !mayBeginRequest(line), line);
      }),
      { numRuns: 20_000 },
    );
  });

  it('one comma at the end of a header’s value in a request file is removed', () => {
    assert.deepEqual(['a ,', 'a,,', 'a, b', ' a,', ''].map(withoutComma), [
      'a',
      'a,',
      'a, b',
      ' a',
      '',
    ]);
  });

  it('the HTTP version and the text after the version are removed from a request line', () => {
    assert.equal(withoutVersion('GET /a http/1.1 more '), 'GET /a');
    assert.equal(withoutVersion('GET /aHTTP/1.1 '), 'GET /aHTTP/1.1');
    assert.equal(withoutVersion(' HTTP/1.1'), '');
  });

  for (const [line, method, target] of [
    ['get   /a HTTP/1.1', 'GET', '/a'],
    [' version-control https://a ', 'VERSION-CONTROL', 'https://a'],
    ['https://a', 'GET', 'https://a'],
    ['FETCH /a', 'GET', 'FETCH /a'],
    ['POST', 'GET', 'POST'],
  ] as const) {
    it(`the request line ${JSON.stringify(line)} has the method ${method} and the target ${target}`, () => {
      assert.deepEqual(requestLine(line), { method, target });
    });
  }

  for (const [line, fault] of [
    ['GET https://a', undefined],
    ['HTTP://a', undefined],
    ['OPTIONS /a', undefined],
    ['OPTIONS /*', 'address'],
    ['{{a}}/b', undefined],
    [' CURL -v https://a', 'curl'],
    ['curly.org', 'scheme'],
    ['a curl b', 'address'],
    ['WS https://a', 'protocol'],
    ['grpc a.test/S/m', 'protocol'],
    ['GET tcp://a', 'protocol'],
    ['coap+tcp://a', 'protocol'],
    ['POST é.org/a', 'scheme'],
    ['ws://a', 'protocol'],
    ['wss://a', 'protocol'],
    ['ws:a', 'protocol'],
    ['mqtt:a', 'protocol'],
    ['amqp:a', 'protocol'],
    ['mqtt://a', 'protocol'],
    ['MQTTS:a', 'protocol'],
    ['amqp://a', 'protocol'],
    ['amqps://a', 'protocol'],
    ['grpc://a', 'protocol'],
    ['FTP://a', 'protocol'],
    ['GET file:///a', 'protocol'],
    ['GET a?b=ftp://c', 'address'],
    ['FETCH https://a', 'method'],
    ['fetch-it   /a', 'method'],
    ['FETCH a.org', 'method'],
    ['FETCH a.org b', 'address'],
    ['FETCH a', 'address'],
    ['FETCH x https://a', 'address'],
    ['a.org', 'scheme'],
    ['GET a.org:80/b', 'scheme'],
    ['localhost', 'scheme'],
    ['localhost:80?a', 'scheme'],
    ['GET [::1]#a', 'scheme'],
    ['localhosts', 'address'],
    ['a.org:b', 'address'],
    ['1 FETCH /a', 'address'],
    ['12/a b', 'address'],
    ['a', 'address'],
  ] as const) {
    it(`the request line ${JSON.stringify(line)} has ${fault ? `the fault ${fault}` : 'no fault'}`, () => {
      assert.equal(faultIn(line), fault);
    });
  }

  for (const [line, ends, text] of [
    ['{{', true, ' }} '],
    [' {{ ', true, '}}'],
    ['{{@js   + request', true, '}}'],
    ['{{@js  response', true, '}}'],
    ['{{+ after', true, '}}'],
    ['{{@responseLogging', true, '}}'],
    ['> {%', true, 'a %} '],
    ['<{%', true, '%}'],
  ] as const) {
    it(`a script in a request file that begins with the line ${JSON.stringify(line)} ends with the line ${JSON.stringify(text)}`, () => {
      const end = scriptStart(line)?.end;
      assert.equal(end?.test(text), ends);
      assert.equal(end.test(`${text}a`), false);
      if (!text.startsWith('a')) assert.equal(end.test(`a${text}`), line.includes('%'));
    });
  }

  it('a script in a request file may end on its first line, and a line such as {{a}} doesn’t begin a script', () => {
    assert.deepEqual(scriptStart('> {% a %}'), {});
    for (const line of [
      '{{a}}',
      '{{a',
      'a {{',
      '{{@jsrequest',
      '{{ request b',
      '{%',
      'a > {%',
      '> a',
    ]) {
      assert.equal(scriptStart(line), undefined, line);
    }
  });
});
