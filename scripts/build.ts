import { globSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type BuildOptions, type Metafile, type OutputFile } from 'esbuild';
import { projectRoot } from './bootstrap.mjs';
import { bundleName, lazyPlugin } from './lib/lazy-plugin.ts';
import { notices } from './lib/notices.ts';
import { hasFlag, inBuild, inProject } from './lib/project.ts';

const common = {
  absWorkingDir: projectRoot,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node22',
  // A UMD build, which `main` often names, hides its own requires from the bundler.
  mainFields: ['module', 'main'],
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
 * `dist/`: the extension and the parts that it loads on first use; answers what went into each.
 * With `dev`, readable and mapped.
 */
export async function buildExtension({ dev = false } = {}): Promise<Metafile> {
  const entries = [inProject('src', 'extension.ts')];
  const outputs: (OutputFile | { path: string; contents: Contents })[] = [];
  const metafile: Metafile = { inputs: {}, outputs: {} };
  for (const entry of entries) {
    const result = await build({
      ...common,
      entryPoints: [entry],
      outfile: inProject('dist', bundleName(entry)),
      external: ['vscode'],
      minify: !dev,
      sourcemap: dev,
      // As require: the module loader of every host treats that alike.
      supported: { 'dynamic-import': false },
      plugins: [
        lazyPlugin((file) => {
          if (!entries.includes(file)) entries.push(file);
        }),
      ],
    });
    outputs.push(...result.outputFiles);
    Object.assign(metafile.inputs, result.metafile.inputs);
    Object.assign(metafile.outputs, result.metafile.outputs);
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
    external: ['vscode', 'mocha'],
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
