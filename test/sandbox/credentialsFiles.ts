import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kindOf, type Application } from './applications.ts';
import { authorizationPath } from './authorizationEndpoint.ts';
import type { Sandbox } from './sandbox.ts';
import { tokenPath } from './tokenEndpoint.ts';

export interface CredentialsFiles {
  readonly json: string;
  readonly ini: string;
}

/**
 * Writes `<stem>.json` and `<stem>.ini` for one application, with mode 600, into a folder that is created if
 * missing. Replaces files of an earlier sandbox; rejects and changes nothing if such a file belongs to a real
 * platform.
 */
export async function writeCredentialsFiles(
  folder: string,
  sandbox: Pick<Sandbox, 'origin'>,
  application: Application,
  stem = 'client_secrets',
): Promise<CredentialsFiles> {
  const files = {
    json: join(folder, `${stem}.json`),
    ini: join(folder, `${stem}.ini`),
  };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await refuseForeign(files.json);
  await refuseForeign(files.ini);
  await replace(files.json, toJson(sandbox.origin, application));
  await replace(files.ini, toIni(sandbox.origin, application));
  return files;
}

/**
 * In the form of Isogeo's manager since 2019: the head `installed` marks a confidential user application,
 * `web` the others.
 */
export function toJson(origin: string, application: Application): string {
  const kind = kindOf(application);
  const redirects = kind === 'group' ? {} : { redirect_uris: application.redirectUris };
  const fields = {
    client_id: application.clientId,
    client_secret: application.clientSecret,
    ...redirects,
    auth_uri: origin + authorizationPath,
    token_uri: origin + tokenPath,
    scopes: ['resources:read'],
    kind: application.kind,
    isogeo_type: application.type,
    isogeo_staff: application.staff,
  };
  const head = kind === 'user' ? 'installed' : 'web';
  return `${JSON.stringify({ [head]: fields }, null, 2)}\n`;
}

/** Python's configparser interpolates `%`, so a literal one is doubled. */
export function toIni(origin: string, application: Application): string {
  const values = {
    CLIENT_TYPE: kindOf(application),
    CLIENT_ID: application.clientId,
    CLIENT_SECRET: application.clientSecret,
    URI_AUTH: origin + authorizationPath,
    URI_TOKEN: origin + tokenPath,
    URI_REDIRECT: application.redirectUris[0] ?? 'http://localhost:5000/callback',
  };
  const lines = Object.entries(values).map(
    ([key, value]) => `${key} = ${value.replaceAll('%', '%%')}`,
  );
  return `${['[auth]', ...lines].join('\n')}\n`;
}

/** `--out .` in a folder with real credentials must not overwrite the secret. */
async function refuseForeign(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      return undefined;
    }
    throw error;
  });
  if (text !== undefined && !/http:\/\/127\.0\.0\.1:\d+\/oauth\/token/.test(text)) {
    throw new Error(`${path} exists and was not written by a sandbox.`);
  }
}

/** Removes the file first: the mode is only set on creation, and a link must not be followed. */
async function replace(path: string, text: string): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, text, { mode: 0o600, flag: 'wx' });
}
