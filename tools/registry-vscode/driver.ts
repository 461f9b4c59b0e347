import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { UserFiles } from './folders.ts';
import { startVscode, type StartOptions, type StartVscode, type Vscode } from './running.ts';
import { keys } from './settings.ts';
import { waitFor } from './system/wait.ts';
import * as parts from './workbenchParts.ts';
import * as workbench from './workbench.ts';

const READY_MS = 60_000;

export interface WorkbenchOptions extends StartOptions, UserFiles {
  /** The folder to open. */
  readonly workspace: string;
  /** The folder for `screenshot()`. */
  readonly screenshots: string;
}

/** A window of VS Code, operated like a user does. */
export interface WorkbenchWindow {
  readonly page: Page;
  readonly quickInput: workbench.QuickInput;
  readonly dialog: parts.Dialog;
  /**
   * Runs a command by its title in the palette, with its category: `View: Close All Editors`. Resolves once
   * the palette is hidden or replaced.
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
  /** Waits for a toast that contains the text, and returns its whole text. */
  notification(text: string): Promise<string>;
  /** The labels of the buttons on the toast that contains the text. */
  notificationActions(text: string): Promise<readonly string[]>;
  clickNotificationAction(label: string): Promise<void>;
  /** Clears all notifications, and waits until no toast is visible. */
  clearNotifications(): Promise<void>;
  /** `id` as `<publisher>.<extension>.<item id>`. */
  statusBarItem(id: string): Promise<parts.StatusBarItem | undefined>;
  statusBarTooltip(id: string): Promise<string>;
  clickStatusBarItem(id: string): Promise<void>;
  clipboard(): Promise<string>;
  clearClipboard(): Promise<void>;
  reload(): Promise<void>;
  /** Saves `<screenshots>/<name>.png`. */
  screenshot(name: string): Promise<void>;
}

/** VS Code with the packaged extension, and its first window. */
export interface Workbench extends WorkbenchWindow {
  readonly userDataDir: string;
  /** The process of VS Code's server, which starts the extension hosts. */
  readonly serverPid: number;
  /** Settles when the window has been closed. */
  readonly closed: Promise<void>;
  /** Opens a second window on the same folder, with an extension host of its own. */
  openWindow(): Promise<WorkbenchWindow>;
  dispose(): Promise<void>;
}

async function ready(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: READY_MS });
}

async function openPage({ context, server }: Vscode, workspace: string): Promise<Page> {
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(`${server.url}/?folder=${encodeURIComponent(workspace)}`);
  await ready(page);
  // The clipboard belongs to the browser.
  await clearClipboard(page);
  return page;
}

/** Opens VS Code. The caller disposes it, also after a failure. */
export async function openWorkbench(
  options: WorkbenchOptions,
  start: StartVscode = startVscode,
): Promise<Workbench> {
  const { workspace, screenshots, ...startOptions } = options;
  const vscode = await start(startOptions);
  const { dispose } = vscode;
  try {
    const page = await openPage(vscode, workspace);
    const closed = new Promise<void>((resolve) => {
      page.once('close', () => {
        resolve();
      });
    });
    const openWindow = async () => {
      const another = await vscode.context.newPage();
      await another.goto(page.url());
      await ready(another);
      return actions(another, screenshots);
    };
    return {
      ...actions(page, screenshots),
      userDataDir: vscode.folders.userData,
      serverPid: vscode.server.pid,
      closed,
      openWindow,
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function clearClipboard(page: Page): Promise<void> {
  await page.evaluate("navigator.clipboard.writeText('')");
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
    notificationActions: (text) => parts.notificationActions(page, text),
    clickNotificationAction: (label) => parts.clickNotificationAction(page, label),
    clearNotifications: () => parts.clearNotifications(page),
    closeEditors: async () => {
      await waitFor(
        async () => {
          await page.keyboard.press(keys.closeEditors);
          return (await page.locator('.part.editor .tab').count()) === 0 ? true : undefined;
        },
        () => 'the end of the editors',
      );
    },
    statusBarItem: (id) => parts.statusBarItem(page, id),
    statusBarTooltip: (id) => parts.statusBarTooltip(page, id),
    clickStatusBarItem: (id) => page.locator(`[id="${id}"] .statusbar-item-label`).click(),
    clipboard: async () => String(await page.evaluate('navigator.clipboard.readText()')),
    clearClipboard: () => clearClipboard(page),
    reload: async () => {
      await page.reload();
      await ready(page);
    },
    screenshot: async (name) => {
      await page.screenshot({ path: join(screenshots, `${name}.png`) });
    },
  };
}
