import * as vscode from 'vscode';
import { summaryOf, type ApplicationSummary } from '../../core/applications/application.ts';
import type { Credentials } from '../../core/credentials/credentials.ts';
import type { Choices } from '../../core/credentials/fields.ts';
import type { CredentialsProblem } from '../../core/failure.ts';
import { hasCredentials } from '../../core/credentials/environment.ts';
import { platformOf } from '../../core/platform/endpoints.ts';
import { withoutIcons } from '../../core/text/plainText.ts';
import type { OfferedFile } from '../../session/credentials/offeredFiles.ts';
import { findCredentialsFiles } from './credentialsFiles.ts';
import { enterCredentials, type Entered } from './enterCredentials.ts';
import type { Draft } from './enterPlatform.ts';
import { t } from '../host/l10n.ts';
import { applicationInWords, inTitleCase, kindInWords } from '../words/applications.ts';
import { causeOf } from '../words/failures.ts';
import { loadActive, type Services } from '../services.ts';

/** Where credentials come from; what was entered is not saved anywhere yet. */
export type CredentialsSource =
  | { readonly from: 'file'; readonly uri: vscode.Uri }
  | { readonly from: 'environment' }
  | Entered
  | { readonly from: 'saved'; readonly id: string };

interface SourceItem extends vscode.QuickPickItem {
  readonly source?: CredentialsSource;
}

type Ports = Pick<Services, 'active' | 'applications' | 'inheritedEnvironment' | 'readFile'>;

/** Offers the active application where it's signed out, then files, saved applications and other ways. */
export async function chooseCredentials(ports: Ports): Promise<CredentialsSource | undefined> {
  const browse: SourceItem = {
    label: `$(folder-opened) ${t('Browse…')}`,
    description: t('client_secrets.json, client_secrets.ini or .env'),
  };
  const enter: SourceItem = {
    label: `$(edit) ${t('Enter ID and secret…')}`,
    description: t('Type or paste the values from Isogeo’s manager'),
  };
  const ways = [...environmentItems(ports), enter, browse];
  const chosen = await vscode.window.showQuickPick(itemsOf(ports, ways), {
    title: t('Authenticate'),
    placeHolder: t('Choose the credentials to sign in with'),
    matchOnDescription: true,
  });
  if (chosen === enter) return enterSource();
  return chosen === browse ? chooseFile() : chosen?.source;
}

/** Nothing of what is typed is kept where it is cancelled. */
export function enterSource(earlier?: Draft): Promise<CredentialsSource | undefined> {
  return enterCredentials(earlier);
}

type Several = Extract<CredentialsProblem, { kind: 'several-applications' }>;

/** Which of the applications of one file, or of the environment. */
export async function chooseApplicationIn(
  applications: Several['applications'],
): Promise<Choices | undefined> {
  const items = applications.map(({ key, kind }) => ({
    label: inTitleCase(kindInWords(kind)),
    description: key,
    application: key,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('Authenticate'),
    placeHolder: t('Choose one of several applications'),
  });
  return chosen && { application: chosen.application };
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

async function itemsOf(ports: Ports, ways: readonly SourceItem[]): Promise<SourceItem[]> {
  const [active, files, saved] = await Promise.all([
    loadActive(ports),
    findCredentialsFiles(ports.readFile),
    ports.applications.list(),
  ]);
  const signedOut =
    active.ok && active.value && !active.value.record.token
      ? summaryOf(active.value.record.application)
      : undefined;
  const others = saved.ok
    ? saved.value.applications.filter(({ id }) => id !== signedOut?.id).map(savedItem)
    : [{ label: `$(warning) ${causeOf(saved.failure)}` }];
  return [
    ...(signedOut ? [signedOutItem(signedOut)] : []),
    ...section(t('In this workspace'), files.map(fileItem)),
    ...section(t('Saved'), others),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...ways,
  ];
}

/** Only where VS Code was started with Isogeo's variables. */
function environmentItems({ inheritedEnvironment }: Ports): readonly SourceItem[] {
  if (!hasCredentials(inheritedEnvironment())) return [];
  const item: SourceItem = {
    label: `$(terminal) ${t('From environment variables')}`,
    description: t('The ISOGEO_… variables that VS Code was started with'),
    source: { from: 'environment' },
  };
  return [item];
}

function section(label: string, items: readonly SourceItem[]): readonly SourceItem[] {
  if (items.length === 0) return [];
  return [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

function fileItem({ file, credentials, failure }: OfferedFile<vscode.Uri>): SourceItem {
  const path = vscode.workspace.asRelativePath(file);
  const slash = path.lastIndexOf('/');
  const icon = failure ? '$(warning)' : path.endsWith('.json') ? '$(json)' : '$(file)';
  const parts = [
    ...(credentials ? [credentialsInWords(credentials)] : []),
    ...(failure ? [causeOf(failure)] : []),
    ...(slash > 0 ? [path.slice(0, slash)] : []),
  ];
  return {
    label: `${icon} ${withoutIcons(path.slice(slash + 1))}`,
    description: withoutIcons(parts.join(' · ')),
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

function signedOutItem(application: ApplicationSummary): SourceItem {
  const description = `${applicationInWords(application)} · ${t('signed out')}`;
  return { ...savedItem(application), description };
}
