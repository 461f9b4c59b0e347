import '../../../faults/support/withVscode.ts';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Back } from '../../../../src/vscode/host/showInput.ts';
import type { InputStep } from '../../../../src/vscode/host/steps.ts';

// Imported after the hook is in place.
const back: Back = (await import('../../../../src/vscode/host/showInput.ts')).back;
const { askSteps } = await import('../../../../src/vscode/host/steps.ts');

/** Steps that are answered with these values, one after the other; and what each was asked with. */
function answeredWith(given: readonly (string | Back | undefined)[]) {
  const asked: string[] = [];
  const step = (left: number): InputStep<string> => ({
    left,
    ask: ({ step: number, totalSteps }, before) => {
      asked.push(`${number ?? '-'}/${totalSteps ?? '-'} ${before ?? ''}`.trim());
      return Promise.resolve(given[asked.length - 1]);
    },
  });
  return { asked, step };
}

describe('askSteps', () => {
  it('the three input steps of a command are numbered 1/3 to 3/3, and the user’s three answers are returned', async () => {
    const { asked, step } = answeredWith(['a', 'b', 'c']);
    const answers = await askSteps<string>(({ length }) =>
      length < 3 ? step(3 - length) : undefined,
    );
    assert.deepEqual(answers, ['a', 'b', 'c']);
    assert.deepEqual(asked, ['1/3', '2/3', '3/3']);
  });

  it('the Back button of an input step shows the previous step with the user’s earlier answer, and the new answers are returned', async () => {
    const { asked, step } = answeredWith(['a', 'b', back, back, 'A', 'B', 'C']);
    const answers = await askSteps<string>(({ length }) =>
      length < 3 ? step(3 - length) : undefined,
    );
    assert.deepEqual(answers, ['A', 'B', 'C']);
    assert.deepEqual(asked, ['1/3', '2/3', '3/3', '2/3 b', '1/3 a', '2/3', '3/3']);
  });

  it('the total number of a command’s steps is counted again after each of the user’s answers', async () => {
    const { asked, step } = answeredWith(['many', '1', '2']);
    await askSteps<string>((answers) =>
      answers.length === 0 ? step(2) : answers.length < 3 ? step(3 - answers.length) : undefined,
    );
    assert.deepEqual(asked, ['1/2', '2/3', '3/3']);
  });

  it('a command with a single step shows no step number', async () => {
    const { asked, step } = answeredWith(['a']);
    await askSteps<string>(({ length }) => (length === 0 ? step(1) : undefined));
    assert.deepEqual(asked, ['-/-']);
  });

  it('cancelling an input step ends a command’s steps without answers, and a command without input steps returns an empty list of answers', async () => {
    const { step } = answeredWith(['a', undefined]);
    assert.equal(await askSteps<string>(() => step(1)), undefined);
    assert.deepEqual(await askSteps<string>(() => undefined), []);
  });
});
