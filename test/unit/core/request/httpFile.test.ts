import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  linesOf,
  parseRequest,
  requestAt,
  variablesAt,
  type WrittenRequest,
} from '../../../../src/core/request/httpFile.ts';

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
    const urls = ['example.org', 'example.org:8443', 'example.org:443'].map(
      (host) => requestOf(`GET /about\nHost: ${host}`).url,
    );
    assert.deepEqual(urls, [
      'http://example.org/about',
      'https://example.org:8443/about',
      'https://example.org:443/about',
    ]);
  });

  it('joins the lines of a form and ends those of a multipart body as such bodies do', () => {
    const form = 'POST https://x.org\nContent-Type: application/x-www-form-urlencoded\n\na=1\n&b=2';
    assert.equal(requestOf(form).body, 'a=1&b=2');
    const parts = 'POST https://x.org\nContent-Type: multipart/form-data; boundary=b\n\n--b\n--b--';
    assert.equal(requestOf(parts).body, '--b\r\n--b--');
  });

  it('is without the scripts and checks of httpYac', () => {
    const request = requestOf(
      '{{\n  exports.a = 1;\n}}\nGET https://x.org\nA: b\n\nbody\n?? status == 200\n> {%\n client.log(1)\n%}\n> {% one %}',
    );
    assert.deepEqual(request.headers, [['A', 'b']]);
    assert.equal(request.body, 'body');
  });

  it('says that its body is in a file', () => {
    for (const line of ['< ./body.json', '<@ body.json', '<@latin1 body.json']) {
      const found = parseRequest(['POST https://x.org', '', line]);
      assert.deepEqual(found, { is: 'file-body' });
    }
    assert.equal(requestOf('POST https://x.org\n\n<xml/>').body, '<xml/>');
  });

  it('reads as what its last definition before it says', () => {
    const lines = ['@a = 1', '@b := two  ', 'GET x', '@a=3', '@c = 4 = 5'];
    assert.deepEqual(Object.fromEntries(variablesAt(lines, 2)), { a: '1', b: 'two', c: '4 = 5' });
    assert.equal(variablesAt(lines, 3).get('a'), '3');
  });
});
