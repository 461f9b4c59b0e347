import * as vscode from 'vscode';
import { inLabel } from './inert.ts';

/** The icons of this extension. Text from outside can't be one of them. */
export type Icon =
  | 'add'
  | 'arrow-swap'
  | 'blank'
  | 'book'
  | 'check'
  | 'code'
  | 'copy'
  | 'edit'
  | 'error'
  | 'file'
  | 'folder-opened'
  | 'globe'
  | 'info'
  | 'json'
  | 'key'
  | 'link-external'
  | 'loading~spin'
  | 'new-file'
  | 'output'
  | 'pulse'
  | 'refresh'
  | 'shield'
  | 'sign-in'
  | 'sign-out'
  | 'terminal'
  | 'trash'
  | 'warning';

/** A label with an icon of ours, followed by a text that can't draw icons. */
export function labelWithIcon(icon: Icon | undefined, text: string): string {
  return icon === undefined ? inLabel(text) : `$(${icon}) ${inLabel(text)}`;
}

export function themeIcon(icon: Icon): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon);
}
