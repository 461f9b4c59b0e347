import * as vscode from 'vscode';
import type { PlatformAddresses } from '../../core/platform/endpoints.ts';
import { clearTokensIn, type ClearToken, type HeldToken } from '../../core/requests/clearToken.ts';
import type { RequestDocument } from '../../core/requests/file/requestDocument.ts';
import type { Steps } from '../../core/requests/file/steps.ts';
import { isOfPlatform } from '../../core/requests/help/place.ts';
import { importsFor } from '../../core/requests/insert/imports.ts';
import { variableInPlace } from '../../core/requests/languages/inPlace.ts';
import { variableFor, type Replacement } from '../../core/requests/languages/languages.ts';
import { tokenVariable } from '../../core/requests/template.ts';
import { diagnostic, hover, quickFix } from '../host/editor.ts';
import { t } from '../host/l10n.ts';
import { tokenInWords } from '../words/token.ts';
import { offerToken } from './offerToken.ts';
import type { RequestDocuments } from './requestDocuments.ts';
import { isRequestFile } from './requestFiles.ts';
import { inSlices } from './slices.ts';
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
export function* tokenDiagnostics(
  document: vscode.TextDocument,
  read: RequestDocument | undefined,
  platform: PlatformAddresses,
  applications: WarningPorts['applications'],
): Steps<vscode.Diagnostic[]> {
  const text = document.getText();
  const held = heldTokens(applications);
  if (!read && !held.some(({ accessToken }) => text.includes(accessToken))) return [];
  const found: vscode.Diagnostic[] = [];
  let lines = 0;
  for (let line = 0; line < document.lineCount && lines < mostLines; line += 1) {
    yield;
    if (line >= document.lineCount) break;
    const { text: written } = document.lineAt(line);
    const possible = clearTokensIn(written, held, read !== undefined);
    if (possible.length > 0) lines += 1;
    for (const token of possible) {
      const { start, end } = token;
      const isOurs = yield* isOfIsogeo(written, line, token, held, platform, read);
      if (isOurs) found.push(tokenWarning(new vscode.Range(line, start, line, end)));
    }
  }
  return found;
}

function tokenWarning(range: vscode.Range): vscode.Diagnostic {
  const message = t(
    'This access token is in plain text. Anyone who can read this file can use it.',
  );
  return diagnostic(range, message, vscode.DiagnosticSeverity.Warning);
}

/** Shows when a token in plain text expires, and how to replace it. The diagnostic contains the warning. */
export async function tokenHover(
  document: vscode.TextDocument,
  position: vscode.Position,
  platform: PlatformAddresses,
  ports: WarningPorts,
): Promise<vscode.Hover | undefined> {
  const clear = await clearTokenAt(document, position, platform, ports);
  if (!clear) return undefined;
  const { start, end, expiresAt } = clear.found;
  const { line } = position;
  const token = { accessToken: '', obtainedAt: 0, ...(expiresAt && { expiresAt }) };
  const sentences = [
    tokenInWords(token, ports.clock.now()),
    ...(clear.replacement
      ? [t('Use the quick fix to replace the token with {0}.', tokenVariable.env)]
      : []),
  ];
  return hover(
    sentences.map((text) => [text]),
    new vscode.Range(line, start, line, end),
  );
}

export async function tokenActions(
  document: vscode.TextDocument,
  position: vscode.Position,
  platform: PlatformAddresses,
  ports: WarningPorts,
): Promise<vscode.CodeAction[] | undefined> {
  const clear = await clearTokenAt(document, position, platform, ports);
  if (!clear?.replacement) return undefined;
  const { start, end, text } = clear.replacement;
  const edit = new vscode.WorkspaceEdit();
  const { line } = position;
  edit.replace(document.uri, new vscode.Range(line, start, line, end), text);
  const at = document.offsetAt(new vscode.Position(line, start));
  for (const added of importsFor(text, document.getText(), at)) {
    edit.insert(document.uri, document.positionAt(added.start), added.text);
  }
  const offer = offerToken(isRequestFile(document) ? 'client' : 'program');
  return [quickFix(t('Replace the token with {0}', tokenVariable.env), edit, offer)];
}

async function clearTokenAt(
  document: vscode.TextDocument,
  { line, character }: vscode.Position,
  platform: PlatformAddresses,
  { applications, documents }: WarningPorts,
): Promise<
  { readonly found: ClearToken; readonly replacement: Replacement | undefined } | undefined
> {
  const { text } = document.lineAt(line);
  const isRequest = isRequestFile(document);
  const held = heldTokens(applications);
  // Few lines may contain a token, so the file is rarely searched.
  const possible = clearTokensIn(text, held, isRequest).filter(
    ({ start, end }) => start <= character && character <= end,
  );
  if (possible.length === 0) return undefined;
  const read = isRequest ? await documents.of(document) : undefined;
  for (const found of possible) {
    if (await inSlices(isOfIsogeo(text, line, found, held, platform, read))) {
      return { found, replacement: replacementOf(document, text, found) };
    }
  }
  return undefined;
}

/**
 * Whether the token is Isogeo's: the extension has requested it, or it is in a request to a platform of
 * Isogeo.
 */
function* isOfIsogeo(
  text: string,
  line: number,
  { start, end }: ClearToken,
  held: readonly HeldToken[],
  platform: PlatformAddresses,
  read: RequestDocument | undefined,
): Steps<boolean> {
  if (held.some(({ accessToken }) => accessToken === text.slice(start, end))) return true;
  return read !== undefined && (yield* isOfPlatform(read, line, start, platform));
}

function heldTokens(applications: WarningPorts['applications']): readonly HeldToken[] {
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
