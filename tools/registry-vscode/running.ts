import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { join } from 'node:path';
import { chromiumFlags, ensureChromium } from './chromium.ts';
import { killExtensionHosts } from './extensionHost.ts';
import { addUnpacked, foldersIn, prepareFolders, writeUserFiles } from './folders.ts';
import type { Folders, UserFiles } from './folders.ts';
import { ensureHost } from './install.ts';
import { addLanguagePack } from './locale.ts';
import { installVsix, startCodeServer, type Server } from './server.ts';
import { temporaryFolder } from './system/cleanup.ts';

/** The options of VS Code's server and browser, which are the same for all their windows. */
export interface StartOptions {
  /** The packaged extension to install. */
  readonly vsix: string;
  /** The display language, such as `fr`. */
  readonly locale?: string;
  /** Lets VS Code ask whether the folder is trusted. */
  readonly workspaceTrust?: boolean;
  /** Shows the window on the display. */
  readonly headed?: boolean;
  /** Added to the environment of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders of unpacked extensions that are installed as well. */
  readonly unpacked?: readonly string[];
  /** Keeps the browser's data, such as secrets, in memory instead of on disk. */
  readonly inMemory?: boolean;
  /** Changes the installed files before VS Code starts. */
  readonly afterInstall?: (folders: Folders) => void;
}

/** VS Code's server, and the browser that shows it. The user's settings and secrets are empty. */
export interface Vscode {
  readonly folders: Folders;
  readonly server: Server;
  /** Has one blank page. */
  readonly context: BrowserContext;
  readonly dispose: () => Promise<void>;
}

export type StartVscode = (options: StartOptions & UserFiles) => Promise<Vscode>;

/** Starts VS Code in fresh folders. */
export const startVscode: StartVscode = async (options) => {
  const [host, executablePath] = [await ensureHost(), await ensureChromium()];
  const temporary = temporaryFolder();
  const folders = foldersIn(temporary.path);
  prepareFolders(folders, options);
  for (const folder of options.unpacked ?? []) addUnpacked(folder, folders.extensions);
  if (options.locale !== undefined) addLanguagePack(folders, options.locale);
  const serverOptions = { ...options, host, folders };
  let server: Server | undefined;
  let browser: Browser | undefined;
  let context: BrowserContext | undefined;
  const dispose = async (): Promise<void> => {
    await context?.close();
    await browser?.close();
    await server?.stop();
    temporary.remove();
  };
  try {
    await installVsix(serverOptions, options.vsix);
    options.afterInstall?.(folders);
    server = await startCodeServer(serverOptions);
    const launch = {
      executablePath,
      headless: options.headed !== true,
      args: [...chromiumFlags],
    };
    const shown = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 };
    if (options.inMemory === true) {
      browser = await chromium.launch(launch);
      context = await browser.newContext(shown);
    } else {
      // A profile on disk keeps VS Code's compiled code from one window to the next.
      const profile = join(temporary.path, 'profile');
      context = await chromium.launchPersistentContext(profile, { ...launch, ...shown });
    }
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    return { folders, server, context, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
};

export interface VscodePool {
  /** Starts VS Code, or takes one that was disposed after a start with the same options. */
  readonly start: StartVscode;
  /** Ends those that were disposed. */
  readonly close: () => Promise<void>;
}

/** Keeps each VS Code running after its windows are closed, as empty as a new one. */
export function vscodePool(): VscodePool {
  const idle = new Map<string, Vscode[]>();
  return {
    start: async (options) => {
      const { settings, keybindings, afterInstall, ...rest } = options;
      if (afterInstall) return startVscode(options);
      const key = JSON.stringify(rest);
      const kept = idle.get(key)?.pop();
      if (kept)
        writeUserFiles(kept.folders, {
          ...(settings && { settings }),
          ...(keybindings && { keybindings }),
        });
      const vscode = kept ?? (await startVscode(options));
      return {
        ...vscode,
        dispose: async () => {
          try {
            await empty(vscode);
          } catch (error) {
            await vscode.dispose();
            throw error;
          }
          idle.set(key, [...(idle.get(key) ?? []), vscode]);
        },
      };
    },
    close: async () => {
      for (const each of [...idle.values()].flat()) await each.dispose();
      idle.clear();
    },
  };
}

/** Closes all windows, and removes what they have stored in the browser. */
async function empty({ context, server }: Vscode): Promise<void> {
  const before = context.pages();
  const blank = await context.newPage();
  for (const page of before) await page.close();
  // They would wait three hours for their windows.
  await killExtensionHosts(server.pid);
  await context.clearCookies();
  const browser = await context.newCDPSession(blank);
  await browser.send('Storage.clearDataForOrigin', {
    origin: server.url,
    storageTypes: 'local_storage,indexeddb,service_workers,cache_storage,file_systems',
  });
  await browser.detach();
}
