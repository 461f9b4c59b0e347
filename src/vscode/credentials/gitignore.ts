import { isAbsolute, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { addedRule, ignoreRule, untrackCommand } from '../../core/credentials/gitignore.ts';
import { t } from '../host/l10n.ts';
import { notify } from '../host/notify.ts';

const neverKey = 'isogeo.neverOfferGitignore';

/** The used part of the API of VS Code's own Git extension. */
interface Repository {
  readonly rootUri: vscode.Uri;
  checkIgnore(paths: string[]): Promise<ReadonlySet<string>>;
  /** An empty `treeish` is the index. Rejects if the path isn't in it. */
  getObjectDetails(treeish: string, path: string): Promise<unknown>;
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): { getRepository(uri: vscode.Uri): Repository | null };
}

/**
 * Offers to make Git ignore a file with a secret. The file itself is neither moved nor changed. Without VS
 * Code's Git extension, nothing is offered.
 */
export async function offerToIgnore(file: vscode.Uri, memory: vscode.Memento): Promise<void> {
  if (file.scheme !== 'file' || memory.get(neverKey) === true) return;
  try {
    const repository = await repositoryOf(file);
    if (!repository) return;
    const isTracked = await repository.getObjectDetails('', file.fsPath).then(
      () => true,
      () => false,
    );
    if (!isTracked && (await repository.checkIgnore([file.fsPath])).size > 0) return;
    const path = pathIn(repository, file);
    // A rule is one line, for a file inside the repository; through a link the file may seem to be elsewhere.
    if (/^\.\.(\/|$)|[\r\n]/.test(path) || isAbsolute(path)) return;
    await offer(repository.rootUri, path, isTracked, memory);
  } catch {
    // The sign-in has already succeeded, so a failure of Git isn't shown.
  }
}

async function repositoryOf(file: vscode.Uri): Promise<Repository | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  const git = await extension?.activate();
  return git?.enabled === true ? (git.getAPI(1).getRepository(file) ?? undefined) : undefined;
}

function pathIn({ rootUri }: Repository, file: vscode.Uri): string {
  return relative(rootUri.fsPath, file.fsPath).split(sep).join('/');
}

async function offer(
  root: vscode.Uri,
  path: string,
  isTracked: boolean,
  memory: vscode.Memento,
): Promise<void> {
  const [add, copy, never] = [t('Add to .gitignore'), t('Copy Command'), t('Don’t Ask Again')];
  const command = untrackCommand(path);
  const chosen = isTracked
    ? await notify.warn(trackedInWords(path, command), add, ...(command ? [copy] : []), never)
    : await notify.warn(t('{0} contains a secret and isn’t ignored by Git.', path), add, never);
  if (chosen === never) await memory.update(neverKey, true);
  if (chosen === add) await ignore(root, path);
  if (chosen === copy && command) await vscode.env.clipboard.writeText(command);
}

function trackedInWords(path: string, command: string | undefined): string {
  if (command === undefined) return t('{0} contains a secret and is tracked by Git.', path);
  return t(
    '{0} contains a secret and is tracked by Git. Run "{1}" in the repository to stop tracking it.',
    path,
    command,
  );
}

async function ignore(root: vscode.Uri, path: string): Promise<void> {
  const uri = vscode.Uri.joinPath(root, '.gitignore');
  const rule = ignoreRule(path);
  try {
    await addRule(uri, rule);
  } catch {
    void notify.error(t('{0} can’t be changed. Add this line yourself: {1}', uri.fsPath, rule));
  }
}

async function addRule(uri: vscode.Uri, rule: string): Promise<void> {
  if (!(await exists(uri))) {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(`${rule}\n`));
    return;
  }
  // The editor knows the encoding of the file and its unsaved changes.
  const document = await vscode.workspace.openTextDocument(uri);
  const { isDirty, lineCount } = document;
  const added = addedRule(document.getText(), rule);
  if (added === undefined) return;
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, document.lineAt(lineCount - 1).range.end, added);
  const isAdded = await vscode.workspace.applyEdit(edit);
  // Unsaved changes are left for the user to save.
  const isSaved = isAdded && (isDirty || (await document.save()));
  if (!isSaved) throw new Error('The file was not changed.');
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    const { type } = await vscode.workspace.fs.stat(uri);
    // If the `.gitignore` is a link, Git ignores it, and the line would be written into another file.
    if (type !== vscode.FileType.File) throw new Error('No plain file.');
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}
