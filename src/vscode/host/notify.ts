import * as vscode from 'vscode';

/** VS Code turns `[text](command:…)` in a notification into a link; file and host names stay text. */
function plain(message: string): string {
  return message.replaceAll('](', '] (');
}

/** Shows a sentence with at most a few actions; answers the one that was chosen. */
export const notify = {
  info: (message: string, ...actions: readonly string[]) =>
    vscode.window.showInformationMessage(plain(message), ...actions),
  warn: (message: string, ...actions: readonly string[]) =>
    vscode.window.showWarningMessage(plain(message), ...actions),
  error: (message: string, ...actions: readonly string[]) =>
    vscode.window.showErrorMessage(plain(message), ...actions),
  /** In the way of everything else: for what only the user may decide. */
  confirm: (message: string, detail: string, ...actions: readonly string[]) =>
    vscode.window.showWarningMessage(plain(message), { modal: true, detail }, ...actions),
};

/** Long enough to be read at a glance; it goes by itself. */
const passingMs = 4000;

/** Says in the status bar that something was done, and asks for nothing. */
export function sayInPassing(message: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${message}`, passingMs);
}
