import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isogeoPlatforms } from '../../../../../src/core/platform/endpoints.ts';
import {
  edited,
  readDocument,
  readRequestText,
  type RequestDocument,
} from '../../../../../src/core/requests/file/requestDocument.ts';
import { finished } from '../../../../../src/core/requests/file/steps.ts';
import { startsToPlatform } from '../../../../../src/core/requests/help/place.ts';
import { linesOf } from '../../../../../src/core/text/position.ts';

const { prod } = isogeoPlatforms;

const pieces = [
  '###',
  '# x',
  '// @name a',
  '/*',
  '*/',
  '{{',
  '}}',
  '> {%',
  '%}',
  '@a = 1',
  '@a = {{a}}{{b}}',
  '@b = https://v1.api.isogeo.com',
  'GET {{b}}/shares',
  '{{a}}/shares',
  'GET https://x.org/{{a}}',
  'POST https://v1.api.isogeo.com/x',
  '  ?q=1',
  'A: b',
  'Content-Type: multipart/mixed',
  'Content-Type: text/markdown',
  '',
  '',
  'text',
  'HTTP/1.1 200 OK',
  '>> out',
  '# @forceRegionDelimiter',
] as const;
const someLines = fc.array(fc.constantFrom(...pieces), { maxLength: 12 });

describe('edited request files', () => {
  const without = ({ lines, sections, offsets }: RequestDocument) => ({ lines, sections, offsets });

  it('after an edit of a request file the index of variable definitions is reused unless the edit changes definitions or sections', () => {
    const before = readRequestText(
      '@a = 1\n###\n@b = 2\nGET https://x.org/{{a}}\n###\nGET https://x.org',
    );
    const typed = (start: number, text: string) =>
      finished(edited(before, { start, end: start + 1, lines: [text] })).definitions;
    assert.equal(typed(3, 'GET https://x.org/{{a}}/b'), before.definitions);
    assert.equal(typed(5, 'GET https://x.org/c'), before.definitions);
    assert.notEqual(typed(0, '@a = 12'), before.definitions);
    assert.notEqual(typed(2, '@c = 2'), before.definitions);
    assert.notEqual(typed(3, '###'), before.definitions);
    assert.notEqual(typed(0, 'GET https://x.org'), before.definitions);
  });

  it('an edit below a definition counts as a change of the definitions if it adds a request, not if it changes a comment', () => {
    const before = readRequestText('@b = 2\n# x');
    const typed = (text: string) =>
      finished(edited(before, { start: 1, end: 2, lines: [text] })).definitions;
    assert.equal(typed('# y'), before.definitions);
    assert.notEqual(typed('GET https://x.org'), before.definitions);
  });

  it('the index of definitions is reused after an edit of a comment in a section with 100 definitions, but not with 101', () => {
    for (const count of [100, 101]) {
      const before = readRequestText(`${'@a = 1\n'.repeat(count)}# x`);
      const after = finished(edited(before, { start: count, end: count + 1, lines: ['# y'] }));
      assert.equal(after.definitions === before.definitions, count === 100);
    }
  });

  it('an edit of a request file reads only the sections again that the edit touches', () => {
    const before = readRequestText('###\nGET https://x.org\n###\nA\n###\nB\n###');
    for (const [edit, kept] of [
      [{ start: 1, end: 2, lines: ['GET https://y.org', 'A: b', 'C: d'] }, [1, 2, 3]],
      [{ start: 1, end: 2, lines: [] }, [1, 2, 3]],
      [{ start: 3, end: 4, lines: ['a'] }, [0, 2, 3]],
    ] as const) {
      const after = finished(edited(before, edit));
      const same = after.sections.flatMap((each, index) =>
        each === before.sections[index] ? [index] : [],
      );
      assert.deepEqual(same, kept);
    }
  });

  it('an edited request file is read the same as a new file with this text', () => {
    fc.assert(
      fc.property(
        someLines,
        fc.array(fc.tuple(fc.nat(), fc.nat(4), someLines), { maxLength: 5 }),
        (first, edits) => {
          let document = finished(readDocument(first));
          for (const [at, removed, lines] of edits) {
            const start = at % (document.lines.length + 1);
            const end = Math.min(start + removed, document.lines.length);
            document = finished(edited(document, { start, end, lines }));
            assert.deepEqual(without(document), without(finished(readDocument(document.lines))));
          }
        },
      ),
      { numRuns: 4000 },
    );
  });

  it('the requests to the platform found in an edited request file are the same as in a new file with the same text', () => {
    fc.assert(
      fc.property(someLines, fc.nat(), someLines, (first, at, lines) => {
        const before = finished(readDocument(first));
        finished(startsToPlatform(before, prod));
        const start = at % (first.length + 1);
        const after = finished(edited(before, { start, end: start, lines }));
        assert.deepEqual(
          finished(startsToPlatform(after, prod)),
          finished(startsToPlatform(finished(readDocument(after.lines)), prod)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('the reader of request files keeps every line of random text, and gives each one role, such as header, comment or body', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' }))),
        (given) => {
          const { lines, sections } = readRequestText(given.join('\n'));
          assert.equal(
            sections.reduce((sum, { length }) => sum + length, 0),
            lines.length,
          );
          for (const { length, roles } of sections) assert.equal(roles.length, length);
          assert.deepEqual(lines, linesOf(given.join('\n')));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
