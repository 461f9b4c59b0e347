import * as vscode from 'vscode';
import { oneLine } from '../../core/text/plainText.ts';
import type { CommandId } from './commandIds.ts';
import { labelWithIcon, type Icon } from './icons.ts';

/** The texts of the item. Markup in them is shown literally. */
export interface ItemTexts {
  readonly icon: Icon;
  readonly text: string;
  readonly colour: 'default' | 'warning' | 'error';
  /** For screen readers. */
  readonly label: string;
  readonly tooltip: string | vscode.MarkdownString;
}

export interface StatusItem {
  update(texts: ItemTexts): void;
  dispose(): void;
}

export function createStatusItem(id: string, name: string, command: CommandId): StatusItem {
  const item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Right, 100);
  item.name = name;
  item.command = command;
  item.show();
  return {
    update({ icon, text, colour, label, tooltip }) {
      item.text = labelWithIcon(icon, text);
      item.backgroundColor =
        colour === 'default'
          ? undefined
          : new vscode.ThemeColor(`statusBarItem.${colour}Background`);
      item.accessibilityInformation = { label: oneLine(label), role: 'button' };
      item.tooltip = typeof tooltip === 'string' ? oneLine(tooltip, 1000) : tooltip;
    },
    dispose() {
      item.dispose();
    },
  };
}
