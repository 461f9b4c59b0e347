import * as vscode from 'vscode';
import type { PlatformAddresses } from '../../core/platform/endpoints.ts';
import { clearTokensIn } from '../../core/requests/clearToken.ts';
import { isOfPlatform } from '../../core/requests/help/place.ts';
import { variableFor } from '../../core/requests/languages/languages.ts';
import { tokenVariable } from '../../core/requests/template.ts';
import { hover, quickFix } from '../host/editor.ts';
import { t } from '../host/l10n.ts';
import type { Part } from '../host/markdown.ts';
import { tokenInWords } from '../words/token.ts';
import type { RequestDocuments } from './requestDocuments.ts';
import { isRequestFile } from './requestFiles.ts';
import type { Applications } from '../../session/applications/applications.ts';
import type { Clock } from '../../session/ports.ts';

interface WarningPorts {
  readonly applications: Pick<Applications, 'inMemory'>;
  readonly clock: Clock;
  readonly documents: Pick<RequestDocuments, 'of'>;
}

/** The warning on an access token of Isogeo that a document contains in plain text. */
export function tokenHover(
  document: vscode.TextDocument,
  position: vscode.Position,
  platform: PlatformAddresses,
  ports: WarningPorts,
): vscode.Hover | undefined {
  const clear = clearTokenAt(document, position, platform, ports);
  if (!clear) return undefined;
  const { start, end, expiresAt } = clear.found;
  const { line } = position;
  const token = { accessToken: '', obtainedAt: 0, ...(expiresAt && { expiresAt }) };
  const sentences = [
    t('This access token is in plain text. Anyone who can read this file can use it.'),
    tokenInWords(token, ports.clock.now()),
    ...(clear.replacement
      ? [t('Use the quick fix to replace it with {0}.', tokenVariable.env)]
      : []),
  ];
  return hover(
    sentences.map((text, index): readonly Part[] =>
      index === 0 ? [{ icon: 'warning' }, text] : [text],
    ),
    new vscode.Range(line, start, line, end),
  );
}

/** The quick fix that replaces such a token with the variable. */
export function tokenActions(
  document: vscode.TextDocument,
  position: vscode.Position,
  platform: PlatformAddresses,
  ports: WarningPorts,
): vscode.CodeAction[] | undefined {
  const clear = clearTokenAt(document, position, platform, ports);
  if (!clear?.replacement) return undefined;
  const { start, end, text } = clear.replacement;
  const edit = new vscode.WorkspaceEdit();
  const { line } = position;
  edit.replace(document.uri, new vscode.Range(line, start, line, end), text);
  return [quickFix(t('Replace the token with {0}', tokenVariable.env), edit)];
}

function clearTokenAt(
  document: vscode.TextDocument,
  { line, character }: vscode.Position,
  platform: PlatformAddresses,
  { applications, documents }: WarningPorts,
) {
  const { text } = document.lineAt(line);
  const isRequest = isRequestFile(document);
  const held = applications.inMemory().flatMap(({ record }) => record.token ?? []);
  const foundWhere = (isOurs: boolean) =>
    clearTokensIn(text, held, isOurs).find(
      ({ start, end }) => start <= character && character <= end,
    );
  // Few lines may contain a token, so the file is rarely searched.
  const possible = foundWhere(isRequest);
  if (!possible) return undefined;
  const isOurs = isRequest && isOfPlatform(documents.of(document), line, character, platform);
  const found = isOurs ? possible : foundWhere(false);
  const languageId = isRequest ? 'http' : document.languageId;
  return found && { found, replacement: variableFor(languageId, text, found.start, found.end) };
}
