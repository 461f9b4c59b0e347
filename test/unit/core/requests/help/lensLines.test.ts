import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isogeoPlatforms } from '../../../../../src/core/platform/endpoints.ts';
import {
  edited,
  readRequestText,
  sectionIndexesIn,
} from '../../../../../src/core/requests/file/requestDocument.ts';
import { finished, type Steps } from '../../../../../src/core/requests/file/steps.ts';
import { linesWithLenses, reachBeyond } from '../../../../../src/core/requests/help/lensLines.ts';
import { startsWithoutHeader } from '../../../../../src/core/requests/help/missingHeader.ts';
import { startsToPlatform } from '../../../../../src/core/requests/help/place.ts';

const { prod } = isogeoPlatforms;
const range = (start: number, end: number) => ({ start, end });

describe('the lines of a request file that get lenses', () => {
  it('CodeLenses are searched for in all lines of a short request file, and of a request file that no editor shows', () => {
    assert.deepEqual(linesWithLenses([range(0, 40)], 1000), [range(0, 1000)]);
    assert.deepEqual(linesWithLenses([], 50_000), [range(0, 50_000)]);
  });

  it('CodeLenses in a long request file are searched for near the visible lines of each editor that shows the file', () => {
    assert.deepEqual(linesWithLenses([range(0, 40), range(30_000, 30_040)], 50_000), [
      range(0, 140),
      range(29_900, 30_140),
    ]);
    assert.deepEqual(linesWithLenses([range(49_980, 50_000)], 50_000), [range(49_880, 50_000)]);
  });

  it('CodeLenses are searched for again only if a long file is scrolled by more than 50 lines, or another editor shows another part', () => {
    const visible = range(3000, 3040);
    const lines = linesWithLenses([visible], 50_000);
    const after = (by: number) =>
      reachBeyond(lines, [range(visible.start + by, visible.end + by)], 50_000);
    assert.deepEqual([-51, -50, 0, 50, 51].map(after), [false, true, true, true, false]);
    // A second editor that shows another part of the file.
    assert.ok(!reachBeyond(lines, [visible, range(9000, 9040)], 50_000));
  });

  it('the lines of a request file in which CodeLenses are searched for always include the visible lines', () => {
    const visible = fc
      .tuple(fc.nat(60_000), fc.integer({ min: 1, max: 200 }))
      .map(([start, count]) => range(start, start + count));
    fc.assert(
      fc.property(fc.array(visible), fc.nat(20_000), (shown, more) => {
        const lineCount = Math.max(0, ...shown.map(({ end }) => end)) + more;
        assert.ok(reachBeyond(linesWithLenses(shown, lineCount), shown, lineCount));
      }),
    );
  });
});

describe('work after a keystroke in a long request file', () => {
  /** Five lines for each request. */
  const fileOf = (lineCount: number) =>
    readRequestText(
      `@api = ${prod.api}${`\n###\n# x\nGET {{api}}/resources/search?q=x\nAccept: application/json\n`.repeat(lineCount / 5)}`,
    );

  function stepsOf(steps: Steps<unknown>): number {
    let count = 0;
    while (!steps.next().done) count += 1;
    return count;
  }

  function workAfterKeystroke(lineCount: number) {
    const before = fileOf(lineCount);
    const start = before.lines.findIndex(
      (line, at) => at > lineCount / 2 && line.startsWith('GET'),
    );
    const edit = { start, end: start + 1, lines: [`${before.lines[start] ?? ''}y`] };
    const after = finished(edited(before, edit));
    const known = new Set(before.sections);
    const lines = linesWithLenses([range(start - 20, start + 20)], after.lines.length);
    const indexes = sectionIndexesIn(after, lines);
    return {
      steps: stepsOf(edited(before, edit)),
      sectionsRead: after.sections.filter((section) => !known.has(section)).length,
      stepsForStarts: stepsOf(startsToPlatform(after, prod, indexes)),
      stepsForHeaders: stepsOf(startsWithoutHeader(after, prod, indexes)),
      starts: finished(startsToPlatform(after, prod, indexes)).length,
      withoutHeader: finished(startsWithoutHeader(after, prod, indexes)).size,
    };
  }

  it('the work for CodeLenses after an edit of one line is the same in request files of 2,000 and of 50,000 lines', () => {
    const work = workAfterKeystroke(50_000);
    assert.deepEqual(work, workAfterKeystroke(2000));
    assert.ok(work.sectionsRead <= 2, `${work.sectionsRead} sections were read`);
    assert.ok(work.starts >= 40 && work.starts <= 50, `${work.starts} requests have lenses`);
    assert.equal(work.withoutHeader, work.starts);
  });

  it('each section of a request file in one of several line ranges is found once, even if ranges overlap or end in a section', () => {
    const document = fileOf(50);
    const found = sectionIndexesIn(document, [range(1, 7), range(4, 12), range(49, 51)]);
    assert.deepEqual([...found], [1, 2, 3, 10]);
  });
});
