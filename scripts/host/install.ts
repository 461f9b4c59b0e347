import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, ensureNode, ensureNode24, runNpm } from '../bootstrap.mjs';
import { oldestVscode } from '../lib/project.ts';

/** `floor` is the oldest VS Code that `engines.vscode` in package.json lets in. */
export type HostVersion = 'newest' | 'floor';

export interface Host {
  readonly nodePath: string;
  /** VS Code's bare web server. */
  readonly serverMain: string;
  /** code-server around it, which installs VSIX files and keeps secrets. */
  readonly entry: string;
  readonly vscodeVersion: string;
}

const packages: Record<HostVersion, { codeServer: string; node: () => Promise<string> }> = {
  newest: { codeServer: '4.139.1', node: ensureNode24 },
  floor: { codeServer: '4.105.1', node: () => ensureNode('22.23.3') },
};

interface Manifest {
  version: string;
  dependencies: Record<string, string>;
  overrides?: unknown;
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}

/** The registry cannot serve the git dependency that VS Code 1.105 has on its file watcher. */
function replaceGitDependency(vscode: string): void {
  const file = join(vscode, 'package.json');
  const manifest = readManifest(file);
  delete manifest.overrides;
  manifest.dependencies['@parcel/watcher'] = '2.5.1';
  writeFileSync(file, JSON.stringify(manifest, null, 2));
  rmSync(join(vscode, 'npm-shrinkwrap.json'));
}

function install(folder: string, host: HostVersion, nodePath: string): void {
  const { codeServer } = packages[host];
  // Its own install scripts fail without a Kerberos header, and nothing here needs them.
  const quiet = ['--ignore-scripts', '--no-save', '--no-package-lock'];
  const options = { cwd: folder, nodePath };
  runNpm(['install', '--prefix', folder, ...quiet, `code-server@${codeServer}`], options);
  const vscode = vscodeFolder(folder);
  if (host === 'floor') replaceGitDependency(vscode);
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

/** Installs that VS Code into the cache unless it is there. Needs python3, make and g++ to do so. */
export async function ensureHost(version: HostVersion): Promise<Host> {
  if (process.platform === 'win32') {
    throw new Error(
      'code-server, which carries the VS Code for these tests, does not run on Windows: use WSL, ' +
        'or name a VS Code in ISOGEO_VSCODE for the integration suite.',
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
  // code-server packages one patch release of each minor one.
  const minor = (full: string): string => full.split('.').slice(0, 2).join('.');
  if (version === 'floor' && minor(vscodeVersion) !== minor(oldestVscode())) {
    throw new Error(
      `The floor is VS Code ${oldestVscode()}, not ${vscodeVersion}: see install.ts.`,
    );
  }
  return {
    nodePath,
    serverMain: join(vscode, 'out', 'server-main.js'),
    entry: join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js'),
    vscodeVersion,
  };
}
