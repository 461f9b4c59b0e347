import type * as vscode from 'vscode';
import { applicationIdOf } from '../../core/applications/application.ts';
import type { Credentials } from '../../core/credentials/credentials.ts';
import { enteredAgain } from '../../core/credentials/entered.ts';
import { readEnvironment, type EnvironmentChoices } from '../../core/credentials/environment.ts';
import type { Parsed } from '../../core/credentials/fields.ts';
import type { CredentialsFile } from '../../core/credentials/file.ts';
import { failed, success, type Result } from '../../core/result.ts';
import { loggable } from '../../session/http/loggable.ts';
import { chooseHead, type CredentialsSource } from './chooseCredentials.ts';
import { failureOf, readCredentialsFile } from './credentialsFiles.ts';
import { choosePlatform } from './enterCredentials.ts';
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
export function credentialsFromSource(
  source: CredentialsSource,
  ports: SourcePorts,
): Promise<Result<Credentials>> {
  switch (source.from) {
    case 'file':
      return asking((choices) => credentialsFromFile(source.uri, ports, choices));
    case 'environment':
      return asking((choices) =>
        Promise.resolve(
          accepted(resultOf(readEnvironment(ports.inheritedEnvironment(), choices)), ports),
        ),
      );
    case 'entered':
      return enteredOver(source.credentials, ports);
    case 'saved':
      return credentialsSaved(source.id, ports);
  }
}

/** Never asks: an ambiguous file is `interaction-required`. */
export async function credentialsFromFile(
  uri: vscode.Uri,
  ports: FilePorts,
  choices?: EnvironmentChoices,
): Promise<Result<Credentials>> {
  return accepted(await readCredentialsFile(uri, ports.readFile, choices), ports);
}

/** Asks the user if there are two applications or no platform. */
async function asking(
  read: (choices: EnvironmentChoices) => Promise<Result<Credentials>>,
  choices: EnvironmentChoices = {},
): Promise<Result<Credentials>> {
  const result = await read(choices);
  const need =
    !result.ok && result.failure.reason === 'interaction-required' ? result.failure.need : '';
  if (need === 'choose-head' && !choices.head) {
    const head = await chooseHead();
    return head ? asking(read, { ...choices, head }) : failed({ reason: 'cancelled' });
  }
  if (need === 'choose-platform' && !choices.platform) {
    const platform = await choosePlatform();
    return platform ? asking(read, { ...choices, platform }) : failed({ reason: 'cancelled' });
  }
  return result;
}

function resultOf(read: Parsed<CredentialsFile>): Result<CredentialsFile> {
  if (read.ok) return success(read.value);
  return failed(failureOf(read.problem, t('Environment variables')));
}

function accepted(
  file: Result<CredentialsFile>,
  { log }: Pick<FilePorts, 'log'>,
): Result<Credentials> {
  if (!file.ok) {
    log.warn('credentials file refused', loggable(file.failure));
    return file;
  }
  const { credentials, ignored } = file.value;
  if (ignored.length > 0)
    log.info('unknown keys ignored', { count: ignored.length, keys: ignored });
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
