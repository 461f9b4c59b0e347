import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { chromiumFlags, ensureChromium } from './chromium.ts';
import { addUnpacked, foldersIn, prepareFolders, type Folders } from './folders.ts';
import { ensureHost } from './install.ts';
import { addLanguagePack } from './locale.ts';
import { installVsix, startCodeServer, type Server } from './server.ts';
import { temporaryFolder } from './system/cleanup.ts';
import { waitFor } from './system/wait.ts';
import * as parts from './workbenchParts.ts';
import * as workbench from './workbench.ts';

const READY_MS = 60_000;

export interface WorkbenchOptions {
  /** The packaged extension that is installed. */
  readonly vsix: string;
  /** The folder that is open. */
  readonly workspace: string;
  /** For `screenshot()`. */
  readonly screenshots: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The display language, as `fr`. */
  readonly locale?: string;
  /** Lets VS Code ask whether the folder is trusted. */
  readonly workspaceTrust?: boolean;
  /** In a window on the display that there is. */
  readonly headed?: boolean;
  /** By key, as `ctrl+alt+c`: the command that it runs. */
  readonly keybindings?: Readonly<Record<string, string>>;
  /** Added to the environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders of unpacked extensions that are installed as well. */
  readonly unpacked?: readonly string[];
  /** Changes the installed files before VS Code starts. */
  readonly afterInstall?: (folders: Folders) => void;
}

/** A window of VS Code, driven as a user does. */
export interface WorkbenchWindow {
  readonly page: Page;
  readonly quickInput: workbench.QuickInput;
  readonly dialog: parts.Dialog;
  /**
   * By its title in the palette, category included: `View: Close All Editors`. Resolves once the palette is
   * hidden or replaced.
   */
  runCommand(title: string): Promise<void>;
  /** Closes all editors, and waits until none is open. */
  closeEditors(): Promise<void>;
  /**
   * Waits until no notification is left, except those that contain `except`. VS Code shows progress
   * for at least 0.8 s; any other notification stays until it is closed or cleared, even after its
   * toast is gone.
   */
  noNotification(except?: string): Promise<void>;
  /** Waits for a toast that contains the text, and gives all of it. */
  notification(text: string): Promise<string>;
  clickNotificationAction(label: string): Promise<void>;
  /** Clears all, and waits until no toast is on the screen. */
  clearNotifications(): Promise<void>;
  /** `id` as `<publisher>.<extension>.<item id>`. */
  statusBarItem(id: string): Promise<parts.StatusBarItem | undefined>;
  statusBarTooltip(id: string): Promise<string>;
  clickStatusBarItem(id: string): Promise<void>;
  clipboard(): Promise<string>;
  clearClipboard(): Promise<void>;
  reload(): Promise<void>;
  /** Into `<screenshots>/<name>.png`. */
  screenshot(name: string): Promise<void>;
}

/** VS Code with the packaged extension, and its first window. */
export interface Workbench extends WorkbenchWindow {
  readonly userDataDir: string;
  /** Of VS Code's server, which starts the extension hosts. */
  readonly serverPid: number;
  /** Settles when the window has been closed. */
  readonly closed: Promise<void>;
  /** A second one on the same folder, with an extension host of its own. */
  openWindow(): Promise<WorkbenchWindow>;
  dispose(): Promise<void>;
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

/** Starts VS Code in fresh folders. The caller disposes it, also after a failure. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const [host, executablePath] = [await ensureHost(), await ensureChromium()];
  const temporary = temporaryFolder();
  const folders = foldersIn(temporary.path);
  prepareFolders(folders, options);
  for (const folder of options.unpacked ?? []) addUnpacked(folder, folders.extensions);
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
    await installVsix(serverOptions, options.vsix);
    options.afterInstall?.(folders);
    server = await startCodeServer(serverOptions);
    const headless = options.headed !== true;
    browser = await chromium.launch({ executablePath, headless, args: [...chromiumFlags] });
    const page = await openPage(browser, server, options.workspace);
    const closed = new Promise<void>((resolve) => {
      page.once('close', () => {
        resolve();
      });
    });
    const openWindow = async () => {
      const another = await page.context().newPage();
      await another.goto(page.url());
      await ready(another);
      return actions(another, options.screenshots);
    };
    return {
      ...actions(page, options.screenshots),
      userDataDir: folders.userData,
      serverPid: server.pid,
      closed,
      openWindow,
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function actions(page: Page, screenshots: string): WorkbenchWindow {
  return {
    page,
    quickInput: workbench.quickInputOf(page),
    dialog: parts.dialogOf(page),
    runCommand: (title) => workbench.runCommand(page, title),
    noNotification: async (except) => {
      let others: string[] = [];
      await waitFor(
        async () => {
          await workbench.runCommand(page, 'Notifications: Show Notifications');
          const all = await parts.notificationsInCentre(page);
          others = all.filter((text) => except === undefined || !text.includes(except));
          return others.length === 0 ? true : undefined;
        },
        () => `an end of the notifications ${JSON.stringify(others)}`,
      );
    },
    notification: (text) =>
      waitFor(
        async () => (await parts.toasts(page)).find((each) => each.includes(text)),
        () => `a notification with "${text}"`,
      ),
    clickNotificationAction: (label) => parts.clickNotificationAction(page, label),
    clearNotifications: () =>
      parts.clearToasts(page, () =>
        workbench.runCommand(page, 'Notifications: Clear All Notifications'),
      ),
    closeEditors: async () => {
      await workbench.runCommand(page, 'View: Close All Editors');
      await waitFor(
        async () => ((await page.locator('.part.editor .tab').count()) === 0 ? true : undefined),
        () => 'the end of the editors',
      );
    },
    statusBarItem: (id) => parts.statusBarItem(page, id),
    statusBarTooltip: (id) => parts.statusBarTooltip(page, id),
    clickStatusBarItem: (id) => page.locator(`[id="${id}"] .statusbar-item-label`).click(),
    clipboard: async () => String(await page.evaluate('navigator.clipboard.readText()')),
    clearClipboard: async () => {
      await page.evaluate("navigator.clipboard.writeText('')");
    },
    reload: async () => {
      await page.reload();
      await ready(page);
    },
    screenshot: async (name) => {
      await page.screenshot({ path: join(screenshots, `${name}.png`) });
    },
  };
}
