import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { locatorOf } from '../../../../src/core/text/position.ts';

const cases = [
  { text: '', offset: 0, line: 1, column: 1 },
  { text: 'abc', offset: 2, line: 1, column: 3 },
  { text: 'a\nb', offset: 2, line: 2, column: 1 },
  { text: 'a\r\nb', offset: 3, line: 2, column: 1 },
  { text: 'a\rb', offset: 2, line: 2, column: 1 },
  { text: '\n\n\n', offset: 3, line: 4, column: 1 },
  { text: '😀x', offset: 2, line: 1, column: 3 },
  { text: 'a\nb', offset: 3, line: 2, column: 2 },
  { text: 'a\nb', offset: 1, line: 1, column: 2 },
  { text: 'a\r\n\rb\n', offset: 6, line: 4, column: 1 },
];

describe('line locators', () => {
  it('the line numbers of 20,000 offsets in a text of 20,000 lines are found in less than a second of processor time', () => {
    const text = 'abcdefg\n'.repeat(20_000);
    const before = process.cpuUsage();
    const locate = locatorOf(text);
    for (let offset = 0; offset < text.length; offset += 8) {
      assert.equal(locate(offset).line, offset / 8 + 1);
    }
    const { user, system } = process.cpuUsage(before);
    assert.ok(user + system < 1_000_000, `it took ${user + system} µs`);
  });
});

describe('positions in a text', () => {
  for (const { text, offset, line, column } of cases) {
    it(`the offset ${offset} in the text ${JSON.stringify(text)} is in line ${line}, column ${column}`, () => {
      assert.deepEqual(locatorOf(text)(offset), { line, column });
    });
  }
});
