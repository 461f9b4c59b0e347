import { readFileSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { projectRoot } from './bootstrap.mjs';
import { buildExtension } from './build.ts';
import { runOrThrow } from './lib/process.ts';
import { inBuild, readManifest } from './lib/project.ts';
import { report, runSuite, type SuiteResult } from './lib/tally.ts';
import { zipEntryNames } from './lib/zip.ts';

const LIMIT_BYTES = 250_000;

/** All that may be in the VSIX. vsce lower-cases the readme and the changelog. */
const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/package(\.nls(\.[\w-]+)?)?\.json$/,
  /^extension\/dist\/[\w.-]+\.cjs$/,
  /^extension\/dist\/NOTICES\.txt$/,
  /^extension\/(media|l10n|schemas)\/.+$/,
  /^extension\/readme(\.[\w-]+)?\.md$/i,
  /^extension\/changelog\.md$/i,
  /^extension\/license(\.\w+)?$/i,
];

export interface Vsix {
  readonly path: string;
  readonly bytes: number;
  readonly files: readonly string[];
}

/** Throws when vsce warns of anything. */
async function vsce(path: string): Promise<void> {
  const flags = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  const script = fileURLToPath(import.meta.resolve('@vscode/vsce/vsce'));
  const args = [script, 'package', ...flags, '--out', path];
  const output = await runOrThrow(process.execPath, args, { cwd: projectRoot });
  const printed = stripVTControlCharacters(output);
  if (/\bWARNING\b|::warning/.test(printed)) throw new Error(`vsce warns:\n${printed.trim()}`);
}

/** Builds and packages; throws when the package holds what it should not. */
export async function buildVsix(): Promise<Vsix> {
  await buildExtension();
  const { name, version } = readManifest();
  const path = inBuild(`${name}-${version}.vsix`);
  // Renamed when it is whole and good: another run may be installing the one before.
  const partial = `${path}.${process.pid}`;
  try {
    await vsce(partial);
    const archive = readFileSync(partial);
    const files = zipEntryNames(archive);
    const surplus = files.filter(
      (file) => !allowed.some((pattern) => pattern.test(file)) || /\.(map|ts)$/.test(file),
    );
    if (surplus.length > 0) {
      throw new Error(`These do not belong in the VSIX: ${surplus.join(', ')}`);
    }
    if (archive.length > LIMIT_BYTES) {
      throw new Error(`The VSIX has ${archive.length} bytes, more than ${LIMIT_BYTES}.`);
    }
    renameSync(partial, path);
    return { path, bytes: archive.length, files };
  } finally {
    rmSync(partial, { force: true });
  }
}

export function packaging(): Promise<SuiteResult> {
  return runSuite('package', async () => {
    const { path, bytes, files } = await buildVsix();
    console.log(`${path}: ${files.length} files, ${bytes} bytes`);
    return { passed: 1, failed: 0, skipped: 0 };
  });
}

if (import.meta.main) report([await packaging()]);
