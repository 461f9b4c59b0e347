import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { Metafile } from 'esbuild';
import { projectRoot } from './bootstrap.mjs';
import { buildExtension, loadedWith } from './build.ts';
import { budgetFindings, type Count } from './lib/budget.ts';
import { runOrThrow } from '../tools/registry-vscode/system/process.ts';
import { withoutRelativeLinks } from './lib/markdown.ts';
import { argument, inBuild, inProject, readManifest } from './lib/project.ts';
import { report, runSuite, tallyOf, type SuiteResult } from './lib/tally.ts';
import { zipEntryNames } from './lib/zip.ts';

const BYTES = {
  startup: { goal: 28_672, most: 28_672 },
  // The limit stops unnoticed growth; docs/benchmarks.md explains the missed goal.
  bundles: { goal: 180_000, most: 268_000 },
  vsix: { goal: 170_000, most: 170_000 },
} as const;
const STARTUP = 'src/extension.ts';

/** The allowed content of the VSIX. vsce lower-cases the names of the readme and the changelog. */
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
  readonly archive: Buffer;
  readonly metafile: Metafile;
}

/**
 * How vsce treats the links of the README. The extension page can't resolve relative ones, so they go
 * unless `--base-url` says where the repository is.
 */
function readmeFlags(): readonly string[] {
  const baseUrl = argument('base-url');
  if (baseUrl !== undefined) return ['--baseContentUrl', baseUrl, '--baseImagesUrl', baseUrl];
  const readme = readFileSync(inProject('README.md'), 'utf8');
  writeFileSync(inBuild('README.md'), withoutRelativeLinks(readme));
  return ['--no-rewrite-relative-links', '--readme-path', '.build/README.md'];
}

/** Throws if vsce prints a warning. */
async function vsce(path: string): Promise<void> {
  const flags = ['--no-dependencies', '--allow-missing-repository', ...readmeFlags()];
  const script = fileURLToPath(import.meta.resolve('@vscode/vsce/vsce'));
  const args = [script, 'package', ...flags, '--out', path];
  const output = await runOrThrow(process.execPath, args, { cwd: projectRoot });
  const printed = stripVTControlCharacters(output);
  if (/\bWARNING\b|::warning/.test(printed)) throw new Error(`vsce warns:\n${printed.trim()}`);
}

export function vsixPath(): string {
  const { name, version } = readManifest();
  return inBuild(`${name}-${version}.vsix`);
}

/** Builds and packages. */
export async function buildVsix(): Promise<Vsix> {
  const metafile = await buildExtension();
  const path = vsixPath();
  // Renamed when complete, since another run may be installing the previous one.
  const partial = `${path}.${process.pid}`;
  try {
    await vsce(partial);
    const archive = readFileSync(partial);
    renameSync(partial, path);
    return { path, archive, metafile };
  } finally {
    rmSync(partial, { force: true });
  }
}

/** In bytes. */
export function sizes({ archive, metafile }: Vsix): readonly Count[] {
  const bytesOf = (names: Iterable<string>) =>
    [...names].reduce((total, name) => total + (metafile.outputs[name]?.bytes ?? NaN), 0);
  return [
    {
      what: 'bytes of code that activation loads',
      count: bytesOf(loadedWith(STARTUP, metafile)),
      ...BYTES.startup,
    },
    {
      what: 'bytes of all code',
      count: bytesOf(Object.keys(metafile.outputs)),
      ...BYTES.bundles,
    },
    { what: 'bytes of the VSIX', count: archive.length, ...BYTES.vsix },
  ];
}

/** The rules of the package, each with its violation; an empty text means none. */
function findings(vsix: Vsix): Readonly<Record<string, string>> {
  const { archive, metafile } = vsix;
  const inputsOf = (names: Iterable<string>) =>
    [...names].flatMap((name) => Object.keys(metafile.outputs[name]?.inputs ?? {}));
  const inputs = inputsOf(loadedWith(STARTUP, metafile));
  const everyInput = inputsOf(Object.keys(metafile.outputs));
  const onFirstUse = ['src/features.ts', 'src/session/token/grants.ts', 'src/node/http/http.ts'];
  return {
    'the VSIX holds only what runs': zipEntryNames(archive)
      .filter((file) => !allowed.some((pattern) => pattern.test(file)) || /\.(map|ts)$/.test(file))
      .join(', '),
    ...budgetFindings(sizes(vsix)),
    'activation loads no npm package': inputs
      .filter((input) => input.includes('node_modules/'))
      .join(', '),
    'activation leaves the sign-in to the part that is loaded on first use': onFirstUse
      // A module that isn't anywhere was renamed, so its absence proves nothing.
      .filter((input) => inputs.includes(input) || !everyInput.includes(input))
      .join(', '),
  };
}

/** Each finding counts as one test. */
export function packaging(): Promise<SuiteResult> {
  return runSuite('package', async () => {
    const vsix = await buildVsix();
    console.log(`${vsix.path}: ${vsix.archive.length} bytes`);
    return tallyOf(findings(vsix));
  });
}

if (import.meta.main) report([await packaging()]);
