import { spawnSync } from 'node:child_process';
import { withLock } from '../../tools/registry-vscode/system/cache.mjs';
import { aptCommand, installWithApt, mayUseApt } from '../../tools/registry-vscode/system/apt.ts';

const packages = ['bash', 'curl', 'python3', 'python3-requests'] as const;

/** Debian's own last: the first one may be of a version manager, without its packages. */
const pythons = ['python3', '/usr/bin/python3'];

function works(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** The Python that has `requests`. */
export function findPython(): string | undefined {
  return pythons.find((python) => works(python, '-c', 'import requests'));
}

function areThere(): boolean {
  return works('bash', '--version') && works('curl', '--version') && findPython() !== undefined;
}

/** What runs the generated programs; on Debian, as root, it is installed when missing. */
export async function ensureInterpreters(): Promise<void> {
  // There the tests that need one say so, and are skipped.
  if (process.platform === 'win32' || areThere()) return;
  if (mayUseApt()) {
    await withLock('interpreters', () => {
      if (!areThere()) installWithApt(...packages);
    });
    if (areThere()) return;
  }
  throw new Error(
    'The tests of generated programs need bash, curl and a python3 with `requests`. ' +
      `On Debian or Ubuntu: sudo sh -c '${aptCommand(...packages)}'.`,
  );
}
