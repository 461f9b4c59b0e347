import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inSlices } from '../../../../src/vscode/requests/slices.ts';

describe('work in slices', () => {
  it('work in slices gives the result of the last step', async () => {
    function* work() {
      yield;
      yield;
      return 7;
    }
    assert.equal(await inSlices(work()), 7);
  });

  it('work in slices lets other events run before the work is done', async () => {
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

  it('work in slices passes on the error that a step throws', async () => {
    function* work() {
      throw new Error('no');
    }
    await assert.rejects(inSlices(work()), /no/);
  });
});
