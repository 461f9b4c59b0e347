import * as vscode from 'vscode';
import { summaryOf, type ApplicationSummary } from '../../core/applications/application.ts';
import type { Credentials } from '../../core/credentials/credentials.ts';
import type { Choices } from '../../core/credentials/fields.ts';
import { hasCredentials } from '../../core/credentials/environment.ts';
import type { CredentialsProblem } from '../../core/failure.ts';
import { platformOf } from '../../core/platform/origins.ts';
import type { OfferedFile } from '../../session/credentials/offeredFiles.ts';
import { findCredentialsFiles } from './credentialsFiles.ts';
import { enterCredentials, type Entered } from './enterCredentials.ts';
import { chooseOneFile } from '../host/chooseFile.ts';
import { t } from '../host/l10n.ts';
import { pick, type Row, type Rows } from '../host/pick.ts';
import { applicationInWords, inTitleCase, kindInWords } from '../words/applications.ts';
import { causeOf } from '../words/failures.ts';
import type { Applications } from '../../session/applications/applications.ts';
import type { ReadFile } from '../host/files.ts';
import { loadActive, type ActivePorts } from '../host/loadActive.ts';

/** The source of credentials. Entered credentials aren't saved anywhere yet. */
export type CredentialsSource =
  | { readonly from: 'file'; readonly uri: vscode.Uri }
  | { readonly from: 'environment' }
  | Entered
  | { readonly from: 'saved'; readonly id: string };

export interface ChoosePorts extends ActivePorts {
  readonly applications: Applications;
  /** The environment of this process, without the variables that this extension sets. */
  readonly inheritedEnvironment: () => Readonly<Record<string, string | undefined>>;
  readonly readFile: ReadFile;
}

/** Chooses credentials; the action of a line of the list. `undefined`: cancelled. */
export type ChooseSource = () => CredentialsSource | Promise<CredentialsSource | undefined>;

/** Offers the active application if it is signed out, then files, saved applications and other ways. */
export async function chooseCredentials(
  ports: ChoosePorts,
): Promise<CredentialsSource | undefined> {
  const chosen = await pick({
    title: t('Authenticate'),
    placeholder: t('Choose the credentials to sign in with'),
    rows: sourceRows(ports),
  });
  return chosen?.();
}

type Several = Extract<CredentialsProblem, { kind: 'several-applications' }>;

/** Asks which application of a file or the environment to use. */
export async function chooseApplicationIn(
  applications: Several['applications'],
): Promise<Choices | undefined> {
  const application = await pick({
    title: t('Authenticate'),
    placeholder: t('Choose one of several applications'),
    rows: applications.map(({ key, kind }) => ({
      label: inTitleCase(kindInWords(kind)),
      description: key,
      value: key,
    })),
  });
  return application === undefined ? undefined : { application };
}

/** Opens the file dialog directly. */
export async function chooseFile(): Promise<CredentialsSource | undefined> {
  const uri = await chooseOneFile(t('Load Isogeo Credentials'), t('Load'), {
    [t('Credentials')]: ['json', 'ini', 'env'],
    [t('All files')]: ['*'],
  });
  return uri && { from: 'file', uri };
}

async function sourceRows(ports: ChoosePorts): Promise<Rows<ChooseSource>> {
  const { applications, readFile } = ports;
  const [active, files, saved] = await Promise.all([
    loadActive(ports),
    findCredentialsFiles(readFile),
    applications.list(),
  ]);
  const state = active.ok ? active.value : undefined;
  const signedOut = state && !state.record.token ? summaryOf(state.record.application) : undefined;
  const others: Rows<ChooseSource> = saved.ok
    ? saved.value.applications.filter(({ id }) => id !== signedOut?.id).map(savedRow)
    : [{ icon: 'warning', label: causeOf(saved.failure) }];
  return [
    ...(signedOut ? [signedOutRow(signedOut)] : []),
    ...section(t('In this workspace'), files.map(fileRow)),
    ...section(t('Saved'), others),
    { heading: '' },
    ...environmentRows(ports),
    {
      icon: 'edit',
      label: t('Enter ID and secret…'),
      description: t('Type or paste the values from Isogeo’s manager'),
      value: () => enterCredentials(),
    },
    {
      icon: 'folder-opened',
      label: t('Browse…'),
      description: t('client_secrets.json, client_secrets.ini or .env'),
      value: chooseFile,
    },
  ];
}

/** One row, if VS Code was started with Isogeo's variables. */
function environmentRows({ inheritedEnvironment }: ChoosePorts): Rows<ChooseSource> {
  if (!hasCredentials(inheritedEnvironment())) return [];
  return [
    {
      icon: 'terminal',
      label: t('From environment variables'),
      description: t('The ISOGEO_… variables that VS Code was started with'),
      value: () => ({ from: 'environment' }),
    },
  ];
}

function section(heading: string, rows: Rows<ChooseSource>): Rows<ChooseSource> {
  return rows.length === 0 ? [] : [{ heading }, ...rows];
}

/** One line: the kind of the file or its fault, and its folder. */
function fileRow({ file, credentials, failure }: OfferedFile<vscode.Uri>): Row<ChooseSource> {
  const path = vscode.workspace.asRelativePath(file);
  const slash = path.lastIndexOf('/');
  const label = path.slice(slash + 1);
  const parts = [
    ...(credentials ? [credentialsInWords(credentials)] : []),
    ...(failure ? [withoutName(causeOf(failure), label)] : []),
    ...(slash > 0 ? [path.slice(0, slash)] : []),
  ];
  return {
    icon: failure ? 'warning' : path.endsWith('.json') ? 'json' : 'file',
    label,
    ...(parts.length > 0 && { description: parts.join(' · ') }),
    value: () => ({ from: 'file', uri: file }),
  };
}

/** The label of the line already shows the file's name. */
function withoutName(cause: string, name: string): string {
  return cause.startsWith(name) ? cause.slice(name.length).replace(/^\s*[,:]?\s*/, '') : cause;
}

function credentialsInWords({ kind, endpoints }: Credentials): string {
  return applicationInWords({ kind, platform: platformOf(endpoints.token) });
}

function savedRow(application: ApplicationSummary): Row<ChooseSource> {
  return {
    icon: 'key',
    label: application.name,
    description: applicationInWords(application),
    value: () => ({ from: 'saved', id: application.id }),
  };
}

function signedOutRow(application: ApplicationSummary): Row<ChooseSource> {
  const description = `${applicationInWords(application)} · ${t('signed out')}`;
  return { ...savedRow(application), description };
}
