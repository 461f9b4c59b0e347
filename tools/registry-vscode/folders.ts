import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quietSettings } from './settings.ts';

/** The folders of one VS Code. */
export interface Folders {
  readonly userData: string;
  readonly serverData: string;
  readonly extensions: string;
  /** For its sockets, which it leaves behind. */
  readonly temporary: string;
}

export function foldersIn(parent: string): Folders {
  return {
    userData: join(parent, 'user'),
    serverData: join(parent, 'server'),
    extensions: join(parent, 'extensions'),
    temporary: join(parent, 'tmp'),
  };
}

export interface UserFiles {
  readonly settings?: Readonly<Record<string, unknown>>;
  /** By key, as `ctrl+alt+c`: the command that it runs. */
  readonly keybindings?: Readonly<Record<string, string>>;
}

/** Makes the folders, and the user's settings and keybindings unless there are some. */
export function prepareFolders(folders: Folders, files: UserFiles = {}): void {
  for (const folder of Object.values(folders) as string[]) mkdirSync(folder, { recursive: true });
  const user = join(folders.userData, 'User');
  if (existsSync(join(user, 'settings.json'))) return;
  mkdirSync(user, { recursive: true });
  const keybindings = Object.entries(files.keybindings ?? {});
  writeFileSync(
    join(user, 'settings.json'),
    JSON.stringify({ ...quietSettings, ...files.settings }, null, 2),
  );
  writeFileSync(
    join(user, 'keybindings.json'),
    JSON.stringify(keybindings.map(([key, command]) => ({ key, command }))),
  );
}

/** Copies an unpacked extension there. VS Code finds it if it hasn't been started with these folders. */
export function addUnpacked(source: string, extensions: string): void {
  const { publisher, name, version } = readManifest(source);
  cpSync(source, join(extensions, `${publisher}.${name}-${version}`), { recursive: true });
}

export interface ExtensionManifest {
  readonly publisher: string;
  readonly name: string;
  readonly version: string;
}

export function readManifest(folder: string): ExtensionManifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as ExtensionManifest;
}
