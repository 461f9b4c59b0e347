import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, ensureNode, ensureNode24, runNpm } from './system/cache.mjs';

export interface Host {
  readonly nodePath: string;
  /** VS Code's bare web server. */
  readonly serverMain: string;
  /** code-server, which installs VSIX files and keeps secrets. */
  readonly entry: string;
  readonly vscodeVersion: string;
}

/** By minor version of VS Code: code-server packages one patch release of each. */
const packages = {
  '1.139': { codeServer: '4.139.1', node: ensureNode24 },
  '1.105': { codeServer: '4.105.1', node: () => ensureNode('22.23.3') },
} as const;

export type VscodeVersion = keyof typeof packages;

export const newestVscode: VscodeVersion = '1.139';

export function isVscodeVersion(text: string): text is VscodeVersion {
  return Object.hasOwn(packages, text);
}

interface Manifest {
  version: string;
  dependencies: Record<string, string>;
  overrides?: unknown;
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}

/** VS Code 1.105 depends on a git repository for its file watcher, which the registry can't serve. */
function replaceGitDependency(vscode: string): void {
  const file = join(vscode, 'package.json');
  const manifest = readManifest(file);
  delete manifest.overrides;
  manifest.dependencies['@parcel/watcher'] = '2.5.1';
  writeFileSync(file, JSON.stringify(manifest, null, 2));
  rmSync(join(vscode, 'npm-shrinkwrap.json'));
}

function install(folder: string, version: VscodeVersion, nodePath: string): void {
  const { codeServer } = packages[version];
  // Its own install scripts fail without a Kerberos header, and aren't needed here.
  const quiet = ['--ignore-scripts', '--no-save', '--no-package-lock'];
  const options = { cwd: folder, nodePath };
  runNpm(['install', '--prefix', folder, ...quiet, `code-server@${codeServer}`], options);
  const vscode = vscodeFolder(folder);
  if (version === '1.105') replaceGitDependency(vscode);
  const inVscode = { cwd: vscode, nodePath };
  runNpm(['install', '--prefix', vscode, '--omit=dev', '--ignore-scripts'], inVscode);
  // Without the watchdog the extension host never starts.
  const native = [
    '@vscode/native-watchdog',
    'native-watchdog',
    '@vscode/spdlog',
    'node-pty',
  ].filter((name) => existsSync(join(vscode, 'node_modules', name)));
  try {
    runNpm(['rebuild', '--prefix', vscode, '--ignore-scripts=false', ...native], inVscode);
  } catch (error) {
    const needs = "VS Code's native modules could not be built, which takes python3, make and g++.";
    throw new Error(`${needs}\n${error instanceof Error ? error.message : String(error)}`);
  }
}

function vscodeFolder(folder: string): string {
  return join(folder, 'node_modules', 'code-server', 'lib', 'vscode');
}

/** Installs that VS Code into the cache if it is missing, which needs python3, make and g++. */
export async function ensureHost(version: VscodeVersion = newestVscode): Promise<Host> {
  if (process.platform === 'win32') {
    throw new Error(
      "code-server, which carries this VS Code, doesn't run on Windows: use WSL or a desktop VS Code.",
    );
  }
  const { codeServer, node } = packages[version];
  const nodePath = await node();
  const folder = await cached(`code-server-${codeServer}`, {
    what: `VS Code from code-server ${codeServer} (about a minute and 700 MB, once)`,
    install: (partial) => {
      install(partial, version, nodePath);
    },
  });
  const vscode = vscodeFolder(folder);
  const { version: vscodeVersion } = readManifest(join(vscode, 'package.json'));
  return {
    nodePath,
    serverMain: join(vscode, 'out', 'server-main.js'),
    entry: join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
    vscodeVersion,
  };
}
