import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  definitionsIn,
  readDocument,
  readRequestText,
  requestAt,
  sectionAt,
  sectionIndexesIn,
} from '../../../../../src/core/requests/file/requestDocument.ts';
import { finished } from '../../../../../src/core/requests/file/steps.ts';

const before = '# a\n\n###\n';

describe('the lines of a section', () => {
  it('the lines of a request and its headers and body count from the start of the file', () => {
    const document = readRequestText(`${before}POST https://x.org\nA: b\n\nc\n# d\ne`);
    const found = requestAt(document, 4);
    assert.deepEqual(found?.ok && found.value, {
      line: 3,
      method: 'POST',
      url: 'https://x.org',
      headers: [{ name: 'A', value: 'b', line: 4 }],
      body: ['c', 'e'],
      bodyLines: [6, 8],
    });
  });

  it('the line of a refusal and the line of a definition count from the start of the file', () => {
    const document = readRequestText(`${before}@a = 1\nGET x.org`);
    const found = requestAt(document, 3);
    assert.deepEqual(found, { ok: false, failure: { reason: 'scheme', line: 4 } });
    const definitions = definitionsIn(sectionAt(document, 3));
    assert.deepEqual(definitions, [{ name: 'a', value: '1', line: 3 }]);
  });

  it('a section without a request has no line on which a request starts', () => {
    const { section, ...place } = sectionAt(readRequestText(`${before}@a = 1`), 3);
    assert.deepEqual(place, { from: 2, to: 4 });
    assert.equal(section.start, undefined);
  });

  it('a file without lines has one empty section', () => {
    const section = { length: 0, roles: [], definitions: [], prompts: [] };
    assert.deepEqual(sectionAt(finished(readDocument([])), 0), { from: 0, to: 0, section });
  });

  it('the sections in a range of lines are those with at least one line in the range', () => {
    const document = readRequestText('###\n###\n###\n###');
    const indexesIn = (start: number, end: number) => [
      ...sectionIndexesIn(document, [{ start, end }]),
    ];
    assert.deepEqual([indexesIn(0, 1), indexesIn(1, 3), indexesIn(3, 4)], [[0], [1, 2], [3]]);
  });
});
