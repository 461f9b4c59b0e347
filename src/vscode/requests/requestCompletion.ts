import * as vscode from 'vscode';
import type { PlatformAddresses } from '../../core/platform/endpoints.ts';
import { linesOf } from '../../core/requests/file/httpFile.ts';
import { placeAt, suggestionsAt, type Place } from '../../core/requests/help/place.ts';
import { bearerHeaderFor } from '../../core/requests/languages/languages.ts';
import { parameterInWords, routeInWords } from './apiWords.ts';

/** What can be written next in a request to the platform. */
export function completionsAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  platform: PlatformAddresses,
): vscode.CompletionItem[] | undefined {
  const lines = linesOf(document.getText());
  const place = placeAt(lines, position.line, position.character, platform);
  if (place?.is === 'header') return header(document.lineAt(position.line).text, position);
  return place && suggested(place, position);
}

type Target = Extract<Place, { is: 'target' }>;

function suggested(place: Target, position: vscode.Position): vscode.CompletionItem[] | undefined {
  const found = suggestionsAt(place);
  if (!found) return undefined;
  const range = new vscode.Range(
    position.translate(0, -found.before),
    position.translate(0, found.behind),
  );
  const { Function: request, Property: property, Value: plain } = vscode.CompletionItemKind;
  const items = [
    ...(found.routes ?? []).map(({ id, path }) => {
      let index = 0;
      const snippet = path.replace(/\{/g, () => `\${${++index}:`);
      const insertText = new vscode.SnippetString(snippet);
      return completion(path, range, request, { insertText }, routeInWords(id));
    }),
    ...(found.parameters ?? []).map((parameter) => {
      const { name, values } = parameter;
      // What it can be is offered right away.
      const command = values && { title: '', command: 'editor.action.triggerSuggest' };
      const rest = {
        insertText: name + (found.needsEquals ? '=' : ''),
        ...(command && { command }),
      };
      return completion(name, range, property, rest, parameterInWords(parameter));
    }),
    ...(found.values ?? []).map((value) => completion(value, range, plain)),
  ];
  items.forEach((each, index) => {
    each.sortText = String(index).padStart(2, '0');
  });
  return items;
}

function completion(
  label: string,
  range: vscode.Range,
  kind: vscode.CompletionItemKind,
  rest: Partial<vscode.CompletionItem> = {},
  description = '',
): vscode.CompletionItem {
  const item = new vscode.CompletionItem({ label, description }, kind);
  return Object.assign(item, { range, filterText: label }, rest);
}

function header(text: string, position: vscode.Position): vscode.CompletionItem[] | undefined {
  const start = text.length - text.trimStart().length;
  // Nothing, the beginning of the name, or the name with the beginning of a value.
  if (!/^(\w*|authorization\s*:.*)$/i.test(text.trim())) return undefined;
  const range = new vscode.Range(position.line, start, position.line, text.length);
  const { Snippet } = vscode.CompletionItemKind;
  return [completion(bearerHeaderFor('http'), range, Snippet)];
}
