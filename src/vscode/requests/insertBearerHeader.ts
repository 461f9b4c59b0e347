import * as vscode from 'vscode';
import { bearerHeaderFor } from '../../core/requests/languages/languages.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';

/** Where the cursor is, in the form that the file needs; it names the variable, and no secret. */
export async function insertBearerHeader(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    void notify.info(t('Open the file in which to insert the header.'));
    return;
  }
  const { languageId, fileName } = editor.document;
  const header = bearerHeaderFor(/\.(http|rest)$/i.test(fileName) ? 'http' : languageId);
  await editor.edit((edit) => {
    for (const selection of editor.selections) edit.replace(selection, header);
  });
}
