import * as vscode from 'vscode';
import { labelWithIcon } from './icons.ts';
import { inBody, inEither, inSentence } from './inert.ts';

const showing =
  (show: 'showInformationMessage' | 'showWarningMessage' | 'showErrorMessage') =>
  (message: string, ...actions: readonly string[]) =>
    ask(actions, (labels) => vscode.window[show](inSentence(message), ...labels));

/** Shows a plain sentence with a few actions; returns the chosen one. */
export const notify = {
  info: showing('showInformationMessage'),
  warn: showing('showWarningMessage'),
  error: showing('showErrorMessage'),
  /** A dialog for a decision of the user. `detail` is one line or several. */
  confirm: (message: string, detail: string | readonly string[], ...actions: readonly string[]) =>
    ask(actions, (labels) =>
      vscode.window.showWarningMessage(
        inSentence(message),
        { modal: true, detail: inBody([detail].flat()) },
        ...labels,
      ),
    ),
};

/** Shows a sentence with actions by label, and runs the chosen one. Doesn't wait for the user. */
export function notifyWith(
  kind: 'info' | 'warn' | 'error',
  message: string,
  actions: ReadonlyMap<string, () => unknown>,
): void {
  void notify[kind](message, ...actions.keys()).then((chosen) =>
    chosen === undefined ? undefined : actions.get(chosen)?.(),
  );
}

async function ask(
  actions: readonly string[],
  show: (labels: readonly string[]) => Thenable<string | undefined>,
): Promise<string | undefined> {
  const labels = actions.map(inEither);
  const chosen = await show(labels);
  return chosen === undefined ? undefined : actions[labels.indexOf(chosen)];
}

/** Long enough to be read at a glance; the message then disappears. */
const passingMs = 4000;

/** Shows briefly in the status bar that an action is done. */
export function sayInPassing(message: string): void {
  vscode.window.setStatusBarMessage(labelWithIcon('check', message), passingMs);
}
