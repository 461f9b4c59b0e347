import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumFlags, ensureChromium } from '../../scripts/host/chromium.ts';
import { foldersIn, prepareFolders } from '../../scripts/host/folders.ts';
import { ensureHost } from '../../scripts/host/install.ts';
import { addLanguagePack } from '../../scripts/host/locale.ts';
import { installVsix, startCodeServer, type Server } from '../../scripts/host/server.ts';
import * as parts from '../../scripts/host/workbench-parts.ts';
import * as workbench from '../../scripts/host/workbench.ts';
import { temporaryFolder } from '../../scripts/lib/cleanup.ts';
import { inBuild, readManifest } from '../../scripts/lib/project.ts';
import { waitFor } from '../../scripts/lib/wait.ts';

const READY_MS = 60_000;

export interface WorkbenchOptions {
  /** The folder that is open; an empty one when left out. */
  readonly workspace?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The display language, as `fr`. */
  readonly locale?: string;
  /** Lets VS Code ask whether the folder is trusted. */
  readonly workspaceTrust?: boolean;
  /** In a window on the display that there is. */
  readonly headed?: boolean;
  /** Added to the extension host's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** VS Code with the packaged extension, as a user has it on the screen. */
export interface Workbench {
  readonly page: Page;
  readonly userDataDir: string;
  readonly workspace: string;
  /** Settles when the window has been closed, by whomever. */
  readonly closed: Promise<void>;
  readonly quickInput: workbench.QuickInput;
  readonly dialog: parts.Dialog;
  /** By its title in the palette, category included: `Isogeo: Sign In`. */
  runCommand(title: string): Promise<void>;
  /** The command titles that the palette offers for that filter. */
  palette(filter: string): Promise<string[]>;
  notifications(): Promise<string[]>;
  /** Waits for a toast that contains the text, and gives all of it. */
  notification(text: string): Promise<string>;
  clickNotificationAction(label: string): Promise<void>;
  clearNotifications(): Promise<void>;
  /** `id` as `isogeo.isogeo-api.<item id>`. */
  statusBarItem(id: string): Promise<parts.StatusBarItem | undefined>;
  statusBarTooltip(id: string): Promise<string>;
  clickStatusBarItem(id: string): Promise<void>;
  clipboard(): Promise<string>;
  reload(): Promise<void>;
  /** Into `.build/screenshots/<name>.png`. */
  screenshot(name: string): Promise<string>;
  dispose(): Promise<void>;
}

/** Repeats a look and its assertions until they hold; the last failure is then the test's. */
export async function eventually<T>(look: () => Promise<T>, timeoutMs = 20_000): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(50);
    }
  }
}

function packagedExtension(): string {
  const { name, version } = readManifest();
  const vsix = process.env['ISOGEO_VSIX'] ?? inBuild(`${name}-${version}.vsix`);
  if (!existsSync(vsix)) throw new Error(`There is no ${vsix}: run \`npm run package\` first.`);
  return vsix;
}

async function ready(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: READY_MS });
}

async function openPage(browser: Browser, server: Server, workspace: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1,
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  await page.goto(`${server.url}/?folder=${encodeURIComponent(workspace)}`);
  await ready(page);
  return page;
}

/** Starts a VS Code of its own in fresh folders. Whatever happens next, `dispose()` it. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const [host, executablePath] = [await ensureHost('newest'), await ensureChromium()];
  const temporary = temporaryFolder();
  const folders = foldersIn(temporary.path);
  const workspace = options.workspace ?? join(temporary.path, 'workspace');
  mkdirSync(workspace, { recursive: true });
  prepareFolders(folders, options.settings);
  if (options.locale !== undefined) addLanguagePack(folders, options.locale);
  const serverOptions = { ...options, host, folders };
  let server: Server | undefined;
  let browser: Browser | undefined;
  const dispose = async (): Promise<void> => {
    await browser?.close();
    await server?.stop();
    temporary.remove();
  };
  try {
    await installVsix(serverOptions, packagedExtension());
    server = await startCodeServer(serverOptions);
    const headless = options.headed !== true;
    browser = await chromium.launch({ executablePath, headless, args: [...chromiumFlags] });
    const page = await openPage(browser, server, workspace);
    const closed = new Promise<void>((resolve) => {
      page.once('close', () => {
        resolve();
      });
    });
    return { ...actions(page), workspace, userDataDir: folders.userData, closed, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function actions(page: Page): Omit<Workbench, 'workspace' | 'userDataDir' | 'closed' | 'dispose'> {
  const quickInput = workbench.quickInputOf(page);
  return {
    page,
    quickInput,
    dialog: parts.dialogOf(page),
    runCommand: (title) => workbench.runCommand(page, title),
    palette: async (filter) => {
      await workbench.openPalette(page, filter);
      const labels = (await quickInput.items()).map(({ label }) => label);
      await quickInput.cancel();
      return labels;
    },
    notifications: () => parts.notifications(page),
    notification: (text) =>
      waitFor(
        async () => (await parts.notifications(page)).find((each) => each.includes(text)),
        () => `a notification with "${text}"`,
      ),
    clickNotificationAction: (label) => parts.clickNotificationAction(page, label),
    clearNotifications: () => workbench.runCommand(page, 'Notifications: Clear All Notifications'),
    statusBarItem: (id) => parts.statusBarItem(page, id),
    statusBarTooltip: (id) => parts.statusBarTooltip(page, id),
    clickStatusBarItem: (id) => page.locator(`[id="${id}"] .statusbar-item-label`).click(),
    clipboard: async () => String(await page.evaluate('navigator.clipboard.readText()')),
    reload: async () => {
      await page.reload();
      await ready(page);
    },
    screenshot: async (name) => {
      const path = inBuild('screenshots', `${name}.png`);
      await page.screenshot({ path });
      return path;
    },
  };
}
