import * as vscode from 'vscode';
import { doubtsOf } from '../../core/credentials/doubts.ts';
import { maxCredentialsBytes, parseCredentialsFile } from '../../core/credentials/file.ts';
import { isCredentialsIni } from './credentialsDocuments.ts';
import { diagnostic } from '../host/editor.ts';
import { doubtInWords, problemInWords } from '../words/credentials.ts';

/** Shows in the editor what Authenticate would report about an INI file. */
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
  // A new file isn't reported as empty.
  if (text.trim() === '' || text.length > maxCredentialsBytes) return [];
  const file = parseCredentialsFile(text);
  if (!file.ok) {
    const { problem } = file;
    const position = 'position' in problem ? problem.position : undefined;
    const place = new vscode.Position((position?.line ?? 1) - 1, (position?.column ?? 1) - 1);
    const { Error } = vscode.DiagnosticSeverity;
    return [diagnostic(restOfLine(document, place), problemInWords(problem), Error)];
  }
  return doubtsOf(file.value.credentials).flatMap((doubt) => {
    const range = rangeOf(document, doubt.endsWith('id') ? 'id' : 'secret');
    const { Warning } = vscode.DiagnosticSeverity;
    return range ? [diagnostic(range, doubtInWords(doubt), Warning)] : [];
  });
}

/** The value in the section that is read; the file may have sections of other programs. */
function rangeOf(document: vscode.TextDocument, key: 'id' | 'secret'): vscode.Range | undefined {
  const line = new RegExp(`^(\\s*(?:client|app)_${key}\\s*[=:]\\s*)\\S`, 'i');
  let isInside = false;
  for (let index = 0; index < document.lineCount; index += 1) {
    const { text } = document.lineAt(index);
    const section = /^\s*\[([^\]]*)\]/.exec(text)?.[1];
    if (section !== undefined) isInside = section === 'auth';
    const start = isInside ? line.exec(text)?.[1] : undefined;
    if (start !== undefined) {
      return restOfLine(document, new vscode.Position(index, start.length));
    }
  }
  return undefined;
}

/** From a place to the end of its line, so that there is text to underline. */
function restOfLine(document: vscode.TextDocument, place: vscode.Position): vscode.Range {
  const start = document.validatePosition(place);
  const { text } = document.lineAt(start.line);
  return new vscode.Range(
    start,
    start.with({ character: Math.max(text.trimEnd().length, start.character) }),
  );
}
