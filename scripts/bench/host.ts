import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import {
  chromiumFlags,
  ensureChromium,
  ensureHost,
  foldersIn,
  installVsix,
  prepareFolders,
  startCodeServer,
} from '../../tools/registry-vscode/index.ts';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { waitFor } from '../../tools/registry-vscode/system/wait.ts';
import { inProject } from '../lib/project.ts';
import { folderVariable, type Answer, type Series, type Task } from './tasks.ts';

const TASK_MS = 5 * 60_000;

export interface BenchHost {
  readonly vscodeVersion: string;
  /** Does the task in a new window, whose page `watch` sees first. */
  run(task: Task, watch?: (page: Page) => Promise<void>): Promise<Series>;
  dispose(): Promise<void>;
}

/** A VS Code with the packaged extension and the companion. */
export async function openBenchHost(vsix: string, isStartedByName: boolean): Promise<BenchHost> {
  const [host, executablePath] = [await ensureHost(), await ensureChromium()];
  const temporary = temporaryFolder();
  const folders = foldersIn(temporary.path);
  const [workspace, exchange] = [join(temporary.path, 'workspace'), join(temporary.path, 'bench')];
  for (const folder of [workspace, exchange]) mkdirSync(folder);
  prepareFolders(folders);
  await addCompanion(folders.extensions);
  const options = { host, folders, env: { [folderVariable]: exchange } };
  await installVsix(options, vsix);
  if (isStartedByName) startNothing(folders.extensions);
  const server = await startCodeServer(options);
  let browser: Browser | undefined;
  const dispose = async (): Promise<void> => {
    await browser?.close();
    await server.stop();
    temporary.remove();
  };
  try {
    browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
    // The context has the secrets, so all windows share it.
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const url = `${server.url}/?folder=${encodeURIComponent(workspace)}`;
    const run: BenchHost['run'] = async (task, watch) => {
      const file = join(exchange, 'answer.json');
      rmSync(file, { force: true });
      writeFileSync(join(exchange, 'task.json'), JSON.stringify(task));
      const page = await context.newPage();
      try {
        await page.goto(url);
        await watch?.(page);
        await waitFor(
          () => (existsSync(file) ? true : undefined),
          () => `the companion's answer to "${task.kind}"`,
          TASK_MS,
        );
        const answer = JSON.parse(readFileSync(file, 'utf8')) as Answer;
        if ('error' in answer) throw new Error(answer.error);
        return answer.series;
      } finally {
        // The extension host ends when the page is left.
        await page.goto('about:blank');
        await page.close();
      }
    };
    return { vscodeVersion: host.vscodeVersion, run, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function addCompanion(extensions: string): Promise<void> {
  const folder = join(extensions, 'isogeo-tests.bench-1.0.0');
  await build({
    entryPoints: [inProject('scripts', 'bench', 'companion.ts')],
    outfile: join(folder, 'index.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
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
