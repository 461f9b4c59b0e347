/**
 * Makes sure of Node 24 and of the project's dependencies, then runs a TypeScript file with them:
 *
 *     node scripts/bootstrap.mjs scripts/test.ts [args]
 *
 * Plain JavaScript for Node 20.19 and newer, as nothing is installed yet. The scripts that install
 * more (the VS Code under test) import its cache helpers.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync } from 'node:fs';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const NODE_24 = '24.21.0';
const LOCK_STALE_MS = 30 * 60_000;
const TAIL_LENGTH = 4000;

export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

/** The folder that survives a `git clean`: Node, VS Code. */
export function cacheDir() {
  const { ISOGEO_DEV_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (ISOGEO_DEV_CACHE) return resolve(ISOGEO_DEV_CACHE);
  const name = 'isogeo-api-dev';
  if (process.platform === 'win32') {
    return join(LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), name);
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', name);
  return join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), name);
}

/** `env` with the folder of `nodePath` first in PATH, so that whatever it starts is that Node. */
export function withNodeFirst(nodePath, env = process.env) {
  const pathKey = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...env, [pathKey]: [dirname(nodePath), env[pathKey] ?? ''].join(delimiter) };
}

/** Runs npm quietly under `nodePath`; what it printed is shown only when it fails. */
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
    // Less its warnings and the page of help that it ends with.
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

/** Runs `work` while no other process does so under the same name; a dead owner's lock is taken over. */
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

/** The cache folder `name`, made by `install(temporaryFolder)` the first time: complete or absent. */
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

/** The executable of that exact Node version, from the registry package that carries the binary. */
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

/** This process's own Node when it is a 24 that will do, else the pinned one. */
export async function ensureNode24() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major === 24 && minor >= 15 ? process.execPath : await ensureNode(NODE_24);
}

async function ensureDependencies(nodePath) {
  const lockfile = readFileSync(join(projectRoot, 'package-lock.json'));
  const wanted = createHash('sha256').update(lockfile).digest('hex');
  const stamp = join(projectRoot, 'node_modules', '.isogeo-lockfile-sha256');
  const isCurrent = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (isCurrent()) return;
  const project = createHash('sha256').update(projectRoot).digest('hex').slice(0, 12);
  await withLock(`dependencies-${project}`, () => {
    if (isCurrent()) return;
    console.error('Installing the development dependencies (some seconds, once)…');
    runNpm(['ci', '--ignore-scripts'], { cwd: projectRoot, nodePath });
    writeFileSync(stamp, wanted);
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
  // In a group of its own, so that a signal can be passed on to all that the script has started.
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
