import * as vscode from 'vscode';
import type { ApplicationSummary } from '../../core/applications/application.ts';
import type { Credentials } from '../../core/credentials/credentials.ts';
import type { Head } from '../../core/credentials/json.ts';
import { hasCredentials } from '../../core/credentials/environment.ts';
import { platformOf } from '../../core/platform/origins.ts';
import type { OfferedFile } from '../../session/credentials/offeredFiles.ts';
import { findCredentialsFiles } from './credentialsFiles.ts';
import { enterCredentials, type Draft, type Entered } from './enterCredentials.ts';
import { chooseOneFile } from '../host/chooseFile.ts';
import { t } from '../host/l10n.ts';
import { pick, type Row, type Rows } from '../host/pick.ts';
import { applicationInWords, inTitleCase, kindInWords } from '../words/applications.ts';
import { causeOf } from '../words/failures.ts';
import type { Applications } from '../../session/applications/applications.ts';
import type { ReadFile } from '../host/files.ts';

/** The source of credentials. Entered ones aren't saved anywhere yet. */
export type CredentialsSource =
  | { readonly from: 'file'; readonly uri: vscode.Uri }
  | { readonly from: 'environment' }
  | ({ readonly from: 'entered' } & Entered)
  | { readonly from: 'saved'; readonly id: string };

export interface ChoosePorts {
  readonly applications: Pick<Applications, 'list'>;
  readonly readFile: ReadFile;
}

/** The action of a line of the list. */
type Choose = () => Promise<CredentialsSource | undefined>;

/** Offers the workspace's credentials files first, then the saved applications, then the other sources. */
export async function chooseCredentials(
  ports: ChoosePorts,
): Promise<CredentialsSource | undefined> {
  const chosen = await pick({
    title: t('Authenticate'),
    placeholder: t('Choose the credentials to sign in with'),
    rows: rowsOf(ports),
  });
  return chosen?.();
}

/** Drops everything that was typed if the user cancels. */
export async function enterSource(earlier?: Draft): Promise<CredentialsSource | undefined> {
  const entered = await enterCredentials(earlier);
  return entered && { from: 'entered', ...entered };
}

/** Asks which of the two applications of a file or the environment to use. */
export async function chooseHead(): Promise<Head | undefined> {
  return pick<Head>({
    title: t('Authenticate'),
    placeholder: t('The file has two applications. Choose one'),
    rows: [
      { value: 'web', label: inTitleCase(kindInWords('group')) },
      { value: 'installed', label: inTitleCase(kindInWords('user')) },
    ],
  });
}

/** Opens the file dialog directly. */
export async function chooseFile(): Promise<CredentialsSource | undefined> {
  const uri = await chooseOneFile(t('Load Isogeo Credentials'), t('Load'), {
    [t('Credentials')]: ['json', 'ini', 'env'],
    [t('All files')]: ['*'],
  });
  return uri && { from: 'file', uri };
}

async function rowsOf({ applications, readFile }: ChoosePorts): Promise<Rows<Choose>> {
  const [files, saved] = await Promise.all([findCredentialsFiles(readFile), applications.list()]);
  return [
    ...section(t('In this workspace'), files.map(fileRow)),
    ...section(
      t('Saved'),
      saved.ok
        ? saved.value.applications.map(savedRow)
        : [{ icon: 'warning', label: causeOf(saved.failure) }],
    ),
    { heading: '' },
    ...environmentRows(),
    {
      icon: 'edit',
      label: t('Enter ID and secret…'),
      detail: t('Type or paste the values from Isogeo’s manager'),
      value: () => enterSource(),
    },
    {
      icon: 'folder-opened',
      label: t('Browse…'),
      detail: t('Choose a client_secrets.json, client_secrets.ini or .env file'),
      value: chooseFile,
    },
  ];
}

/** Only if VS Code was started with the variables of the official SDK. */
function environmentRows(): Rows<Choose> {
  if (!hasCredentials(process.env)) return [];
  return [
    {
      icon: 'terminal',
      label: t('From environment variables'),
      detail: t('The ISOGEO_API_… variables that VS Code was started with'),
      value: () => Promise.resolve({ from: 'environment' }),
    },
  ];
}

function section(heading: string, rows: Rows<Choose>): Rows<Choose> {
  return rows.length === 0 ? [] : [{ heading }, ...rows];
}

function fileRow({ file, credentials }: OfferedFile<vscode.Uri>): Row<Choose> {
  const path = vscode.workspace.asRelativePath(file);
  const slash = path.lastIndexOf('/');
  return {
    icon: path.endsWith('.json') ? 'json' : 'file',
    label: path.slice(slash + 1),
    ...(credentials && { description: credentialsInWords(credentials) }),
    ...(slash > 0 && { detail: path.slice(0, slash) }),
    value: () => Promise.resolve({ from: 'file', uri: file }),
  };
}

function credentialsInWords({ kind, endpoints }: Credentials): string {
  return applicationInWords({ kind, platform: platformOf(endpoints.token) });
}

function savedRow(application: ApplicationSummary): Row<Choose> {
  return {
    icon: 'key',
    label: application.name,
    description: applicationInWords(application),
    value: () => Promise.resolve({ from: 'saved', id: application.id }),
  };
}
