import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inSlices } from '../../../../src/vscode/requests/slices.ts';

describe('work in slices', () => {
  it('long work that is split into steps returns the result of the last step', async () => {
    function* work() {
      yield;
      yield;
      return 7;
    }
    assert.equal(await inSlices(work()), 7);
  });

  it('long work that is split into steps lets other events run between the steps', async () => {
    let isOver = false;
    setImmediate(() => {
      isOver = true;
    });
    // Without a break it would never end.
    function* work() {
      while (!isOver) yield;
      return 'done';
    }
    assert.equal(await inSlices(work()), 'done');
  });

  it('long work that is split into steps fails with the error that a step throws', async () => {
    function* work() {
      throw new Error('no');
    }
    await assert.rejects(inSlices(work()), /no/);
  });
});
