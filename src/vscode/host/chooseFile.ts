import * as vscode from 'vscode';
import { inSentence } from './inert.ts';

/** The file that the user chooses in VS Code's dialog; `undefined` if cancelled. */
export async function chooseOneFile(
  title: string,
  openLabel: string,
  filters: Readonly<Record<string, string[]>> = {},
): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: inSentence(title),
    openLabel: inSentence(openLabel),
    canSelectMany: false,
    filters,
  });
  return chosen?.[0];
}
