import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The command that installs Debian packages as root. */
export function aptCommand(...packages: readonly string[]): string {
  return `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

export function mayUseApt(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
}

/** Throws with the end of apt-get's output. */
export function installWithApt(...packages: readonly string[]): void {
  console.error(`Installing ${packages.join(' and ')} with apt-get (about a minute, once)…`);
  const command = aptCommand(...packages);
  const result = spawnSync('sh', ['-c', command], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    maxBuffer: 1 << 28,
  });
  if (result.status !== 0) {
    throw new Error(`${command} failed:\n${`${result.stdout}${result.stderr}`.slice(-4000)}`);
  }
}
