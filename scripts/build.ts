import { globSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build, type BuildOptions, type Metafile } from 'esbuild';
import { projectRoot } from './bootstrap.mjs';
import { toCommonJs } from './lib/commonjs.ts';
import { notices } from './lib/notices.ts';
import { hasFlag, inBuild, inProject } from './lib/project.ts';

const common = {
  absWorkingDir: projectRoot,
  bundle: true,
  platform: 'node',
  target: 'node22',
  charset: 'utf8',
  // A UMD build, which `main` often names, hides its own requires from the bundler.
  mainFields: ['module', 'main'],
  // All that is used of it; its entry holds 2 KB of names that esbuild cannot leave out.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/impl/parser.js' },
  metafile: true,
  write: false,
  logLevel: 'warning',
} as const satisfies BuildOptions;

type Contents = string | Uint8Array;

/** Each file whole or not at all: another run may be reading it. */
function writeOutputs(files: readonly { path: string; contents: Contents }[]): void {
  for (const { path, contents } of files) {
    mkdirSync(dirname(path), { recursive: true });
    const partial = `${path}.${process.pid}`;
    writeFileSync(partial, contents);
    renameSync(partial, path);
  }
}

function removeOthers(folder: string, keep: readonly { path: string }[]): void {
  const kept = new Set(keep.map(({ path }) => path));
  for (const entry of globSync('**', { cwd: folder, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(path)) rmSync(path);
  }
}

/**
 * `dist/`: the extension, the parts that it loads on first use, and what they share; answers what
 * went into each. With `dev`, readable and mapped.
 */
export async function buildExtension({ dev = false } = {}): Promise<Metafile> {
  const { outputFiles, metafile } = await build({
    ...common,
    minify: !dev,
    sourcemap: dev,
    entryPoints: [inProject('src', 'extension.ts')],
    outdir: inProject('dist'),
    outExtension: { '.js': '.cjs' },
    chunkNames: '[name]-[hash]',
    external: ['vscode'],
    // esbuild splits ES modules only.
    format: 'esm',
    splitting: true,
    legalComments: 'none',
  });
  const outputs: { path: string; contents: Contents }[] = [];
  for (const { path, text } of outputFiles) {
    const code = path.endsWith('.map') ? text : toCommonJs(text);
    outputs.push({ path, contents: code });
    const output = metafile.outputs[relative(projectRoot, path)];
    if (output) output.bytes = Buffer.byteLength(code);
  }
  outputs.push({ path: inProject('dist', 'NOTICES.txt'), contents: notices(metafile) });
  writeOutputs(outputs);
  removeOthers(inProject('dist'), outputs);
  writeOutputs([{ path: inBuild('meta.json'), contents: JSON.stringify(metafile, null, 2) }]);
  return metafile;
}

/** The suite that runs inside VS Code, with every `*.test.ts` of its folder. Returns its path. */
export async function buildIntegration(): Promise<string> {
  const folder = inProject('test', 'integration');
  const outfile = inBuild('integration', 'index.cjs');
  const { outputFiles } = await build({
    ...common,
    entryPoints: [inProject('test', 'integration', 'index.ts')],
    outfile,
    format: 'cjs',
    external: ['vscode', 'mocha', 'httpyac'],
    sourcemap: true,
    define: { TEST_FILES: JSON.stringify(globSync('**/*.test.ts', { cwd: folder }).sort()) },
  });
  writeOutputs(outputFiles);
  return outfile;
}

if (import.meta.main) {
  await buildExtension({ dev: hasFlag('dev') });
  await buildIntegration();
}
