import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { build } from 'esbuild';
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
import { inProject } from '../lib/project.ts';
import { waitFor } from '../../tools/registry-vscode/system/wait.ts';
import { folderVariable, type Results, type Task } from './tasks.ts';

const TASK_MS = 5 * 60_000;

const emptyExtension = inProject('scripts', 'bench', 'empty');

/** One window, from navigation on; both in milliseconds. */
export interface Start {
  /** Until the workbench takes input. */
  readonly workbenchMs: number;
  readonly navigatedAt: number;
}

/** A VS Code with one extension more than it ships with, and the bench's own companion. */
export interface BenchHost {
  readonly vscodeVersion: string;
  /** In a window of its own, opened for it and closed after it. `watch` sees that window's page. */
  run<K extends Task['kind']>(
    task: Extract<Task, { kind: K }>,
    watch?: (page: Page) => Promise<void>,
  ): Promise<Results[K] & { readonly start: Start }>;
  dispose(): Promise<void>;
}

async function addCompanion(extensions: string): Promise<void> {
  const folder = join(extensions, 'isogeo-tests.bench-1.0.0');
  await build({
    entryPoints: [inProject('scripts', 'bench', 'companion', 'index.ts')],
    outfile: join(folder, 'index.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    logLevel: 'warning',
  });
  cpSync(inProject('scripts', 'bench', 'companion', 'package.json'), join(folder, 'package.json'));
}

export interface BenchHostOptions {
  readonly vsix: string;
  /** What is installed does nothing: all that was in it is taken out again. */
  readonly hollow?: boolean;
  /** Adds another one that does nothing. */
  readonly emptyExtension?: boolean;
  /** What is installed waits to be activated by name, as the manifest of a test would have it. */
  readonly onDemand?: boolean;
}

/** So that nothing in the manifest starts an extension. */
function startNothing(extensions: string): void {
  for (const path of globSync(join(extensions, '*{isogeo-api,empty}*', 'package.json'))) {
    writeFileSync(path, JSON.stringify({ ...readManifestAt(path), activationEvents: [] }));
  }
}

function hollowOut(extensions: string): void {
  for (const path of globSync(join(extensions, '*isogeo-api*', 'package.json'))) {
    const { main, activationEvents } = readManifestAt(join(emptyExtension, 'package.json'));
    const nothing = { contributes: undefined, l10n: undefined };
    const manifest = { ...readManifestAt(path), ...nothing, main, activationEvents };
    const folder = dirname(path);
    rmSync(folder, { recursive: true });
    cpSync(emptyExtension, folder, { recursive: true });
    writeFileSync(path, JSON.stringify(manifest));
  }
}

function readManifestAt(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}

export async function openBenchHost(extension: BenchHostOptions): Promise<BenchHost> {
  const [host, executablePath] = [await ensureHost(), await ensureChromium()];
  const temporary = temporaryFolder();
  const folders = foldersIn(temporary.path);
  const [workspace, exchange] = [join(temporary.path, 'workspace'), join(temporary.path, 'bench')];
  for (const folder of [workspace, exchange]) mkdirSync(folder);
  prepareFolders(folders);
  await addCompanion(folders.extensions);
  const options = { host, folders, env: { [folderVariable]: exchange } };
  if (extension.emptyExtension === true) {
    const empty = join(folders.extensions, 'isogeo-tests.empty-1.0.0');
    cpSync(emptyExtension, empty, { recursive: true });
  }
  await installVsix(options, extension.vsix);
  if (extension.hollow === true) hollowOut(folders.extensions);
  if (extension.onDemand === true) startNothing(folders.extensions);

  let browser: Browser | undefined;
  const server = await startCodeServer(options);
  const dispose = async (): Promise<void> => {
    await browser?.close();
    await server.stop();
    temporary.remove();
  };
  try {
    browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
    // One for all windows: this is where the secrets are.
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    return {
      vscodeVersion: host.vscodeVersion,
      run: async (task, watch) => {
        const result = join(exchange, 'result.json');
        rmSync(result, { force: true });
        writeFileSync(join(exchange, 'task.json'), JSON.stringify(task));
        const page = await context.newPage();
        try {
          await page.goto(`${server.url}/?folder=${encodeURIComponent(workspace)}`);
          await watch?.(page);
          await waitFor(
            () => (existsSync(result) ? true : undefined),
            () => `the companion's answer to "${task.kind}"`,
            TASK_MS,
          );
          const answer = JSON.parse(readFileSync(result, 'utf8')) as
            { result: Results[typeof task.kind] } | { error: string };
          if ('error' in answer) throw new Error(answer.error);
          return { ...answer.result, start: await startOf(page) };
        } finally {
          // Leaving the page is what ends its extension host.
          await page.goto('about:blank');
          await page.close();
        }
      },
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function startOf(page: Page): Promise<Start> {
  return page.evaluate(() => ({
    workbenchMs: performance.getEntriesByName('code/didStartWorkbench')[0]?.startTime ?? NaN,
    navigatedAt: performance.timeOrigin,
  }));
}
