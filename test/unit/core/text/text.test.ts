import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeText } from '../../../../src/core/text/text.ts';
import { cases as fuzzCases, character } from '../../../fuzz/cases.ts';

const texts: readonly { name: string; bytes: readonly number[]; text: string }[] = [
  { name: 'nothing at all as empty', bytes: [], text: '' },
  { name: 'ASCII', bytes: [0x61, 0x0d, 0x0a], text: 'a\r\n' },
  { name: 'UTF-8', bytes: [0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80], text: 'é😀' },
  { name: 'UTF-8 with a byte order mark', bytes: [0xef, 0xbb, 0xbf, 0x61], text: 'a' },
  { name: 'a byte order mark alone as empty', bytes: [0xef, 0xbb, 0xbf], text: '' },
  { name: 'UTF-16 little-endian', bytes: [0xff, 0xfe, 0xe9, 0x00], text: 'é' },
  { name: 'UTF-16 big-endian', bytes: [0xfe, 0xff, 0x00, 0xe9], text: 'é' },
  {
    name: 'comments in Windows-1252, with a question mark for each non-ASCII byte',
    bytes: [...Buffer.from('# cl\xe9\r\n \t; \x80\nKEY = a # b\r#\xff', 'latin1')],
    text: '# cl?\r\n \t; ?\nKEY = a # b\r#?',
  },
];

const faulty: readonly { name: string; bytes: readonly number[]; failure: string }[] = [
  {
    name: 'UTF-16 without a byte order mark',
    bytes: [0x61, 0x00, 0x62, 0x00],
    failure: 'not-text',
  },
  { name: 'a NUL', bytes: [0x61, 0x00], failure: 'not-text' },
  { name: 'a NUL in UTF-16', bytes: [0xff, 0xfe, 0x00, 0x00], failure: 'not-text' },
  { name: 'UTF-32', bytes: [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], failure: 'not-text' },
  { name: 'Latin-1 with a control character', bytes: [0x63, 0xe9, 0x01], failure: 'not-text' },
  { name: 'Latin-1 with a unit separator', bytes: [0x63, 0xe9, 0x1f], failure: 'not-text' },
  { name: 'Latin-1', bytes: [0x63, 0xe9, 0x21], failure: 'not-utf8' },
  { name: 'a sequence that is cut short', bytes: [0xf0, 0x9f], failure: 'not-utf8' },
  { name: 'an overlong sequence', bytes: [0xc0, 0xaf], failure: 'not-utf8' },
  { name: 'half a unit of UTF-16', bytes: [0xff, 0xfe, 0x61], failure: 'not-text' },
  { name: 'half a surrogate pair', bytes: [0xff, 0xfe, 0, 0xd8], failure: 'not-text' },
  // In UTF-16 each of these would be a character.
  {
    name: 'the first half of a little-endian mark',
    bytes: [0xff, 0x61],
    failure: 'not-utf8',
  },
  {
    name: 'the second half of a little-endian mark',
    bytes: [0x61, 0xfe],
    failure: 'not-utf8',
  },
  { name: 'the first half of a big-endian mark', bytes: [0xfe, 0x61], failure: 'not-utf8' },
  { name: 'the second half of a big-endian mark', bytes: [0x61, 0xff], failure: 'not-utf8' },
  {
    name: 'Windows-1252 in a value',
    bytes: [...Buffer.from('# \xe9\nKEY = \xe9\n', 'latin1')],
    failure: 'not-utf8',
  },
  { name: 'a picture', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a], failure: 'not-text' },
];

describe('decoding a file', () => {
  for (const { name, bytes, text } of texts) {
    it(`the bytes of a file are decoded to the expected text: ${name}`, () => {
      assert.deepEqual(decodeText(Uint8Array.from(bytes)), { ok: true, value: text });
    });
  }

  for (const { name, bytes, failure } of faulty) {
    it(`the bytes of a file are refused as not text or not UTF-8: ${name}`, () => {
      assert.deepEqual(decodeText(Uint8Array.from(bytes)), { ok: false, failure });
    });
  }

  it('decoding random bytes of a file doesn’t throw, and doesn’t return a text with a NUL character', () => {
    const marks = fc.constantFrom([], [0xff, 0xfe], [0xfe, 0xff], [0xef, 0xbb, 0xbf]);
    fc.assert(
      fc.property(marks, fc.uint8Array(), (mark, rest) => {
        const text = decodeText(Uint8Array.from([...mark, ...rest]));
        assert.equal(text.ok && text.value.includes('\0'), false);
      }),
      fuzzCases,
    );
  });

  it('random UTF-8 text without a NUL character and without a byte order mark at its start is decoded unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: character }), (text) => {
        fc.pre(!text.includes('\0') && !text.startsWith('\ufeff'));
        assert.deepEqual(decodeText(new TextEncoder().encode(text)), { ok: true, value: text });
      }),
      fuzzCases,
    );
  });
});
