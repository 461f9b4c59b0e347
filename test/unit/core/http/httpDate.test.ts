import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseHttpDate } from '../../../../src/core/http/httpDate.ts';

describe('dates in headers', () => {
  it('the reader of HTTP dates reads a date such as Thu, 01 Jan 2026 12:00:05 GMT', () => {
    assert.equal(parseHttpDate('Thu, 01 Jan 2026 12:00:05 GMT'), Date.UTC(2026, 0, 1, 12, 0, 5));
  });

  for (const text of [
    undefined,
    '',
    'Thu, 01 Jan 2026 12:00:05',
    'Thu, 01 Jan 2026 12:00:05 GMT+0100',
    'Thu, 01 Jan 2026 12:00:05 CET',
    'Thu, 01 Jan 2026 12:00 GMT',
    'Thu, 1 Jan 2026 12:00:05 GMT',
    'Thu, 01 Jan 26 12:00:05 GMT',
    'Thursday, 01 Jan 2026 12:00:05 GMT',
    '(Thu, 01 Jan 2026 12:00:05 GMT',
    'x Thu, 01 Jan 2026 12:00:05 GMT',
    'Thu, 01 Jan 2026 12:00:05 GMT (or so)',
    '2026-01-01T12:00:05Z',
    'Thu, 99 Jan 2026 12:00:05 GMT',
    'Thu, 01 Jam 2026 12:00:05 GMT',
    'Thu, 01 Jan 2026 25:00:05 GMT',
  ]) {
    it(`no date is read if the header is ${text === undefined ? 'missing' : `"${text}"`}`, () => {
      assert.equal(parseHttpDate(text), undefined);
    });
  }
});
