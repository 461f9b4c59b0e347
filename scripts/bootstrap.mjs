/**
 * Ensures that Node 24 and the project's dependencies are installed, then runs a TypeScript file:
 * node scripts/bootstrap.mjs scripts/test.ts [args]
 * Plain JavaScript for Node 20.19 and newer, since nothing is installed yet.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ensureNode24,
  runNpm,
  systemCache,
  withLock,
  withNodeFirst,
} from '../tools/registry-vscode/system/cache.mjs';

export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

// Every program that a script starts inherits it.
process.env.REGISTRY_VSCODE_CACHE ??= process.env.ISOGEO_DEV_CACHE || systemCache('isogeo-api-dev');

function packagesIn(lockfile) {
  const { packages } = JSON.parse(readFileSync(lockfile, 'utf8'));
  return new Map(Object.entries(packages).filter(([path]) => path !== ''));
}

/** Whether npm has installed that project's lock file: npm keeps a record in node_modules. */
export function isInstalled(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = packagesIn(record);
  const wanted = packagesIn(join(root, 'package-lock.json'));
  return (
    [...installed.keys()].every((path) => wanted.has(path)) &&
    [...wanted].every(([path, { version, integrity, optional }]) => {
      const found = installed.get(path);
      // npm leaves out the packages of other systems.
      return found ? found.version === version && found.integrity === integrity : optional;
    })
  );
}

async function ensureDependencies(nodePath) {
  if (isInstalled(projectRoot)) return;
  const project = createHash('sha256').update(projectRoot).digest('hex').slice(0, 12);
  await withLock(`dependencies-${project}`, () => {
    if (isInstalled(projectRoot)) return;
    console.error('Installing the development dependencies (some seconds, once)…');
    runNpm(['ci', '--ignore-scripts'], { cwd: projectRoot, nodePath });
  });
}

async function main([script, ...args]) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Error(`Node 20.19 or newer is needed to begin; this is ${process.versions.node}.`);
  }
  if (!script) throw new Error('Usage: node scripts/bootstrap.mjs <script.ts> [args]');
  const nodePath = await ensureNode24();
  await ensureDependencies(nodePath);
  // In a process group, so that a signal reaches every program that the script has started.
  const detached = process.platform !== 'win32';
  const options = { stdio: 'inherit', env: withNodeFirst(nodePath), detached };
  const child = spawn(nodePath, [resolve(script), ...args], options);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (detached && child.pid) process.kill(-child.pid, signal);
      else child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  child.on('exit', (code) => (process.exitCode = code ?? 1));
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  main(process.argv.slice(2)).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
