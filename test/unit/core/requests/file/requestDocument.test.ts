import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf } from '../../../../../src/core/text/position.ts';
import type { Refusal } from '../../../../../src/core/requests/file/refusal.ts';
import {
  readDocument,
  readRequestText,
  requestAt,
  sectionAt,
  startsIn,
} from '../../../../../src/core/requests/file/requestDocument.ts';
import { finished } from '../../../../../src/core/requests/file/steps.ts';
import type { Role } from '../../../../../src/core/requests/file/section.ts';

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

interface Found {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

function foundAt(lines: readonly string[], line: number): Found | Refusal | undefined {
  const found = requestAt(finished(readDocument(lines)), line);
  if (!found?.ok) return found?.failure;
  const { method, url, headers, body } = found.value;
  return {
    method,
    url,
    headers: headers.map(({ name, value }) => [name, value] as const),
    ...(body.length > 0 && { body: body.join('\n') }),
  };
}

function requestOf(text: string): Found {
  const document = readRequestText(text);
  const found = foundAt(document.lines, startsIn(document)[0] ?? 0);
  assert.ok(found && 'url' in found, JSON.stringify(found));
  return found;
}

function refusalOf(text: string): string | undefined {
  const document = readRequestText(text);
  const found = foundAt(document.lines, startsIn(document)[0] ?? 0);
  return found && 'reason' in found && 'line' in found
    ? `${found.reason} ${found.line}`
    : undefined;
}

const text = { method: 'POST', url: 'https://x.org', headers: [['A', 'b']] } as const;

describe('request files', () => {
  it('the same complete request is found from each line of its section in a request file', () => {
    const search = file.findIndex((line) => line === '### Search');
    for (let offset = 0; offset < 13; offset += 1) {
      assert.deepEqual(foundAt(file, search + offset), {
        method: 'GET',
        url: '{{api}}/resources/search?q=type:service&_limit=5',
        headers: [
          ['Accept', 'application/json'],
          ['authorization', 'Bearer {{token}}'],
          ['Cookie', 'a=1'],
          ['Cookie', 'b=2'],
          ['Content-Length', '99'],
        ],
      });
    }
  });

  it('the body of a request is read without comments and without the empty lines at its start and end', () => {
    assert.deepEqual(foundAt(file, file.indexOf('POST {{api}}/items')), {
      method: 'POST',
      url: '{{api}}/items',
      headers: [['Content-Type', 'application/json']],
      body: '{\n  "name": "é {{name}}",\n\n  "list": []\n}',
    });
  });

  it('the lines on which requests start are found, also for two requests in one section, but not for a saved response', () => {
    const starts = ['GET {{api}}', 'POST {{api}}', 'https://example.org/about'].map((start) =>
      file.findIndex((line) => line.startsWith(start)),
    );
    const startsOf = (...lines: readonly string[]) => startsIn(finished(readDocument(lines)));
    assert.deepEqual(startsOf(...file), starts);
    assert.deepEqual(startsOf('###', 'https://x.org'), [1]);
    assert.deepEqual(startsOf('https://x.org', '###'), [0]);
    assert.deepEqual(startsOf(), []);
    assert.deepEqual(startsOf('https://x.org', '###', 'HTTP/1.1 200 OK'), [0]);
    assert.deepEqual(startsOf('GET https://x.org', '', 'GET https://y.org'), [0, 2]);
  });

  it('definitions, empty sections and responses in a request file give no request', () => {
    const empty = [
      ['# All', '@a = b', ''],
      ['###', '###'],
      ['HTTP/1.1 200 OK', 'A: b', '', '{}'],
      ['HTTP/2 200', 'A: b'],
      [],
    ];
    for (const lines of empty) assert.equal(foundAt(lines, 0), undefined, lines.join());
  });

  for (const [written, method, url] of [
    ['https://x.org/@me?a=b', 'GET', 'https://x.org/@me?a=b'],
    ['GET https://x.org?q=a HTTP/1.1 b', 'GET', 'https://x.org?q=a'],
    ['  post  https://x.org/x  HTTP/2', 'POST', 'https://x.org/x'],
    ['SEARCH https://x.org', 'SEARCH', 'https://x.org'],
    ['/about', 'GET', '/about'],
    ['{{base}}/a', 'GET', '{{base}}/a'],
  ] as const) {
    it(`the request ${written} is read as ${method} ${url}`, () => {
      const request = requestOf(`  \n${written}`);
      assert.deepEqual([request.method, request.url], [method, url]);
    });
  }

  for (const [what, script] of [
    ['a script', '{{\nexports.a = 1;\n}}'],
    ['an indented script', '  {{  \nexports.a = 1;\n  }}  '],
    ['a script for another moment', '{{@request\nexports.a = 1;\n}}'],
    ['a script with a name and blanks', '{{+ after \nexports.a = 1;\n}}'],
    ['a script with braces in it', '{{\nexports.a = {b: {}}\nf({ g: {\n}});\n}}'],
    ['a script in signs', '< {%\nlog("%} no end");\n%}  '],
    ['a script in signs, indented and close', '  <{%\nlog(1);\n%}'],
    ['a script on one line', '< {% log(1) %}'],
    ['a check', '  ?? status == 200'],
    ['a comment of several lines', '/*\nGET https://y.org\n###\n*/'],
    ['a comment of one line', '/* GET https://y.org */'],
  ] as const) {
    it(`a request with a header and a body is found in a request file below ${what}`, () => {
      assert.deepEqual(requestOf(`${script}\nPOST https://x.org\nA: b\n\nbody`), {
        ...text,
        body: 'body',
      });
    });
  }

  for (const line of [
    'a ### b',
    'a < b',
    '{{body}}',
    'a {{',
    '{{ y',
    'a > {% b',
    'a ?? b',
    '?? b',
  ]) {
    it(`the line ${line} in the body of a request is kept as text`, () => {
      const found = foundAt(['###', 'POST https://x.org', '  ', line, 'c', '  '], 1);
      assert.equal(found && 'body' in found && found.body, `${line}\nc`);
    });
  }

  it('a line that looks like httpYac’s response handling is kept in the body if other body lines follow', () => {
    for (const lines of [
      ['>> a quotation', 'and its answer'],
      ['<> a', '', '> handler.js', '', 'b'],
      ['a request gets', 'HTTP/1.1 404 Not Found', 'X: y'],
      ['a request gets', '', 'HTTP/1.1 404 Not Found', 'as an answer'],
      ['> a quotation', '>no file', '<><a/></>', 'HTTP/1.1 is old'],
    ]) {
      const body = lines.join('\n');
      assert.equal(requestOf(`POST https://x.org\n\n${body}`).body, body);
    }
  });

  it('lines below the body that save, compare or handle the response (>>, <>, >), and a saved response, aren’t in the body', () => {
    for (const line of ['>> out.json', '>>! out.json', '<> before.json', '> ./handler.js']) {
      assert.equal(requestOf(`POST https://x.org\n\nbody\n\n${line}`).body, 'body', line);
    }
    for (const before of ['', '\n\nbody']) {
      const found = requestOf(`POST https://x.org${before}\n\nHTTP/1.1 200 OK\nX: y\n\n{}`);
      assert.equal(found.body, before === '' ? undefined : 'body');
    }
    const { body } = requestOf('POST https://x.org\n\na\n>> out.json\n\nHTTP/1.1 204 No Content\n');
    assert.equal(body, 'a');
  });

  for (const [reason, lines] of [
    ['method 0', 'FORGET https://x.org'],
    ['scheme 1', '# one\nGET x.org/a'],
    ['curl 0', 'curl https://x.org'],
    ['header 2', 'GET https://x.org\nA: b\nno header: x'],
    ['header 1', 'GET https://x.org\n@X-Trace: v1/../../home/.git-credentials'],
    ['header 1', 'GET https://x.org\n{{h}}'],
    ['header-in-body 2', 'GET https://x.org\n\nAuthorization: Bearer abc'],
    ['header-in-body 4', 'POST https://x.org\n\na\n\nproxy-authorization: Bearer abc'],
    ['request-in-body 2', 'POST https://x.org\n\nget https://y.org'],
    ['text-after-definition 2', 'GET https://x.org\n@x = 1\nA: b'],
    ['unclosed 0', '/*\nGET https://x.org'],
    ['unclosed 1', 'GET https://x.org\n> {%\nlog(1)'],
    ['misplaced-script 2', 'GET https://x.org\n\n< {% log(1) %}'],
    ['file-body 2', 'POST https://x.org\n\n< ./body.json'],
    ['file-body 2', 'POST https://x.org\n\n<@latin1 body.json'],
  ] as const) {
    it(`the request ${JSON.stringify(lines)} is refused with this reason and line number (from 0): ${reason}`, () => {
      assert.equal(refusalOf(lines), reason);
    });
  }

  it('the reader of request files recognises the role of each line, such as separator, target, header or body', () => {
    const { section } = sectionAt(
      readRequestText(
        '### a\n@b = c\nGET https://x.org\n  ?q=1\n# d\nA: b\n\nbody\n\n>> out\n?? status == 200',
      ),
      0,
    );
    const roles: readonly Role[] = [
      'separator',
      'definition',
      'target',
      'target',
      'comment',
      'header',
      'blank',
      'body',
      'blank',
      'answer',
      'script',
    ];
    assert.deepEqual(section.roles, roles);
  });
});
