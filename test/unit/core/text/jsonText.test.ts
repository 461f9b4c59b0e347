import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readJsonTree } from '../../../../src/core/text/jsonText.ts';

describe('a JSON text with a fault', () => {
  for (const [text, expected, offset] of [
    ['', 'value', 0],
    ['[', 'closing-bracket', 1],
    ['[1', 'closing-bracket', 2],
    ['[1,', 'value', 3],
    ['[1,]', 'value', 3],
    ['[:', 'value', 1],
    ['[1 2', 'comma', 3],
    ['{', 'closing-brace', 1],
    ['{1', 'property-name', 1],
    ['{"a"', 'colon', 4],
    ['{"a" 1', 'colon', 5],
    ['{"a":', 'value', 5],
    ['{"a":}', 'value', 5],
    ['{"a":1', 'closing-brace', 6],
    ['{"a":1 2', 'comma', 7],
    ['{"a":1,', 'property-name', 7],
    ['{"a":1,}', 'property-name', 7],
    ['1 2', 'end-of-file', 2],
    [String.raw`["\u12"]`, 'valid-character', 1],
    [String.raw`["\x"]`, 'valid-character', 1],
    ['01', 'end-of-file', 1],
    ['[1.]', 'valid-character', 2],
    ['["a\n"]', 'closing-quote', 1],
    [String.raw`["a\"]`, 'closing-quote', 1],
    ['["a\\', 'closing-quote', 1],
  ] as const) {
    it(`the invalid JSON text ${JSON.stringify(text)} is refused because ${expected} is expected at the offset ${offset}`, () => {
      assert.deepEqual(readJsonTree(text), { ok: false, failure: { expected, offset } });
      assert.throws(() => JSON.parse(text));
    });
  }

  it('the JSON reader returns where an object starts and ends, where its keys start, and where their values start and end', () => {
    const text = String.raw` {"a": [1, -2.5e+10], "\u00e9": {}}`;
    const read = readJsonTree(text);
    assert.ok(read.ok && read.value.members);
    const { offset, end, members } = read.value;
    assert.deepEqual([offset, end], [1, text.length]);
    const places = members.map(({ key, offset: at, value }) => [key, at, value.offset, value.end]);
    assert.deepEqual(places, [
      ['a', 2, 7, 20],
      ['é', 22, 32, 34],
    ]);
    assert.deepEqual(members[1]?.value.members, []);
    assert.equal(members[0]?.value.members, undefined);
  });
});
