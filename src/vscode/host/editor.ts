import * as vscode from 'vscode';
import { oneLine } from '../../core/text/plainText.ts';
import type { CommandId, InternalCommandId } from './commandIds.ts';
import { labelWithIcon, type Icon } from './icons.ts';
import { inLabel } from './inert.ts';
import { markdown, type MarkdownPart } from './markdown.ts';

/** The texts that VS Code shows in an editor. Markup in them is shown literally. */
export interface LensText {
  readonly icon?: Icon;
  readonly title: string;
  readonly command: CommandId | InternalCommandId;
  readonly arguments?: unknown[];
}

export function lens(range: vscode.Range, { icon, title, ...command }: LensText): vscode.CodeLens {
  return new vscode.CodeLens(range, { title: labelWithIcon(icon, title), ...command });
}

export function hover(
  paragraphs: readonly (readonly MarkdownPart[])[],
  range?: vscode.Range,
): vscode.Hover {
  return new vscode.Hover(
    paragraphs.map((parts) => markdown(parts)),
    range,
  );
}

export interface CompletionText {
  readonly label: string;
  readonly description?: string | undefined;
  /** Default: the label. */
  readonly insertText?: string | vscode.SnippetString;
  readonly filterText?: string;
  readonly sortText?: string;
  readonly command?: vscode.Command;
}

export function completion(
  range: vscode.Range,
  kind: vscode.CompletionItemKind,
  { label, description, insertText = label, filterText = label, ...rest }: CompletionText,
): vscode.CompletionItem {
  const shown = {
    label: inLabel(label),
    ...(description !== undefined && { description: inLabel(description) }),
  };
  const item = new vscode.CompletionItem(shown, kind);
  return Object.assign(item, { range, filterText, insertText }, rest);
}

export function diagnostic(
  range: vscode.Range,
  message: string,
  severity: vscode.DiagnosticSeverity,
): vscode.Diagnostic {
  const made = new vscode.Diagnostic(range, oneLine(message, 1000), severity);
  return Object.assign(made, { source: 'Isogeo' });
}

/** VS Code runs `command` after the edit. */
export function quickFix(
  title: string,
  edit: vscode.WorkspaceEdit,
  command: vscode.Command,
): vscode.CodeAction {
  const action = new vscode.CodeAction(oneLine(title), vscode.CodeActionKind.QuickFix);
  return Object.assign(action, { edit, command, isPreferred: true });
}

/** The text of a document. VS Code draws a box around a non-breaking space, which French has before a colon. */
export function documentText(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}
