import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownKeybindings, quietSettings } from './settings.ts';

/** The folders of one VS Code. */
export interface Folders {
  readonly userData: string;
  readonly serverData: string;
  readonly extensions: string;
  /** For its sockets, which it doesn't remove. */
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
  /** Commands by key, such as `ctrl+alt+c`. */
  readonly keybindings?: Readonly<Record<string, string>>;
}

/** Creates the folders, and the user's settings and keybindings if they are missing. */
export function prepareFolders(folders: Folders, files: UserFiles = {}): void {
  for (const folder of Object.values(folders) as string[]) mkdirSync(folder, { recursive: true });
  if (!existsSync(join(userFolder(folders), 'settings.json'))) writeUserFiles(folders, files);
}

/** Writes the user's settings and keybindings, and removes all other files of the user. */
export function writeUserFiles(folders: Folders, { settings, keybindings }: UserFiles): void {
  const user = userFolder(folders);
  rmSync(user, { recursive: true, force: true });
  mkdirSync(user, { recursive: true });
  const keys = Object.entries({ ...ownKeybindings, ...keybindings });
  writeFileSync(
    join(user, 'settings.json'),
    JSON.stringify({ ...quietSettings, ...settings }, null, 2),
  );
  writeFileSync(
    join(user, 'keybindings.json'),
    JSON.stringify(keys.map(([key, command]) => ({ key, command }))),
  );
}

function userFolder({ userData }: Folders): string {
  return join(userData, 'User');
}

/** Copies an unpacked extension there. VS Code only finds it if it hasn't been started with these folders. */
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
