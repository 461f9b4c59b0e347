import * as vscode from 'vscode';
import { sectionAt, type RequestDocument } from '../../core/requests/file/requestDocument.ts';
import { insertHeader, type RequestLines } from '../../core/requests/insert/insertHeader.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';
import type { RequestDocuments } from './requestDocuments.ts';
import { isRequestFile } from './requestFiles.ts';
import type { TokenReader } from '../token/shareToken.ts';

/**
 * Inserts the header at each cursor, or into the request at a place. The header contains the
 * variable, not the token.
 */
export async function insertBearerHeader(
  documents: Pick<RequestDocuments, 'of'>,
  offerToken: (reader: TokenReader) => Promise<void> | undefined,
  at?: vscode.Location,
): Promise<void> {
  const editor = at ? await editorOf(at.uri) : vscode.window.activeTextEditor;
  if (!editor) {
    void notify.info(t('Open the file in which to insert the header.'));
    return;
  }
  const { document } = editor;
  const selections = at ? [at.range] : editor.selections;
  const text = document.getText();
  const read = isRequestFile(document) ? await documents.of(document) : undefined;
  const edits = selections.flatMap((selection) => {
    const request = read && requestLinesAt(read, selection.start.line);
    return insertHeader({
      // A new file has no language if no extension knows requests.
      languageId: request ? 'http' : document.languageId,
      fileName: document.fileName,
      text,
      start: document.offsetAt(selection.start),
      end: document.offsetAt(selection.end),
      ...(request && { request }),
    });
  });
  // Two cursors in one request need the same edit, and so do two cursors in a file without the import.
  const distinct = new Map(edits.map((edit) => [`${edit.start} ${edit.text}`, edit]));
  const isDone = await editor.edit((builder) => {
    for (const { start, end, text: inserted } of distinct.values()) {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      builder.replace(range, inserted);
    }
  });
  if (isDone) void offerToken(read ? 'client' : 'program');
}

function requestLinesAt(document: RequestDocument, line: number): RequestLines | undefined {
  const { from, start, section } = sectionAt(document, line);
  return start === undefined
    ? undefined
    : { first: start, roles: section.roles.slice(start - from) };
}

async function editorOf(uri: vscode.Uri): Promise<vscode.TextEditor> {
  const shown = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  return shown ?? vscode.window.showTextDocument(uri);
}
