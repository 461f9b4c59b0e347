import * as vscode from 'vscode';
import { documentationOf } from '../../core/requests/api/routes.ts';
import { addressesOf, type PlatformAddresses } from '../../core/platform/endpoints.ts';
import { nextChangeAt, timeLeft } from '../../core/token/countdown.ts';
import { clearTokensIn } from '../../core/requests/clearToken.ts';
import { linesOf } from '../../core/requests/file/httpFile.ts';
import { bearerHeaderFor, variableFor } from '../../core/requests/languages/languages.ts';
import {
  documentedAt,
  isOfPlatform,
  placeAt,
  startsToPlatform,
  suggestionsAt,
  type Place,
} from '../../core/requests/file/place.ts';
import { tokenVariable } from '../../core/requests/template.ts';
import { isValid, type Token } from '../../core/token/token.ts';
import type { Timer } from '../../session/ports.ts';
import { parameterInWords, routeInWords } from './apiWords.ts';
import type { CommandId } from '../host/commandIds.ts';
import { timeInWords } from '../words/times.ts';
import { t } from '../host/l10n.ts';
import { escaped } from '../host/markdown.ts';
import { isRequestFile } from './requestFiles.ts';
import { activeApplication, type RequestServices } from './requestServices.ts';
import { tokenInWords } from '../words/token.ts';

export type RequestEditor = ReturnType<typeof createRequestEditor>;

/** What stands in the editor beside a request that goes to the active application's platform. */
export function createRequestEditor(services: RequestServices & { readonly timer: Timer }) {
  const { active, applications, clock, timer } = services;
  let cancelTimer: () => void = () => undefined;

  const addresses = async () => addressesOf(await activeApplication(services));
  const activeToken = () =>
    active.id === undefined ? undefined : applications.get(active.id)?.record.token;

  function clearTokenAt(
    document: vscode.TextDocument,
    { line, character }: vscode.Position,
    platform: PlatformAddresses,
  ) {
    const { text } = document.lineAt(line);
    const isRequest = isRequestFile(document);
    const isOurs =
      isRequest && isOfPlatform(linesOf(document.getText()), line, character, platform);
    const held = applications.inMemory().flatMap(({ record }) => record.token ?? []);
    const found = clearTokensIn(text, held, isOurs).find(
      ({ start, end }) => start <= character && character <= end,
    );
    const languageId = isRequest ? 'http' : document.languageId;
    return found && { found, replacement: variableFor(languageId, text, found.start, found.end) };
  }

  return {
    /** `refresh`: asks for them anew when the time that they show has changed. */
    async lenses(document: vscode.TextDocument, refresh: () => void): Promise<vscode.CodeLens[]> {
      const platform = await addresses();
      const starts = startsToPlatform(linesOf(document.getText()), platform);
      if (starts.length === 0) return [];
      cancelTimer();
      const now = clock.now();
      const token = activeToken();
      const expiresAt = token && isValid(token, now) ? token.expiresAt : undefined;
      // Under a minute the text stays the same until the end.
      const isShort = timeLeft(expiresAt, now).unit === 'seconds';
      const changesAt = isShort ? expiresAt : nextChangeAt(expiresAt, now);
      if (changesAt !== undefined) cancelTimer = timer.at(changesAt, refresh);
      const state = stateLens(token, now);
      return starts.flatMap((line) => {
        const range = new vscode.Range(line, 0, line, 0);
        const place = new vscode.Location(document.uri, range);
        return [
          new vscode.CodeLens(range, state),
          new vscode.CodeLens(range, {
            title: t('Copy as cURL'),
            command: 'isogeo.copyRequest' satisfies CommandId,
            arguments: [place],
          }),
        ];
      });
    },

    async completions(
      document: vscode.TextDocument,
      position: vscode.Position,
    ): Promise<vscode.CompletionItem[] | undefined> {
      const lines = linesOf(document.getText());
      const place = placeAt(lines, position.line, position.character, await addresses());
      if (place?.is === 'header') return header(document.lineAt(position.line).text, position);
      return place && suggested(place, position);
    },

    async hover(
      document: vscode.TextDocument,
      position: vscode.Position,
    ): Promise<vscode.Hover | undefined> {
      const platform = await addresses();
      const clear = clearTokenAt(document, position, platform);
      if (clear) {
        const { start, end, expiresAt } = clear.found;
        const { line } = position;
        const token = { accessToken: '', obtainedAt: 0, ...(expiresAt && { expiresAt }) };
        const sentences = [
          t('This Isogeo access token stands in clear: whoever can read the file can use it.'),
          tokenInWords(token, clock.now()),
          ...(clear.replacement
            ? [t('A quick fix puts {0} in its place.', tokenVariable.env)]
            : []),
        ];
        return new vscode.Hover(
          sentences.map((text, index) =>
            new vscode.MarkdownString(index === 0 ? '$(warning) ' : '', true).appendMarkdown(
              escaped(text),
            ),
          ),
          new vscode.Range(line, start, line, end),
        );
      }
      if (!isRequestFile(document)) return undefined;
      const lines = linesOf(document.getText());
      const place = placeAt(lines, position.line, position.character, platform);
      return place?.is === 'target' ? documented(place) : undefined;
    },

    async actions(
      document: vscode.TextDocument,
      position: vscode.Position,
    ): Promise<vscode.CodeAction[] | undefined> {
      const clear = clearTokenAt(document, position, await addresses());
      if (!clear?.replacement) return undefined;
      const { start, end, text } = clear.replacement;
      const edit = new vscode.WorkspaceEdit();
      const { line } = position;
      edit.replace(document.uri, new vscode.Range(line, start, line, end), text);
      const title = t('Replace the token by {0}', tokenVariable.env);
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      return [Object.assign(action, { edit, isPreferred: true })];
    },
  };
}

function stateLens(token: Token | undefined, now: number): vscode.Command {
  const lens = (title: string, command: CommandId) => ({ title, command });
  if (!token) return lens(t('$(key) Isogeo: sign in'), 'isogeo.authenticate');
  if (!isValid(token, now)) return lens(t('Isogeo: the token has expired'), 'isogeo.renewToken');
  const left = timeLeft(token.expiresAt, now);
  return lens(
    'amount' in left
      ? left.unit === 'seconds'
        ? t('Isogeo: less than a minute left')
        : t('Isogeo: {0} left', timeInWords(left))
      : t('Isogeo: signed in'),
    'isogeo.showMenu',
  );
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

function documented(place: Target): vscode.Hover | undefined {
  const found = documentedAt(place);
  if (!found) return undefined;
  const { route, parameter } = found;
  const values = parameter?.values?.map((value) => `\`${value}\``).join(', ');
  const documentation = documentationOf(route);
  return new vscode.Hover(
    [
      parameter
        ? `\`${parameter.name}\` — ${escaped(parameterInWords(parameter))}`
        : `\`${route.method} ${route.path}\` — ${escaped(routeInWords(route.id))}`,
      ...(values === undefined ? [] : [values]),
      ...(documentation === undefined ? [] : [`[${t('Documentation')}](${documentation})`]),
    ].map((text) => new vscode.MarkdownString(text)),
  );
}
