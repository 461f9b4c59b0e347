import * as vscode from 'vscode';
import type { ApplicationSummary } from '../core/application.ts';
import type { Head } from '../core/credentials/json.ts';
import type { Applications } from '../session/applications.ts';
import { hasCredentials } from '../core/credentials/environment.ts';
import { findCredentialsFiles } from './credentialsFiles.ts';
import { enterCredentials, type Draft, type Entered } from './enterCredentials.ts';
import { t } from './l10n.ts';
import { kindInWords, platformInWords } from './tooltip.ts';
import { causeOf } from './words.ts';

/** Where credentials come from; what was entered is not saved anywhere yet. */
export type CredentialsSource =
  | { readonly from: 'file'; readonly uri: vscode.Uri }
  | { readonly from: 'environment' }
  | ({ readonly from: 'entered' } & Entered)
  | { readonly from: 'saved'; readonly id: string };

interface SourceItem extends vscode.QuickPickItem {
  readonly source?: CredentialsSource;
}

/** Offers the workspace's credentials files first, then what is saved, then the other ways. */
export async function chooseCredentials(
  applications: Applications,
): Promise<CredentialsSource | undefined> {
  const browse: SourceItem = {
    label: `$(folder-opened) ${t('Browse…')}`,
    detail: t('Choose a client_secrets.json, client_secrets.ini or .env file'),
  };
  const enter: SourceItem = {
    label: `$(edit) ${t('Enter ID and secret…')}`,
    detail: t('Type or paste what Isogeo’s manager shows; nothing is saved before it works'),
  };
  const ways = [...environmentItems(), enter, browse];
  const chosen = await vscode.window.showQuickPick(itemsOf(applications, ways), {
    title: t('Authenticate'),
    placeHolder: t('Choose the credentials to sign in with'),
    matchOnDescription: true,
  });
  if (chosen === enter) return enterSource();
  if (chosen !== browse) return chosen?.source;
  const uri = await browseForFile();
  return uri && { from: 'file', uri };
}

/** Nothing of what is typed is kept where it is cancelled. */
export async function enterSource(earlier?: Draft): Promise<CredentialsSource | undefined> {
  const entered = await enterCredentials(earlier);
  return entered && { from: 'entered', ...entered };
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
    filters: { [t('Credentials')]: ['json', 'ini', 'env'], [t('All files')]: ['*'] },
  });
  return chosen?.[0];
}

async function itemsOf(
  applications: Applications,
  ways: readonly SourceItem[],
): Promise<SourceItem[]> {
  const [files, saved] = await Promise.all([findCredentialsFiles(), applications.list()]);
  return [
    ...section(t('In this workspace'), files.map(fileItem)),
    ...section(
      t('Saved'),
      saved.ok ? saved.value.map(savedItem) : [{ label: `$(warning) ${causeOf(saved.failure)}` }],
    ),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...ways,
  ];
}

/** Only where VS Code was started with the variables of the official SDK. */
function environmentItems(): readonly SourceItem[] {
  if (!hasCredentials(process.env)) return [];
  const item: SourceItem = {
    label: `$(terminal) ${t('From the environment')}`,
    detail: t('The ISOGEO_API_… variables that VS Code was started with'),
    source: { from: 'environment' },
  };
  return [item];
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
