import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { positionAt } from '../../../src/core/position.ts';

const cases = [
  { text: '', offset: 0, line: 1, column: 1 },
  { text: 'abc', offset: 2, line: 1, column: 3 },
  { text: 'a\nb', offset: 2, line: 2, column: 1 },
  { text: 'a\r\nb', offset: 3, line: 2, column: 1 },
  { text: 'a\rb', offset: 2, line: 2, column: 1 },
  { text: '\n\n\n', offset: 3, line: 4, column: 1 },
  { text: '😀x', offset: 2, line: 1, column: 3 },
];

describe('a position', () => {
  for (const { text, offset, line, column } of cases) {
    it(`of offset ${offset} in ${JSON.stringify(text)} is ${line}:${column}`, () => {
      assert.deepEqual(positionAt(text, offset), { line, column });
    });
  }
});
