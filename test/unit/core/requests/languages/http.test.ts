import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { httpLiteral, isReadAs } from '../../../../../src/core/requests/languages/http.ts';

const request = {
  method: 'POST',
  url: ['https://a.example/b'],
  headers: [{ name: 'Accept', value: ['text/json'] }],
  body: ['c'],
};

describe('the texts of copied request files', () => {
  for (const [text, expected] of [
    ['POST https://a.example/b HTTP/1.1\nAccept: text/json\n\nc', true],
    ['PUT https://a.example/b HTTP/1.1\nAccept: text/json\n\nc', false],
    ['POST https://a.example/d HTTP/1.1\nAccept: text/json\n\nc', false],
    ['POST https://a.example/b HTTP/1.1\nAccept: text/xml\n\nc', false],
    ['POST https://a.example/b HTTP/1.1\nAccept: text/json\n\nd', false],
    ['PATROL https://a.example/b HTTP/1.1\nAccept: text/json\n\nc', false],
    ['# a comment', false],
  ] as const) {
    it(`the text ${JSON.stringify(text)} ${expected ? 'parses back' : 'doesn’t parse back'} to the copied request`, () => {
      assert.equal(isReadAs(text, request), expected);
    });
  }

  it('names in double braces are escaped in the text of a copied request file, so that httpYac reads no variable', () => {
    assert.equal(httpLiteral(['{{a}} {{name}} {{']), '\\{\\{a\\}\\} \\{\\{name\\}\\} {{');
  });
});
