import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inProject } from '../lib/project.ts';
import { quietSettings } from './settings.ts';

/** Where one VS Code keeps its things. */
export interface Folders {
  readonly userData: string;
  readonly serverData: string;
  readonly extensions: string;
  /** For its sockets, so that none is left behind. */
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

/** Installs the extension that asks ours for sessions. */
export function addClientExtension(extensions: string): void {
  addUnpacked(inProject('test', 'integration', 'client-extension'), extensions, 'session-client');
}

/** Installs the extension that counts what the extension host holds. */
export function addProbeExtension(extensions: string): void {
  addUnpacked(inProject('test', 'soak', 'probe'), extensions, 'probe');
}

/** VS Code takes up an unpacked extension as long as it was not started with these folders. */
function addUnpacked(source: string, extensions: string, name: string): void {
  cpSync(source, join(extensions, `isogeo-tests.${name}-1.0.0`), { recursive: true });
}
