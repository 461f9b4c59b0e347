import { globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import {
  build,
  context,
  transformSync,
  type BuildOptions,
  type BuildResult,
  type Metafile,
  type Plugin,
  type PluginBuild,
} from 'esbuild';
import { projectRoot } from './bootstrap.mjs';
import { withArrows } from './lib/arrows.ts';
import { toCommonJs } from './lib/commonjs.ts';
import { notices } from './lib/notices.ts';
import { hasFlag, inBuild, inProject } from './lib/project.ts';

/** `ini` as an ES module, so that only its reader is bundled, without esbuild's helpers for CommonJS. */
const iniAsModule: Plugin = {
  name: 'ini',
  setup: (build) => {
    build.onLoad({ filter: /[\\/]ini[\\/]lib[\\/]ini\.js$/ }, ({ path }) => {
      const [head, names] = readFileSync(path, 'utf8').split('module.exports = {');
      if (head === undefined || names === undefined) throw new Error(`${path} has no exports.`);
      return { contents: `${head}export {${names.replace(/(\w+): (\w+)/g, '$2 as $1')}` };
    });
  },
};

const common = {
  absWorkingDir: projectRoot,
  bundle: true,
  platform: 'node',
  target: 'node22.12',
  charset: 'utf8',
  // A UMD build, which `main` often names, hides its own requires from the bundler.
  mainFields: ['module', 'main'],
  metafile: true,
  write: false,
  logLevel: 'warning',
  plugins: [iniAsModule],
} as const satisfies BuildOptions;

type Contents = string | Uint8Array;

/** Replaces each file atomically, since another run may be reading it. */
function writeOutputs(files: readonly { path: string; contents: Contents }[]): void {
  for (const { path, contents } of files) {
    mkdirSync(dirname(path), { recursive: true });
    const partial = `${path}.${process.pid}`;
    writeFileSync(partial, contents);
    renameSync(partial, path);
  }
}

/** Removes the bundles of other builds. */
function removeOthers(keep: readonly { path: string }[]): void {
  const bundles = globSync(inProject('dist', '*'));
  for (const path of bundles) if (!keep.some((each) => each.path === path)) rmSync(path);
}

function extensionOptions(dev: boolean) {
  return {
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
  } as const satisfies BuildOptions;
}

type Built = BuildResult<ReturnType<typeof extensionOptions>>;

/** The bundle of a module that is loaded on its own, and the bundles that it loads with it. */
export function loadedWith(module: string, { outputs }: Metafile): ReadonlySet<string> {
  const isFirst = (name: string) => outputs[name]?.entryPoint === module;
  const names = new Set(Object.keys(outputs).filter(isFirst));
  for (const each of names) {
    for (const { path, kind, external } of outputs[each]?.imports ?? []) {
      if (kind === 'import-statement' && external !== true) names.add(path);
    }
  }
  return names;
}

function minified(code: string): string {
  return transformSync(code, { minify: true, target: common.target, charset: 'utf8' }).code;
}

/** Writes the bundles as CommonJS, and returns the files of `dist/`. */
function writeExtension({ outputFiles, metafile }: Built): readonly { path: string }[] {
  const outputs: { path: string; contents: Contents }[] = [];
  // A source map doesn't follow functions that move.
  const isMapped = outputFiles.some(({ path }) => path.endsWith('.map'));
  const startup = loadedWith('src/extension.ts', metafile);
  // V8 compiles an arrow function at once, but a declared function when it is first called.
  const ofFirstCommand = loadedWith('src/features.ts', metafile).difference(startup);
  for (const { path, text } of outputFiles) {
    const name = relative(projectRoot, path);
    const code = path.endsWith('.map')
      ? text
      : toCommonJs(isMapped || ofFirstCommand.has(name) ? text : minified(withArrows(text)));
    outputs.push({ path, contents: code });
    const output = metafile.outputs[name];
    if (output) output.bytes = Buffer.byteLength(code);
  }
  outputs.push({ path: inProject('dist', 'NOTICES.txt'), contents: notices(metafile) });
  writeOutputs(outputs);
  writeOutputs([{ path: inBuild('meta.json'), contents: JSON.stringify(metafile, null, 2) }]);
  return outputs;
}

/**
 * Builds `dist/`: the extension, the parts that it loads on first use, and their shared code. Returns the
 * content of each bundle. With `dev`, readable and with source maps.
 */
export async function buildExtension({ dev = false } = {}): Promise<Metafile> {
  const built = await build(extensionOptions(dev));
  removeOthers(writeExtension(built));
  return built.metafile;
}

/**
 * Rebuilds the extension after each change, until Ctrl+C. Bundles of earlier builds stay, since a window that
 * hasn't been reloaded still loads them.
 */
async function watchExtension(): Promise<void> {
  let startedAt = 0;
  const options = extensionOptions(true);
  const report = {
    name: 'report',
    setup: (watched: PluginBuild) => {
      watched.onStart(() => {
        startedAt = performance.now();
        console.log('[watch] build started');
      });
      watched.onEnd((result) => {
        if (result.errors.length === 0) writeExtension(result);
        const tookMs = Math.round(performance.now() - startedAt);
        console.log(`[watch] build finished: ${result.errors.length} errors, ${tookMs} ms`);
      });
    },
  };
  removeOthers([]);
  const watched = await context({ ...options, plugins: [...options.plugins, report] });
  await watched.watch();
}

/** The folder that a desktop VS Code opens for the suite; `npm run integration` makes a temporary one. */
export const integrationWorkspace = inBuild('integration', 'workspace');

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
  if (hasFlag('watch')) await watchExtension();
  else {
    await buildExtension({ dev: hasFlag('dev') });
    await buildIntegration();
    rmSync(integrationWorkspace, { recursive: true, force: true });
    mkdirSync(integrationWorkspace);
  }
}
