import * as vscode from 'vscode';

/** The user went back to the previous step; `undefined` is a cancellation. */
export type Back = typeof back;
export const back = Symbol('back');

/** The number of a step among several. */
export interface StepNumber {
  readonly step: number;
  readonly totalSteps: number;
}

/** Shows a box or a list once it is ready, until the user answers, cancels or goes back. */
export function showInput<Answer>(
  input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
  { step, totalSteps }: { [Name in keyof StepNumber]?: StepNumber[Name] | undefined },
  listen: (finish: (answer: Answer) => void) => readonly vscode.Disposable[],
  ready: Promise<unknown> = Promise.resolve(),
): Promise<Answer | Back | undefined> {
  input.step = step;
  input.totalSteps = totalSteps;
  if (step !== undefined && step > 1) input.buttons = [vscode.QuickInputButtons.Back];
  const { promise, resolve } = Promise.withResolvers<Answer | Back | undefined>();
  const listeners = [
    ...listen(resolve),
    input.onDidTriggerButton(() => {
      resolve(back);
    }),
    input.onDidHide(() => {
      resolve(undefined);
    }),
  ];
  void ready.then(() => {
    input.show();
  });
  return promise.finally(() => {
    for (const listener of listeners) listener.dispose();
    input.dispose();
  });
}

/** The answer of an input that has no previous step. */
export function withoutBack<Answer>(answer: Answer | Back | undefined): Answer | undefined {
  return answer === back ? undefined : answer;
}
