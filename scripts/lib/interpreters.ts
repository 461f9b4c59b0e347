import { spawnSync } from 'node:child_process';
import { withLock } from '../../tools/registry-vscode/system/cache.mjs';
import { aptCommand, installWithApt, mayUseApt } from '../../tools/registry-vscode/system/apt.ts';

const packages = ['bash', 'curl', 'python3', 'python3-requests'] as const;

/** Debian's own Python is last, since the first one may lack its packages. */
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

/** Ensures the programs that run generated code; as root on Debian, installs missing ones. */
export async function ensureInterpreters(): Promise<void> {
  // On Windows the tests that need one are skipped with a reason.
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
