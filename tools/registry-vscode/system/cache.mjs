/**
 * Node and npm packages in one folder outside the project, shared by its clones.
 * Plain JavaScript for Node 20.19 and newer: it runs before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const NODE_24 = '24.21.0';
const LOCK_STALE_MS = 30 * 60_000;
const TAIL_LENGTH = 4000;

/** A folder in this system's place for caches. */
export function systemCache(name) {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (process.platform === 'win32') {
    return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), name);
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', name);
  return join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), name);
}

/** The folder of Node and VS Code. */
export function cacheDir() {
  const { REGISTRY_VSCODE_CACHE } = process.env;
  return REGISTRY_VSCODE_CACHE ? resolve(REGISTRY_VSCODE_CACHE) : systemCache('registry-vscode');
}

/** `env` with the folder of `nodePath` first in PATH, so that its children run that Node. */
export function withNodeFirst(nodePath, env = process.env) {
  const pathKey = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...env, [pathKey]: [dirname(nodePath), env[pathKey] ?? ''].join(delimiter) };
}

/** Runs npm quietly under `nodePath`; prints its output only if it fails. */
export function runNpm(args, { cwd, nodePath = process.execPath }) {
  const npmScript = process.env.npm_execpath;
  const viaScript = npmScript !== undefined && /^npm(-cli)?\./.test(basename(npmScript));
  const onWindows = process.platform === 'win32';
  const quoted = onWindows && !viaScript ? args.map((arg) => `"${arg}"`) : args;
  const [command, all] = viaScript
    ? [nodePath, [npmScript, ...args]]
    : [onWindows ? 'npm.cmd' : 'npm', quoted];
  const result = spawnSync(command, all, {
    cwd,
    env: withNodeFirst(nodePath),
    shell: onWindows && !viaScript,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.error) throw new Error(`npm could not be started: ${result.error.message}`);
  if (result.status !== 0) {
    // Without npm's warnings and its final help page.
    const printed = `${result.stdout}${result.stderr}`.replace(/^npm warn.*\n/gm, '');
    const tail = printed
      .split(/^npm error Usage:/m)[0]
      .slice(-TAIL_LENGTH)
      .trim();
    throw new Error(`npm ${args.join(' ')} failed (in ${cwd}):\n${tail}`);
  }
}

function lockIsHeld(file) {
  try {
    const ageMs = Date.now() - statSync(file).mtimeMs;
    if (ageMs > LOCK_STALE_MS) return false;
    const pid = Number(readFileSync(file, 'utf8'));
    if (!pid) return ageMs < 5000; // created, its pid not written yet
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Runs `work` while no other process does so under the same name; takes over the lock of a dead owner. */
export async function withLock(name, work) {
  mkdirSync(cacheDir(), { recursive: true });
  const file = join(cacheDir(), `${name}.lock`);
  for (let waited = false; ; await delay(250)) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!lockIsHeld(file)) rmSync(file, { force: true });
    else if (!waited) console.error(`Waiting for another run that installs ${name}…`);
    waited = true;
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** The cache folder `name`, created by `install(temporaryFolder)` the first time: complete or absent. */
export async function cached(name, { what, install }) {
  const target = join(cacheDir(), name);
  if (existsSync(target)) return target;
  return await withLock(name, async () => {
    if (existsSync(target)) return target;
    const partial = `${target}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    console.error(`Installing ${what}…`);
    await install(partial);
    renameSync(partial, target);
    return target;
  });
}

/** The executable of that exact Node version, from the registry's package. */
export async function ensureNode(version) {
  const { platform, arch } = process;
  const name = `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
  const folder = await cached(`node-${version}`, {
    what: `Node ${version} (some seconds, once)`,
    install: (partial) => {
      const options = ['--prefix', partial, '--ignore-scripts', '--no-save', '--no-package-lock'];
      runNpm(['install', ...options, `${name}@${version}`], { cwd: partial });
    },
  });
  const executable = platform === 'win32' ? 'node.exe' : 'node';
  return join(folder, 'node_modules', name, 'bin', executable);
}

/** This process's own Node if it is a suitable 24, else the pinned one. */
export async function ensureNode24() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major === 24 && minor >= 15 ? process.execPath : await ensureNode(NODE_24);
}
