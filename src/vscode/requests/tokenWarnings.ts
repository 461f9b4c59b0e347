import * as vscode from 'vscode';
import type { PlatformAddresses } from '../../core/platform/endpoints.ts';
import { clearTokensIn, type ClearToken, type HeldToken } from '../../core/requests/clearToken.ts';
import { isOfPlatform } from '../../core/requests/help/place.ts';
import { variableInPlace } from '../../core/requests/languages/inPlace.ts';
import { variableFor, type Replacement } from '../../core/requests/languages/languages.ts';
import { tokenVariable } from '../../core/requests/template.ts';
import { diagnostic, hover, quickFix } from '../host/editor.ts';
import { t } from '../host/l10n.ts';
import { tokenInWords } from '../words/token.ts';
import { offerToken } from './offerToken.ts';
import type { RequestDocuments } from './requestDocuments.ts';
import { isRequestFile } from './requestFiles.ts';
import type { Applications } from '../../session/applications/applications.ts';
import type { Clock } from '../../session/ports.ts';

interface WarningPorts {
  readonly applications: Pick<Applications, 'inMemory'>;
  readonly clock: Clock;
  readonly documents: Pick<RequestDocuments, 'of'>;
}

/** Further lines with tokens are skipped. */
const mostLines = 100;

/** The warnings on access tokens of Isogeo that a document contains in plain text. */
export function tokenDiagnostics(
  document: vscode.TextDocument,
  platform: PlatformAddresses,
  ports: WarningPorts,
): vscode.Diagnostic[] {
  const text = document.getText();
  const held = heldTokens(ports);
  const isRequest = isRequestFile(document);
  if (!isRequest && !held.some(({ accessToken }) => text.includes(accessToken))) return [];
  const found: vscode.Diagnostic[] = [];
  let lines = 0;
  for (let line = 0; line < document.lineCount && lines < mostLines; line += 1) {
    const possible = clearTokensIn(document.lineAt(line).text, held, isRequest);
    if (possible.length === 0) continue;
    lines += 1;
    found.push(
      ...possible
        .filter((token) => isOfIsogeo(document, line, token, held, platform, ports))
        .map(({ start, end }) => warning(new vscode.Range(line, start, line, end))),
    );
  }
  return found;
}

function warning(range: vscode.Range): vscode.Diagnostic {
  const message = t(
    'This access token is in plain text. Anyone who can read this file can use it.',
  );
  return diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
}

/** Shows when such a token expires and how to replace it. The diagnostic contains the warning. */
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
    tokenInWords(token, ports.clock.now()),
    ...(clear.replacement
      ? [t('Use the quick fix to replace it with {0}.', tokenVariable.env)]
      : []),
  ];
  return hover(
    sentences.map((text) => [text]),
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
  const offer = offerToken(isRequestFile(document) ? 'client' : 'program');
  return [quickFix(t('Replace the token with {0}', tokenVariable.env), edit, offer)];
}

function clearTokenAt(
  document: vscode.TextDocument,
  { line, character }: vscode.Position,
  platform: PlatformAddresses,
  ports: WarningPorts,
): { readonly found: ClearToken; readonly replacement: Replacement | undefined } | undefined {
  const { text } = document.lineAt(line);
  const isRequest = isRequestFile(document);
  const held = heldTokens(ports);
  // Few lines may contain a token, so the file is rarely searched.
  const found = clearTokensIn(text, held, isRequest)
    .filter(({ start, end }) => start <= character && character <= end)
    .find((token) => isOfIsogeo(document, line, token, held, platform, ports));
  return found && { found, replacement: replacementOf(document, text, found) };
}

/** The extension has this token, or it is in a request to a platform of Isogeo. */
function isOfIsogeo(
  document: vscode.TextDocument,
  line: number,
  { start, end }: ClearToken,
  held: readonly HeldToken[],
  platform: PlatformAddresses,
  { documents }: WarningPorts,
): boolean {
  const text = document.lineAt(line).text.slice(start, end);
  return (
    held.some(({ accessToken }) => accessToken === text) ||
    (isRequestFile(document) && isOfPlatform(documents.of(document), line, start, platform))
  );
}

function heldTokens({ applications }: Pick<WarningPorts, 'applications'>): readonly HeldToken[] {
  return applications.inMemory().flatMap(({ record }) => record.token ?? []);
}

function replacementOf(
  document: vscode.TextDocument,
  line: string,
  { start, end }: ClearToken,
): Replacement | undefined {
  const { languageId, fileName } = document;
  return isRequestFile(document)
    ? variableFor('http', line, start, end)
    : (variableFor(languageId, line, start, end) ??
        variableInPlace(languageId, fileName, line, start, end));
}
