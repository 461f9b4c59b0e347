import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../bootstrap.mjs';

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly publisher: string;
  readonly license?: string;
  readonly engines: { readonly vscode: string };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
  };
}

/** An absolute path inside the project. */
export function inProject(...parts: string[]): string {
  return join(projectRoot, ...parts);
}

/** A path in `.build`, which is created if missing and ignored by Git. */
export function inBuild(...parts: string[]): string {
  mkdirSync(inProject('.build'), { recursive: true });
  return inProject('.build', ...parts);
}

/** Lets the Node processes started from now on share their compiled code, which halves their start. */
export function keepCompiledCode(): void {
  process.env['NODE_COMPILE_CACHE'] ??= inBuild('compiled');
}

export function readManifest(folder: string = projectRoot): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** The oldest VS Code that `engines.vscode` allows. */
export function oldestVscode(): string {
  return readManifest().engines.vscode.replace(/^\^/, '');
}

/** The value after `--name` on this script's command line. */
export function argument(name: string): string | undefined {
  const index = process.argv.indexOf(`--${name}`);
  return index === -1 ? undefined : process.argv[index + 1];
}

/** An unset or empty variable is `undefined`. */
export function environment(name: string): string | undefined {
  const value = process.env[name];
  return value === '' ? undefined : value;
}

export function hasFlag(name: string): boolean {
  return process.argv.includes(`--${name}`);
}
