import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Makes the folders, and the user settings unless there are some. */
export function prepareFolders(
  folders: Folders,
  settings: Readonly<Record<string, unknown>> = {},
): void {
  for (const folder of Object.values(folders) as string[]) mkdirSync(folder, { recursive: true });
  const file = join(folders.userData, 'User', 'settings.json');
  if (existsSync(file)) return;
  mkdirSync(join(folders.userData, 'User'), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...quietSettings, ...settings }, null, 2));
}
