import * as vscode from 'vscode';
import { themeIcon, type Icon } from './icons.ts';
import { inEither } from './inert.ts';

/** Opens a terminal; `null` removes a variable that it would inherit. */
export function openTerminal(
  name: string,
  icon: Icon,
  env: Readonly<Record<string, string | null | undefined>>,
): void {
  const terminal = vscode.window.createTerminal({
    name: inEither(name),
    iconPath: themeIcon(icon),
    env,
    // Otherwise VS Code writes the variables to disk, to restore the terminal with the window.
    isTransient: true,
  });
  terminal.show();
}
