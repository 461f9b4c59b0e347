import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../bootstrap.mjs';
import { aptCommand, installWithApt, mayUseApt } from '../lib/apt.ts';
import { environment } from '../lib/project.ts';

/** What Chromium needs without a display, and keeps it from calling home. */
export const chromiumFlags: readonly string[] = [
  // As root it does not start with its sandbox; nobody else has to go without.
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
  const named = environment('CHROMIUM');
  if (named !== undefined) {
    if (!isExecutable(named)) throw new Error(`CHROMIUM is ${named}, which cannot be run.`);
    return named;
  }
  return usualPlaces().find(isExecutable);
}

/** The Chromium or Chrome of this machine; on Debian, as root, it is installed when missing. */
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
    'The tests in a real VS Code need Chromium or Chrome. Install one (on Debian or Ubuntu: ' +
      `sudo sh -c '${aptCommand('chromium')}'), or name one in the environment variable CHROMIUM.`,
  );
}
