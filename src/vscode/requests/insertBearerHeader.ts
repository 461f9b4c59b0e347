import * as vscode from 'vscode';
import { linesOf, startAt } from '../../core/requests/file/httpFile.ts';
import { insertHeader } from '../../core/requests/insert/insertHeader.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';
import { isRequestFile } from './requestFiles.ts';

/** Inserts the header at each cursor, with the variable in place of the token. */
export async function insertBearerHeader(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    void notify.info(t('Open the file in which to insert the header.'));
    return;
  }
  const { document, selections } = editor;
  const text = document.getText();
  const lines = isRequestFile(document) ? linesOf(text) : [];
  const edits = selections.flatMap((selection) => {
    const requestLine = lines.length > 0 ? startAt(lines, selection.start.line) : undefined;
    return insertHeader({
      // A new file has no language where no extension knows requests.
      languageId: requestLine === undefined ? document.languageId : 'http',
      fileName: document.fileName,
      text,
      start: document.offsetAt(selection.start),
      end: document.offsetAt(selection.end),
      ...(requestLine !== undefined && { requestLine }),
    });
  });
  // Two cursors in one request, or in one file without its import, ask for the same edit.
  const distinct = new Map(edits.map((edit) => [`${edit.start} ${edit.text}`, edit]));
  await editor.edit((builder) => {
    for (const { start, end, text: inserted } of distinct.values()) {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      builder.replace(range, inserted);
    }
  });
}
