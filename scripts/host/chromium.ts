import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from '../bootstrap.mjs';
import { environment } from '../lib/project.ts';

const INSTALL = 'apt-get update && apt-get install -y --no-install-recommends chromium';

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

function installWithApt(): void {
  console.error('Installing Chromium with apt-get (about a minute, once)…');
  const result = spawnSync('sh', ['-c', INSTALL], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 1 << 28,
  });
  if (result.status !== 0) {
    throw new Error(`${INSTALL} failed:\n${`${result.stdout}${result.stderr}`.slice(-4000)}`);
  }
}

/** The Chromium or Chrome of this machine; on Debian, as root, it is installed when missing. */
export async function ensureChromium(): Promise<string> {
  const found = find();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    await withLock('chromium', () => {
      if (find() === undefined) installWithApt();
    });
    const installed = find();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'The tests in a real VS Code need Chromium or Chrome. Install one (on Debian or Ubuntu: ' +
      `sudo sh -c '${INSTALL}'), or name one in the environment variable CHROMIUM.`,
  );
}
