import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeText } from '../../../../src/core/text/text.ts';
import { cases as fuzzCases, character } from '../../../fuzz/cases.ts';

const cases: readonly { name: string; bytes: readonly number[]; text: string | undefined }[] = [
  { name: 'nothing at all as empty', bytes: [], text: '' },
  { name: 'ASCII', bytes: [0x61, 0x0d, 0x0a], text: 'a\r\n' },
  { name: 'UTF-8', bytes: [0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80], text: 'é😀' },
  { name: 'UTF-8 with a byte order mark', bytes: [0xef, 0xbb, 0xbf, 0x61], text: 'a' },
  { name: 'a byte order mark alone as empty', bytes: [0xef, 0xbb, 0xbf], text: '' },
  { name: 'UTF-16 little-endian', bytes: [0xff, 0xfe, 0xe9, 0x00], text: 'é' },
  { name: 'UTF-16 big-endian', bytes: [0xfe, 0xff, 0x00, 0xe9], text: 'é' },
  { name: 'UTF-16 without a mark as no text', bytes: [0x61, 0x00, 0x62, 0x00], text: undefined },
  { name: 'a NUL as no text', bytes: [0x61, 0x00], text: undefined },
  { name: 'a NUL in UTF-16 as no text', bytes: [0xff, 0xfe, 0x00, 0x00], text: undefined },
  { name: 'UTF-32 as no text', bytes: [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], text: undefined },
  { name: 'Latin-1 as no text', bytes: [0x63, 0xe9, 0x21], text: undefined },
  { name: 'a sequence that is cut short as no text', bytes: [0xf0, 0x9f], text: undefined },
  { name: 'an overlong sequence as no text', bytes: [0xc0, 0xaf], text: undefined },
  { name: 'half a unit of UTF-16 as no text', bytes: [0xff, 0xfe, 0x61], text: undefined },
  { name: 'half a surrogate pair as no text', bytes: [0xff, 0xfe, 0, 0xd8], text: undefined },
  // In UTF-16 each of these would be a character.
  {
    name: 'the first half of a little-endian mark as no text',
    bytes: [0xff, 0x61],
    text: undefined,
  },
  { name: 'the second half of one as no text', bytes: [0x61, 0xfe], text: undefined },
  { name: 'the first half of a big-endian mark as no text', bytes: [0xfe, 0x61], text: undefined },
  { name: 'the second half of that as no text', bytes: [0x61, 0xff], text: undefined },
];

describe('decoding a file', () => {
  for (const { name, bytes, text } of cases) {
    it(`decodes ${name}`, () => {
      assert.equal(decodeText(Uint8Array.from(bytes)), text);
    });
  }

  it('never throws on any input', () => {
    const marks = fc.constantFrom([], [0xff, 0xfe], [0xfe, 0xff], [0xef, 0xbb, 0xbf]);
    fc.assert(
      fc.property(marks, fc.uint8Array(), (mark, rest) => {
        const text = decodeText(Uint8Array.from([...mark, ...rest]));
        assert.notEqual(text?.includes('\0'), true);
      }),
      fuzzCases,
    );
  });

  it('decodes any UTF-8 text without NUL unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: character }), (text) => {
        fc.pre(!text.includes('\0') && !text.startsWith('\ufeff'));
        assert.equal(decodeText(new TextEncoder().encode(text)), text);
      }),
      fuzzCases,
    );
  });
});
