import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cell, code, escaped } from '../../../../src/vscode/host/markdown.ts';

describe('a value in Markdown', () => {
  it('is code as it stands, without what would end it', () => {
    assert.equal(code('a|b `c`\n\u202ed'), "`a|b 'c' d`");
  });

  it('ends no cell of a table, as code or as text', () => {
    assert.equal(cell(code('a|b')), '`a\\|b`');
    assert.equal(cell(escaped('a|b')), 'a\\|b');
  });
});
