import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  firstRequest,
  linesOf,
  parseRequest,
  requestAt,
  startAt,
  startsIn,
  variablesAt,
  type WrittenRequest,
} from '../../../../../src/core/requests/file/httpFile.ts';

const file = linesOf(`# All about the catalog
@api = https://v1.api.isogeo.com
@token={{$processEnv ISOGEO_ACCESS_TOKEN}}

### Search
# @name search
// what is new
GET {{api}}/resources/search HTTP/1.1
  ?q=type:service
  # only a few
  &_limit=5
Accept: application/json
# Authorization: Basic x
authorization:Bearer {{token}}
Cookie: a=1
Cookie: b=2
Content-Length: 99

###

POST {{api}}/items
Content-Type: application/json

{
  "name": "é {{name}}",

  # nobody sends this
  "list": []
}


#### a response somebody keeps
HTTP/1.1 200 OK
Content-Type: application/json

{}

###
https://example.org/about`);

function requestOf(text: string): WrittenRequest {
  const found = parseRequest(linesOf(text));
  assert.equal(found.is, 'request');
  return found.request;
}

describe('a request of an .http file', () => {
  it('is the one of the block that the cursor is in, its separator included', () => {
    const search = file.findIndex((line) => line === '### Search');
    const found = Array.from({ length: 13 }, (_, offset) => requestAt(file, search + offset));
    for (const each of found) assert.deepEqual(each, found[0]);
    assert.deepEqual(found[0], {
      is: 'request',
      request: {
        method: 'GET',
        url: '{{api}}/resources/search?q=type:service&_limit=5',
        headers: [
          ['Accept', 'application/json'],
          ['authorization', 'Bearer {{token}}'],
          ['Cookie', 'a=1; b=2'],
        ],
      },
    });
  });

  it('has the body that stands after the empty line, without comments', () => {
    const found = requestAt(file, file.indexOf('POST {{api}}/items'));
    assert.deepEqual(found, {
      is: 'request',
      request: {
        method: 'POST',
        url: '{{api}}/items',
        headers: [['Content-Type', 'application/json']],
        body: '{\n  "name": "é {{name}}",\n\n  "list": []\n}',
      },
    });
  });

  it('starts below its separator, comments and variables, once in each block that has one', () => {
    const starts = ['GET {{api}}', 'POST {{api}}', 'https://example.org/about'].map((text) =>
      file.findIndex((line) => line.startsWith(text)),
    );
    assert.deepEqual(startsIn(file), starts);
    assert.deepEqual(starts.map((line) => startAt(file, line + 1)).slice(0, 2), starts.slice(0, 2));
    assert.equal(startAt(file, 0), undefined);
    assert.deepEqual(startsIn(['###', 'https://x.org']), [1]);
    assert.deepEqual(startsIn(['https://x.org', '###']), [0]);
    assert.deepEqual(startsIn([]), []);
    assert.deepEqual(startsIn(['https://x.org', '###', 'HTTP/1.1 200 OK']), [0]);
  });

  it('is a GET where there is but an address', () => {
    assert.deepEqual(requestAt(file, file.length - 1), {
      is: 'request',
      request: { method: 'GET', url: 'https://example.org/about', headers: [] },
    });
  });

  it('is none among the variables, in an empty block or a response', () => {
    for (const text of ['# All about the catalog', 'HTTP/1.1 200 OK']) {
      assert.deepEqual(requestAt(file, file.indexOf(text)), { is: 'nothing' });
    }
    assert.deepEqual(parseRequest([]), { is: 'nothing' });
    assert.deepEqual(parseRequest(['', '# x', '@a = b', '']), { is: 'nothing' });
  });

  it('may be in any case, in any white space and in a file from Windows', () => {
    const request = requestOf('\r\n  post  https://example.org/x  HTTP/2\r\nX:1\r\n\r\nbody\r\n');
    assert.deepEqual(request, {
      method: 'POST',
      url: 'https://example.org/x',
      headers: [['X', '1']],
      body: 'body',
    });
  });

  it('goes to the Host where it has but a path', () => {
    const urls = ['example.org', 'example.org:8443', 'example.org:443', 'example.org:4430'].map(
      (host) => requestOf(`GET /about\nHost: ${host}`).url,
    );
    assert.deepEqual(urls, [
      'http://example.org/about',
      'https://example.org:8443/about',
      'https://example.org:443/about',
      'http://example.org:4430/about',
    ]);
    assert.equal(requestOf('https://x.org/a\nHost: y.org').url, 'https://x.org/a');
  });

  it('joins the lines of a form and ends those of a multipart body as such bodies do', () => {
    const form = 'POST https://x.org\nContent-Type: application/x-www-form-urlencoded\n\na=1\n&b=2';
    assert.equal(requestOf(form).body, 'a=1&b=2');
    assert.equal(requestOf(`${form}\nand more`).body, 'a=1&b=2\nand more');
    const plain = 'POST https://x.org\nContent-Type: text/plain; was=';
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data']) {
      assert.equal(requestOf(`${plain}${type}\n\na\n&b`).body, 'a\n&b');
    }
    const parts = 'POST https://x.org\nContent-Type: multipart/form-data; boundary=b\n\n--b\n--b--';
    assert.equal(requestOf(parts).body, '--b\r\n--b--');
  });

  it('is without the scripts and checks of httpYac', () => {
    const request = requestOf(
      '{{\n  exports.a = 1;\n}}\nGET https://x.org\nA: b\n\nbody\n?? status == 200\n> {%\n client.log(1)\n%}\n> {% one %}',
    );
    assert.deepEqual(request, {
      method: 'GET',
      url: 'https://x.org',
      headers: [['A', 'b']],
      body: 'body',
    });
  });

  for (const [what, script] of [
    ['a script', '{{\nexports.a = 1;\n}}'],
    ['an indented script', '  {{  \nexports.a = 1;\n  }}  '],
    ['a script for another moment', '{{@request\nexports.a = 1;\n}}'],
    ['a script with a name and blanks', '{{+ after \nexports.a = 1;\n}}'],
    ['a script with braces in it', '{{\nexports.a = {b: {}}\nf({ g: {\n}});\n}}'],
    ['a script in signs', '< {%\nlog("%} no end");\n%}  '],
    ['a script in signs, indented and close', '  <{%\nlog(1);\n%}'],
    ['a script on one line', '< {% log(1) %}'],
    ['a script on one line, indented and close', '  <{% log(1) %}'],
    ['a check', '  ?? status == 200'],
  ] as const) {
    it(`comes after ${what}`, () => {
      assert.deepEqual(requestOf(`${script}\nGET https://x.org\nA: b\n\nbody`), {
        method: 'GET',
        url: 'https://x.org',
        headers: [['A', 'b']],
        body: 'body',
      });
    });
  }

  for (const line of [
    'a ### b',
    'a < b',
    '{{body}}',
    'a {{',
    'a > {% b',
    'a > {% b %}',
    'a ?? b',
  ]) {
    it(`has the body ${line}, which is no line for a program`, () => {
      const found = requestAt(['###', 'POST https://x.org', '  ', line, 'c', '  '], 1);
      assert.equal(found.is === 'request' && found.request.body, `${line}\nc`);
    });
  }

  for (const [line, method, url] of [
    ['https://x.org/@me?a=b', 'GET', 'https://x.org/@me?a=b'],
    ['GET https://x.org?q=a HTTP/1.1 b', 'GET', 'https://x.org?q=a HTTP/1.1 b'],
    ['FORGET https://x.org', 'GET', 'FORGET https://x.org'],
    ['/about', 'GET', '/about'],
  ] as const) {
    it(`is a ${method} of ${url} where it is written ${line}`, () => {
      const request = requestOf(`  \n${line}`);
      assert.deepEqual([request.method, request.url], [method, url]);
    });
  }

  it('has a header for each line that is one, and a list for one that comes twice', () => {
    const lines = ['A : a&b', 'no header: x', 'a: c', 'X-Cookie: d', 'x-cookie: e', 'Cookie2: f'];
    const more = ['cookie2: g', 'X-Content-Length: 1', 'Content-Length-X: 2'];
    assert.deepEqual(requestOf(['https://x.org', ...lines, ...more].join('\n')).headers, [
      ['A', 'a&b, c'],
      ['X-Cookie', 'd, e'],
      ['Cookie2', 'f, g'],
      ['X-Content-Length', '1'],
      ['Content-Length-X', '2'],
    ]);
    assert.deepEqual(requestOf('https://x.org\n?a: b\n&c').headers, []);
  });

  it('is none in an empty block, whatever the next one holds', () => {
    assert.deepEqual(requestAt(['###', '###', 'GET https://x.org'], 0), { is: 'nothing' });
    assert.deepEqual(parseRequest(['HTTP/2 200', 'A: b']), { is: 'nothing' });
  });

  it('is without what is to be done with the answer, or is kept of one', () => {
    for (const line of ['>> out.json', '>>! out.json', '<> before.json', '> ./handler.js']) {
      assert.equal(requestOf(`POST https://x.org\n\nbody\n\n${line}`).body, 'body', line);
    }
    for (const before of ['', '\n\nbody']) {
      const found = requestOf(`POST https://x.org${before}\n\nHTTP/1.1 200 OK\nX: y\n\n{}`);
      assert.equal(found.body, before === '' ? undefined : 'body');
      assert.deepEqual(found.headers, []);
    }
    const kept = ['> a quotation', '>no file', '<><a/></>', 'HTTP/1.1 is old'];
    assert.equal(requestOf(`POST https://x.org\n\n${kept.join('\n')}`).body, kept.join('\n'));
  });

  it('keeps lines of its body that look as if they were none', () => {
    for (const lines of [
      ['>> a quotation', 'and its answer'],
      ['<> a', '', '> handler.js', '', 'b'],
      ['a request gets', 'HTTP/1.1 404 Not Found', 'X: y'],
      ['a request gets', '', 'HTTP/1.1 404 Not Found', 'as an answer'],
    ]) {
      const body = lines.join('\n');
      assert.equal(requestOf(`POST https://x.org\n\n${body}`).body, body);
    }
    const { body } = requestOf('POST https://x.org\n\na\n>> out.json\n\nHTTP/1.1 204 No Content\n');
    assert.equal(body, 'a');
  });

  it('ends where the next one of a selection begins', () => {
    const found = firstRequest(
      linesOf('### a\n\n### b\nGET https://x.org\nA: b\n\n### c\nPOST https://y.org\n\nsecret'),
    );
    const request = { method: 'GET', url: 'https://x.org', headers: [['A', 'b']] };
    assert.deepEqual(found, { is: 'request', request });
    assert.deepEqual(firstRequest(['# no', '###', '']), { is: 'nothing' });
  });

  it('says that its body is in a file', () => {
    for (const line of ['< ./body.json', '<  ./body.json', '<@ body.json', '<@latin1 body.json']) {
      const found = parseRequest(['POST https://x.org', '', line]);
      assert.deepEqual(found, { is: 'file-body' });
    }
    assert.equal(requestOf('POST https://x.org\n\n<xml/>').body, '<xml/>');
  });

  it('reads as what its last definition before it says', () => {
    const lines = ['  @a = 1', '@b := two  ', 'GET x', '@a=3', '@c = 4 = 5'];
    assert.deepEqual(Object.fromEntries(variablesAt(lines, 2)), { a: '1', b: 'two', c: '4 = 5' });
    assert.equal(variablesAt(lines, 3).get('a'), '3');
  });
});
