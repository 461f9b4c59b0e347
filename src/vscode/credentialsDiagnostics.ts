import * as vscode from 'vscode';
import { isUsualId, isUsualSecret } from '../core/credentials/entered.ts';
import { maxCredentialsBytes, parseCredentialsFile } from '../core/credentials/file.ts';
import { platformOf } from '../core/endpoints.ts';
import { isCredentialsIni } from './credentialsDocuments.ts';
import { t } from './l10n.ts';
import { problemInWords } from './words.ts';

/** Says in the editor what Authenticate would say of an INI file, before it is used. */
export class CredentialsDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('isogeo');
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor() {
    const check = (document: vscode.TextDocument) => {
      if (isCredentialsIni(document)) this.#collection.set(document.uri, diagnose(document));
    };
    this.#subscriptions = [
      this.#collection,
      vscode.workspace.onDidOpenTextDocument(check),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        check(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#collection.delete(uri);
      }),
    ];
    vscode.workspace.textDocuments.forEach(check);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function diagnose(document: vscode.TextDocument): vscode.Diagnostic[] {
  const text = document.getText();
  // Of a file just begun nobody says that it is empty.
  if (text.trim() === '' || text.length > maxCredentialsBytes) return [];
  const file = parseCredentialsFile(text);
  if (!file.ok) {
    const { problem } = file;
    const position = 'position' in problem ? problem.position : undefined;
    const place = new vscode.Position((position?.line ?? 1) - 1, (position?.column ?? 1) - 1);
    const { Error } = vscode.DiagnosticSeverity;
    return [diagnostic(restOfLine(document, place), problemInWords(problem), Error)];
  }
  const { clientId, clientSecret, endpoints } = file.value.credentials;
  if (platformOf(endpoints.token) === 'custom') return [];
  return [
    ...(isUsualId(clientId)
      ? []
      : doubt(
          document,
          /^(\s*(?:client|app)_id\s*[=:]\s*)\S/i,
          t('Ids of this platform usually end in a UUID.'),
        )),
    ...(isUsualSecret(clientSecret)
      ? []
      : doubt(
          document,
          /^(\s*(?:client|app)_secret\s*[=:]\s*)\S/i,
          t('Secrets of this platform usually have 64 characters.'),
        )),
  ];
}

function doubt(
  document: vscode.TextDocument,
  line: RegExp,
  message: string,
): readonly vscode.Diagnostic[] {
  for (let index = 0; index < document.lineCount; index += 1) {
    const start = line.exec(document.lineAt(index).text)?.[1];
    if (start === undefined) continue;
    const range = restOfLine(document, new vscode.Position(index, start.length));
    return [diagnostic(range, message, vscode.DiagnosticSeverity.Warning)];
  }
  return [];
}

function diagnostic(
  range: vscode.Range,
  message: string,
  severity: vscode.DiagnosticSeverity,
): vscode.Diagnostic {
  return Object.assign(new vscode.Diagnostic(range, message, severity), { source: 'Isogeo' });
}

/** From a place to the last character of its line, so that there is something to underline. */
function restOfLine(document: vscode.TextDocument, place: vscode.Position): vscode.Range {
  const start = document.validatePosition(place);
  const { text } = document.lineAt(start.line);
  return new vscode.Range(
    start,
    start.with({ character: Math.max(text.trimEnd().length, start.character) }),
  );
}
