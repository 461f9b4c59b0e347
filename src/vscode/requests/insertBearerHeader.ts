import * as vscode from 'vscode';
import { sectionAt } from '../../core/requests/file/requestDocument.ts';
import { insertHeader } from '../../core/requests/insert/insertHeader.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';
import type { RequestDocuments } from './requestDocuments.ts';
import { isRequestFile } from './requestFiles.ts';

/** Inserts the header at each cursor, with the variable in place of the token. */
export async function insertBearerHeader(documents: Pick<RequestDocuments, 'of'>): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    void notify.info(t('Open the file in which to insert the header.'));
    return;
  }
  const { document, selections } = editor;
  const text = document.getText();
  const read = isRequestFile(document) ? documents.of(document) : undefined;
  const edits = selections.flatMap((selection) => {
    const requestLine = read && sectionAt(read, selection.start.line).start;
    return insertHeader({
      // A new file has no language if no extension knows requests.
      languageId: requestLine === undefined ? document.languageId : 'http',
      fileName: document.fileName,
      text,
      start: document.offsetAt(selection.start),
      end: document.offsetAt(selection.end),
      ...(requestLine !== undefined && { requestLine }),
    });
  });
  // Two cursors in one request, or in one file without its import, need the same edit.
  const distinct = new Map(edits.map((edit) => [`${edit.start} ${edit.text}`, edit]));
  await editor.edit((builder) => {
    for (const { start, end, text: inserted } of distinct.values()) {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      builder.replace(range, inserted);
    }
  });
}
