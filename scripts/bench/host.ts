import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { startVscode } from '../../tools/registry-vscode/index.ts';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { waitFor } from '../../tools/registry-vscode/system/wait.ts';
import { inProject } from '../lib/project.ts';
import type { Answer, Jobs } from './companion.ts';

/** On a busy machine, 900 sign-ins take more than five minutes. */
const JOB_MS = 10 * 60_000;

export interface BenchHost {
  /** Does the job in a new window, whose page `watch` sees first. */
  run<K extends keyof Jobs>(
    job: K,
    given: Parameters<Jobs[K]>,
    watch?: (page: Page) => Promise<void>,
  ): ReturnType<Jobs[K]>;
  dispose(): Promise<void>;
}

/** A VS Code with the packaged extension and the companion. All its windows share the secrets. */
export async function openBenchHost(vsix: string, isStartedByName: boolean): Promise<BenchHost> {
  const temporary = temporaryFolder();
  const inTemporary = (name: string) => join(temporary.path, name);
  const [workspace, companion] = [inTemporary('workspace'), inTemporary('companion')];
  mkdirSync(workspace);
  await buildCompanion(companion);
  const vscode = await startVscode({
    vsix,
    unpacked: [companion],
    inMemory: true,
    env: { BENCH_FOLDER: temporary.path },
    ...(isStartedByName && {
      afterInstall: ({ extensions }) => {
        startNothing(extensions);
      },
    }),
  });
  const run = async (job: string, given: unknown, watch?: (page: Page) => Promise<void>) => {
    const file = inTemporary('answer.json');
    rmSync(file, { force: true });
    writeFileSync(inTemporary('task.json'), JSON.stringify({ job, given }));
    const page = await vscode.context.newPage();
    try {
      await page.goto(`${vscode.server.url}/?folder=${encodeURIComponent(workspace)}`);
      await watch?.(page);
      await waitFor(
        () => (existsSync(file) ? true : undefined),
        () => `the companion's answer to "${job}"`,
        JOB_MS,
      );
      const { error, result } = JSON.parse(readFileSync(file, 'utf8')) as Answer;
      if (error !== undefined) throw new Error(error);
      return result;
    } finally {
      // The extension host ends when the page is left.
      await page.goto('about:blank');
      await page.close();
    }
  };
  return {
    run: run as BenchHost['run'],
    async dispose() {
      await vscode.dispose();
      temporary.remove();
    },
  };
}

async function buildCompanion(folder: string): Promise<void> {
  await build({
    entryPoints: [inProject('scripts', 'bench', 'companion.ts')],
    outfile: join(folder, 'index.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const manifest = {
    name: 'bench',
    publisher: 'isogeo-tests',
    version: '1.0.0',
    engines: { vscode: '^1.105.0' },
    main: './index.cjs',
    activationEvents: ['onStartupFinished'],
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
}

/** The extension then starts only when it is activated by name. */
function startNothing(extensions: string): void {
  for (const path of globSync(join(extensions, '*isogeo-api*', 'package.json'))) {
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...manifest, activationEvents: [] }));
  }
}
