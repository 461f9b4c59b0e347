import * as vscode from 'vscode';
import type { ApplicationSummary } from '../core/application.ts';
import type { Head } from '../core/credentials/json.ts';
import type { Applications } from '../session/applications.ts';
import { findCredentialsFiles } from './credentialsFiles.ts';
import { t } from './l10n.ts';
import { kindInWords, platformInWords } from './tooltip.ts';
import { causeOf } from './words.ts';

/** Where credentials come from: a file, or an application that is saved already. */
export type CredentialsSource =
  | { readonly from: 'file'; readonly uri: vscode.Uri }
  | { readonly from: 'saved'; readonly id: string };

interface SourceItem extends vscode.QuickPickItem {
  readonly source?: CredentialsSource;
}

/** Offers the workspace's credentials files first, then what is saved, then the file dialog. */
export async function chooseCredentials(
  applications: Applications,
): Promise<CredentialsSource | undefined> {
  const browse: SourceItem = {
    label: `$(folder-opened) ${t('Browse…')}`,
    detail: t('Choose a client_secrets.json or client_secrets.ini'),
  };
  const chosen = await vscode.window.showQuickPick(itemsOf(applications, browse), {
    title: t('Authenticate'),
    placeHolder: t('Choose the credentials to sign in with'),
    matchOnDescription: true,
  });
  if (chosen !== browse) return chosen?.source;
  const uri = await browseForFile();
  return uri && { from: 'file', uri };
}

/** Which of the two applications of one file. */
export async function chooseHead(): Promise<Head | undefined> {
  const heads: readonly (vscode.QuickPickItem & { readonly label: Head })[] = [
    { label: 'web', description: t('group application') },
    { label: 'installed', description: t('user application') },
  ];
  const chosen = await vscode.window.showQuickPick(heads, {
    title: t('Authenticate'),
    placeHolder: t('The file holds two applications: choose one'),
  });
  return chosen?.label;
}

export async function browseForFile(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: t('Load Isogeo Credentials'),
    openLabel: t('Load'),
    canSelectMany: false,
    filters: { [t('Credentials')]: ['json', 'ini'], [t('All files')]: ['*'] },
  });
  return chosen?.[0];
}

async function itemsOf(applications: Applications, browse: SourceItem): Promise<SourceItem[]> {
  const [files, saved] = await Promise.all([findCredentialsFiles(), applications.list()]);
  return [
    ...section(t('In this workspace'), files.map(fileItem)),
    ...section(
      t('Saved'),
      saved.ok ? saved.value.map(savedItem) : [{ label: `$(warning) ${causeOf(saved.failure)}` }],
    ),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    browse,
  ];
}

function section(label: string, items: readonly SourceItem[]): readonly SourceItem[] {
  if (items.length === 0) return [];
  return [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

function fileItem(uri: vscode.Uri): SourceItem {
  const path = vscode.workspace.asRelativePath(uri);
  const slash = path.lastIndexOf('/');
  return {
    label: `${path.endsWith('.json') ? '$(json)' : '$(file)'} ${path.slice(slash + 1)}`,
    ...(slash > 0 && { description: path.slice(0, slash) }),
    source: { from: 'file', uri },
  };
}

function savedItem({ id, name, kind, platform }: ApplicationSummary): SourceItem {
  return {
    label: `$(key) ${name}`,
    description: `${kindInWords(kind)} · ${platformInWords(platform)}`,
    source: { from: 'saved', id },
  };
}
