import type * as vscode from 'vscode';
import { applicationIdOf } from '../../core/applications/application.ts';
import type { Credentials } from '../../core/credentials/credentials.ts';
import { enteredAgain } from '../../core/credentials/entered.ts';
import { readEnvironment } from '../../core/credentials/environment.ts';
import type { Choices, Parsed } from '../../core/credentials/fields.ts';
import {
  maxCredentialsBytes,
  parseCredentialsFile,
  type CredentialsFile,
} from '../../core/credentials/file.ts';
import type { CredentialsProblem } from '../../core/failure.ts';
import { cancelled, failed, success, type Result } from '../../core/result.ts';
import { loggable } from '../../session/http/loggable.ts';
import { chooseApplicationIn, type CredentialsSource } from './chooseCredentials.ts';
import { pathOf, readCredentialsFile, readCredentialsText, resultOf } from './credentialsFiles.ts';
import { enterRedirectUri } from './enterCredentials.ts';
import { choosePlatform } from './enterPlatform.ts';
import { t } from '../host/l10n.ts';
import type { Applications } from '../../session/applications/applications.ts';
import type { Log } from '../../session/ports.ts';
import type { ReadFile } from '../host/files.ts';

interface FilePorts {
  readonly log: Log;
  readonly readFile: ReadFile;
}

export interface SourcePorts extends FilePorts {
  readonly applications: Applications;
  /** The environment of this process, without the variables that this extension sets. */
  readonly inheritedEnvironment: () => Readonly<Record<string, string | undefined>>;
}

/** The credentials of the chosen source. Asks if a file or the environment is ambiguous. */
export async function credentialsFromSource(
  source: CredentialsSource,
  ports: SourcePorts,
): Promise<Result<Credentials>> {
  switch (source.from) {
    case 'file':
      return accepted(await askingInFile(source.uri, ports), ports);
    case 'environment': {
      const environment = ports.inheritedEnvironment();
      const read = (choices: Choices) => readEnvironment(environment, choices);
      return accepted(await asking(read, t('Environment variables')), ports);
    }
    case 'pasted':
      return accepted(await askingInText(source.text, source.choices), ports);
    case 'entered':
      return enteredOver(source.credentials, ports);
    case 'saved':
      return credentialsSaved(source.id, ports);
  }
}

/** Never asks the user: an ambiguous file fails with `interaction-required`. */
export async function credentialsFromFile(
  uri: vscode.Uri,
  ports: FilePorts,
): Promise<Result<Credentials>> {
  return accepted(await readCredentialsFile(uri, ports.readFile), ports);
}

/** Reads the file once, although several questions about it may follow. */
async function askingInFile(
  uri: vscode.Uri,
  { readFile }: FilePorts,
): Promise<Result<CredentialsFile>> {
  const text = await readCredentialsText(uri, readFile);
  if (!text.ok) return text;
  return asking((choices) => parseCredentialsFile(text.value, choices), pathOf(uri));
}

async function askingInText(text: string, choices: Choices): Promise<Result<CredentialsFile>> {
  const path = t('The pasted text');
  if (text.length > maxCredentialsBytes) {
    return failed({ reason: 'credentials-unreadable', cause: 'too-large', path });
  }
  return asking((more) => parseCredentialsFile(text, more), path, choices);
}

type Read = (choices: Choices) => Parsed<CredentialsFile>;

/** Asks the user the open questions of a text, one after the other. */
async function asking(
  read: Read,
  path: string,
  choices: Choices = {},
): Promise<Result<CredentialsFile>> {
  const file = read(choices);
  const question = file.ok ? undefined : questionIn(file.failure);
  if (!question) return resultOf(file, path);
  const answer = await question();
  return answer ? asking(read, path, { ...choices, ...answer }) : cancelled;
}

function questionIn(problem: CredentialsProblem): (() => Promise<Choices | undefined>) | undefined {
  switch (problem.kind) {
    case 'several-applications':
      return () => chooseApplicationIn(problem.applications);
    case 'platform-needed':
      return async () => {
        const platform = await choosePlatform();
        return platform && { platform };
      };
    case 'redirect-needed':
      return async () => {
        const redirectUri = await enterRedirectUri();
        return redirectUri === undefined ? undefined : { redirectUri };
      };
    default:
      return undefined;
  }
}

function accepted(
  file: Result<CredentialsFile>,
  { log }: Pick<FilePorts, 'log'>,
): Result<Credentials> {
  if (!file.ok) {
    if (file.failure.reason !== 'cancelled') {
      log.warn('credentials file refused', loggable(file.failure));
    }
    return file;
  }
  const { credentials, ignored } = file.value;
  if (ignored.length > 0) {
    log.info('unknown keys ignored', { count: ignored.length, keys: ignored });
  }
  return success(credentials);
}

async function enteredOver(
  entered: Credentials,
  { applications }: Pick<SourcePorts, 'applications'>,
): Promise<Result<Credentials>> {
  const loaded = await applications.load(
    applicationIdOf(entered.clientId, entered.endpoints.token),
  );
  const saved = loaded.ok ? loaded.value : undefined;
  return success(enteredAgain(entered, saved?.application.credentials));
}

async function credentialsSaved(
  id: string,
  { applications }: Pick<SourcePorts, 'applications'>,
): Promise<Result<Credentials>> {
  const loaded = await applications.load(id);
  if (!loaded.ok) return loaded;
  return loaded.value
    ? success(loaded.value.application.credentials)
    : failed({ reason: 'storage', problem: 'lost' });
}
