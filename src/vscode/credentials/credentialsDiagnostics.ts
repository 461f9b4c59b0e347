import * as vscode from 'vscode';
import { doubtsOf } from '../../core/credentials/doubts.ts';
import { maxCredentialsBytes, parseCredentialsFile } from '../../core/credentials/file.ts';
import { readIniValues } from '../../core/credentials/ini.ts';
import type { Position } from '../../core/text/position.ts';
import { isCredentialsIni } from '../../core/credentials/iniName.ts';
import { diagnostic } from '../host/editor.ts';
import { doubtInWords, problemInWords } from '../words/credentials.ts';

/** Shows in the editor what Authenticate would report about an INI file. */
export class CredentialsDiagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('isogeo');
  readonly #subscriptions: vscode.Disposable;

  constructor() {
    const check = (document: vscode.TextDocument) => {
      if (isCredentialsIni(document)) this.#collection.set(document.uri, diagnose(document));
    };
    this.#subscriptions = vscode.Disposable.from(
      this.#collection,
      vscode.workspace.onDidOpenTextDocument(check),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        check(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#collection.delete(uri);
      }),
    );
    vscode.workspace.textDocuments.forEach(check);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

function diagnose(document: vscode.TextDocument): vscode.Diagnostic[] {
  const text = document.getText();
  // A new file isn't reported as empty.
  if (text.trim() === '' || text.length > maxCredentialsBytes) return [];
  const file = parseCredentialsFile(text);
  if (!file.ok) {
    const { failure } = file;
    const place = placeOf('position' in failure ? failure.position : undefined);
    const { Error } = vscode.DiagnosticSeverity;
    return [diagnostic(restOfLine(document, place), problemInWords(failure), Error)];
  }
  const read = readIniValues(text);
  return doubtsOf(file.value.credentials).flatMap((doubt) => {
    const name = doubt.endsWith('id') ? 'client_id' : 'client_secret';
    const field = read.ok ? read.value.values[name] : undefined;
    const { Warning } = vscode.DiagnosticSeverity;
    return field
      ? [diagnostic(restOfLine(document, placeOf(field.position)), doubtInWords(doubt), Warning)]
      : [];
  });
}

function placeOf(position: Position | undefined): vscode.Position {
  return new vscode.Position((position?.line ?? 1) - 1, (position?.column ?? 1) - 1);
}

/** The range from a place to the end of its line, so that there is text to underline. */
function restOfLine(document: vscode.TextDocument, place: vscode.Position): vscode.Range {
  const start = document.validatePosition(place);
  const { text } = document.lineAt(start.line);
  return new vscode.Range(
    start,
    start.with({ character: Math.max(text.trimEnd().length, start.character) }),
  );
}
