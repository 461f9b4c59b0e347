import * as vscode from 'vscode';

/**
 * Whether VS Code runs in a browser tab. Each tab reads the secret storage once, when it is loaded, so a
 * secret that another tab has saved since is missing until the window is reloaded.
 */
export function isInBrowser(): boolean {
  return vscode.env.uiKind === vscode.UIKind.Web;
}

export const reloadWindow = 'workbench.action.reloadWindow';
