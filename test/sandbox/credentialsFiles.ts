import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Application } from './applications.ts';
import type { Sandbox } from './sandbox.ts';
import { tokenPath } from './tokenEndpoint.ts';

export interface CredentialsFiles {
  readonly json: string;
  readonly ini: string;
}

/**
 * Writes `client_secrets.json` and `client_secrets.ini` for one application, mode 600, into a
 * folder that is created if it is missing. Replaces those of an earlier sandbox; rejects, and
 * changes nothing, where such a file belongs to a real platform.
 */
export async function writeCredentialsFiles(
  folder: string,
  sandbox: Pick<Sandbox, 'origin'>,
  application: Application,
): Promise<CredentialsFiles> {
  const files = {
    json: join(folder, 'client_secrets.json'),
    ini: join(folder, 'client_secrets.ini'),
  };
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await refuseForeign(files.json);
  await refuseForeign(files.ini);
  await replace(files.json, toJson(sandbox.origin, application));
  await replace(files.ini, toIni(sandbox.origin, application));
  return files;
}

/** As Isogeo's manager has exported a group application since 2019. */
export function toJson(origin: string, application: Application): string {
  const web = {
    client_id: application.clientId,
    client_secret: application.clientSecret,
    auth_uri: `${origin}/oauth/authorize`,
    token_uri: origin + tokenPath,
    scopes: ['resources:read'],
    kind: application.kind,
    isogeo_type: application.type,
    isogeo_staff: application.staff,
  };
  return `${JSON.stringify({ web }, null, 2)}\n`;
}

/** Python's configparser interpolates `%`, so that a literal one is written twice. */
export function toIni(origin: string, application: Application): string {
  const values = {
    CLIENT_TYPE: application.type,
    CLIENT_ID: application.clientId,
    CLIENT_SECRET: application.clientSecret,
    URI_AUTH: `${origin}/oauth/authorize`,
    URI_TOKEN: origin + tokenPath,
    URI_REDIRECT: 'http://localhost:5000/callback',
  };
  const lines = Object.entries(values).map(
    ([key, value]) => `${key} = ${value.replaceAll('%', '%%')}`,
  );
  return `${['[auth]', ...lines].join('\n')}\n`;
}

/** `--out .` in a folder with real credentials must not cost its owner the secret. */
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

/** Removed first: a mode is set on creation only, and a link must not be followed. */
async function replace(path: string, text: string): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, text, { mode: 0o600, flag: 'wx' });
}
