import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { aptCommand, installWithApt, mayUseApt } from './system/apt.ts';
import { withLock } from './system/cache.mjs';

/** Lets Chromium run without a display, and keeps it off the network. */
export const chromiumFlags: readonly string[] = [
  // Chromium refuses to start with its sandbox as root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function usualPlaces(): string[] {
  const { PROGRAMFILES, LOCALAPPDATA } = process.env;
  switch (process.platform) {
    case 'win32':
      return [PROGRAMFILES, process.env['PROGRAMFILES(X86)'], LOCALAPPDATA].flatMap((folder) =>
        folder === undefined
          ? []
          : [
              join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
              join(folder, 'Chromium', 'Application', 'chrome.exe'),
              join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
            ],
      );
    case 'darwin':
      return [
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
      ];
    default:
      return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map((name) =>
        join('/usr/bin', name),
      );
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function find(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named) {
    if (!isExecutable(named)) throw new Error(`CHROMIUM is ${named}, which can't be run.`);
    return named;
  }
  return usualPlaces().find(isExecutable);
}

/** The Chromium or Chrome of this machine; as root on Debian, installs a missing one. */
export async function ensureChromium(): Promise<string> {
  const found = find();
  if (found !== undefined) return found;
  if (mayUseApt()) {
    await withLock('chromium', () => {
      if (find() === undefined) installWithApt('chromium');
    });
    const installed = find();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'VS Code needs Chromium or Chrome here. Install one (on Debian or Ubuntu: ' +
      `sudo sh -c '${aptCommand('chromium')}'), or name one in the environment variable CHROMIUM.`,
  );
}
