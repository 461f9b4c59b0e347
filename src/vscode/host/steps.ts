import { back, type Back, type StepNumber } from './showInput.ts';

/** One input in a sequence. */
export interface InputStep<Answer> {
  /** `before`: the earlier answer, if the user has gone back to this step. A single input has no number. */
  readonly ask: (
    number: Partial<StepNumber>,
    before: Answer | undefined,
  ) => Promise<Answer | Back | undefined>;
  /** The number of remaining inputs, including this one, as far as it is known. */
  readonly left: number;
}

/**
 * Asks the steps in order; the user can go back. The steps are counted again after each answer.
 * `undefined`: cancelled.
 */
export async function askSteps<Answer>(
  next: (answers: readonly Answer[]) => InputStep<Answer> | undefined,
): Promise<readonly Answer[] | undefined> {
  const answers: Answer[] = [];
  let before: Answer | undefined;
  for (;;) {
    const step = next(answers);
    if (!step) return answers;
    const totalSteps = answers.length + step.left;
    const number = totalSteps === 1 ? {} : { step: answers.length + 1, totalSteps };
    const answer = await step.ask(number, before);
    if (answer === undefined) return undefined;
    before = answer === back ? answers.pop() : undefined;
    if (answer !== back) answers.push(answer);
  }
}
