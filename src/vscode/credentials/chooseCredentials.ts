import * as vscode from 'vscode';
import type { ApplicationSummary } from '../../core/applications/application.ts';
import type { Credentials } from '../../core/credentials/credentials.ts';
import type { Head } from '../../core/credentials/json.ts';
import { hasCredentials } from '../../core/credentials/environment.ts';
import { platformOf } from '../../core/platform/endpoints.ts';
import { withoutIcons } from '../../core/text/plainText.ts';
import type { OfferedFile } from '../../session/credentials/offeredFiles.ts';
import { findCredentialsFiles } from './credentialsFiles.ts';
import { enterCredentials, type Draft, type Entered } from './enterCredentials.ts';
import { t } from '../host/l10n.ts';
import { applicationInWords, inTitleCase, kindInWords } from '../words/applications.ts';
import { causeOf } from '../words/failures.ts';
import type { Services } from '../services.ts';

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
  services: Pick<Services, 'applications' | 'readFile'>,
): Promise<CredentialsSource | undefined> {
  const browse: SourceItem = {
    label: `$(folder-opened) ${t('Browse…')}`,
    detail: t('Choose a client_secrets.json, client_secrets.ini or .env file'),
  };
  const enter: SourceItem = {
    label: `$(edit) ${t('Enter ID and secret…')}`,
    detail: t('Type or paste the values from Isogeo’s manager'),
  };
  const ways = [...environmentItems(), enter, browse];
  const chosen = await vscode.window.showQuickPick(itemsOf(services, ways), {
    title: t('Authenticate'),
    placeHolder: t('Choose the credentials to sign in with'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen === enter) return enterSource();
  return chosen === browse ? chooseFile() : chosen?.source;
}

/** Nothing of what is typed is kept where it is cancelled. */
export async function enterSource(earlier?: Draft): Promise<CredentialsSource | undefined> {
  const entered = await enterCredentials(earlier);
  return entered && { from: 'entered', ...entered };
}

/** Which of the two applications of one file, or of the environment. */
export async function chooseHead(): Promise<Head | undefined> {
  const heads: readonly (vscode.QuickPickItem & { readonly head: Head })[] = [
    { head: 'web', label: inTitleCase(kindInWords('group')) },
    { head: 'installed', label: inTitleCase(kindInWords('user')) },
  ];
  const chosen = await vscode.window.showQuickPick(heads, {
    title: t('Authenticate'),
    placeHolder: t('The file has two applications. Choose one'),
  });
  return chosen?.head;
}

/** Straight to the file dialog. */
export async function chooseFile(): Promise<CredentialsSource | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: t('Load Isogeo Credentials'),
    openLabel: t('Load'),
    canSelectMany: false,
    filters: { [t('Credentials')]: ['json', 'ini', 'env'], [t('All files')]: ['*'] },
  });
  const uri = chosen?.[0];
  return uri && { from: 'file', uri };
}

async function itemsOf(
  { applications, readFile }: Pick<Services, 'applications' | 'readFile'>,
  ways: readonly SourceItem[],
): Promise<SourceItem[]> {
  const [files, saved] = await Promise.all([findCredentialsFiles(readFile), applications.list()]);
  return [
    ...section(t('In this workspace'), files.map(fileItem)),
    ...section(
      t('Saved'),
      saved.ok
        ? saved.value.applications.map(savedItem)
        : [{ label: `$(warning) ${causeOf(saved.failure)}` }],
    ),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...ways,
  ];
}

/** Only where VS Code was started with the variables of the official SDK. */
function environmentItems(): readonly SourceItem[] {
  if (!hasCredentials(process.env)) return [];
  const item: SourceItem = {
    label: `$(terminal) ${t('From environment variables')}`,
    detail: t('The ISOGEO_API_… variables that VS Code was started with'),
    source: { from: 'environment' },
  };
  return [item];
}

function section(label: string, items: readonly SourceItem[]): readonly SourceItem[] {
  if (items.length === 0) return [];
  return [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

function fileItem({ file, credentials }: OfferedFile<vscode.Uri>): SourceItem {
  const path = vscode.workspace.asRelativePath(file);
  const slash = path.lastIndexOf('/');
  return {
    label: `${path.endsWith('.json') ? '$(json)' : '$(file)'} ${withoutIcons(path.slice(slash + 1))}`,
    ...(credentials && { description: credentialsInWords(credentials) }),
    ...(slash > 0 && { detail: path.slice(0, slash) }),
    source: { from: 'file', uri: file },
  };
}

function credentialsInWords({ kind, endpoints }: Credentials): string {
  return applicationInWords({ kind, platform: platformOf(endpoints.token) });
}

function savedItem(application: ApplicationSummary): SourceItem {
  return {
    label: `$(key) ${withoutIcons(application.name)}`,
    description: applicationInWords(application),
    source: { from: 'saved', id: application.id },
  };
}
