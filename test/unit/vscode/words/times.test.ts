import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { it, mock } from 'node:test';

// Imported after the hook is in place.
const { localTime } = await import('../../../../src/vscode/words/times.ts');

it('a time of today is shown without a date, and a time of another day with its date', () => {
  const now = new Date(2026, 4, 3, 12, 0, 0).getTime();
  mock.timers.enable({ apis: ['Date'], now });
  try {
    assert.match(localTime(now + 3_600_000), /^1:00:00\sPM$/);
    assert.match(localTime(now + 24 * 3_600_000), /^May 4, 2026, 12:00:00\sPM$/);
    assert.match(localTime(now - 24 * 3_600_000, 'short'), /^May 2, 2026, 12:00\sPM$/);
  } finally {
    mock.timers.reset();
  }
});
