#!/usr/bin/env node
/**
 * Replaces a desktop VS Code's executable: accepts the command line of
 * `runTests({ vscodeExecutablePath })` from @vscode/test-electron, runs the tests in the extension host of VS
 * Code's web server, and exits with their exit code.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { format } from 'node:util';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';
import { chromiumFlags, ensureChromium } from './chromium.ts';
import { foldersIn, prepareFolders } from './folders.ts';
import { ensureHost, isVscodeVersion, newestVscode } from './install.ts';
import { startBareServer } from './server.ts';
import { temporaryFolder } from './system/cleanup.ts';

/** The first character of the test report's lines. */
const REPORT_MARK = '│';
const DEFAULT_TIMEOUT_MS = 8 * 60_000;
/** No time limit while debugging: Node's longest timer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** VS Code's flag: the extension host waits for a debugger on that port. */
const INSPECT = 'inspect-brk-extensions';

function flag(args: readonly string[], name: string): string | undefined {
  const prefix = `--${name}=`;
  return args.find((arg) => arg.startsWith(prefix))?.slice(prefix.length);
}

function required(args: readonly string[], name: string): string {
  const value = flag(args, name);
  if (value === undefined) throw new Error(`The launcher needs --${name}=<path>.`);
  return resolve(value);
}

/** The page that makes VS Code load the extension under development and run its tests. */
function testPage(args: readonly string[], server: { url: string; port: number }): string {
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${server.port}${path}`;
  const testsPath = required(args, 'extensionTestsPath');
  const inspect = flag(args, INSPECT);
  const payload = [
    ['extensionDevelopmentPath', remote(required(args, 'extensionDevelopmentPath'))],
    ['extensionTestsPath', remote(existsSync(`${testsPath}.js`) ? `${testsPath}.js` : testsPath)],
    ['skipWelcome', 'true'],
    ...(inspect === undefined ? [] : [[INSPECT, inspect]]),
  ];
  const url = new URL(server.url);
  const workspace = args.find((arg) => !arg.startsWith('-'));
  if (workspace !== undefined) url.searchParams.set('folder', resolve(workspace));
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

type Printer = (type: unknown, texts: unknown) => void;

/** Prints the lines of the test run. VS Code's own lines are kept, in case the run doesn't finish. */
function printer(): { readonly print: Printer; readonly rest: () => string } {
  const held: string[] = [];
  const verbose = Boolean(process.env['REGISTRY_VSCODE_VERBOSE']);
  return {
    print: (_type, texts) => {
      const line = format(...(Array.isArray(texts) ? (texts as unknown[]) : [texts]));
      if (verbose || line.startsWith(REPORT_MARK)) console.log(line);
      else held.push(line);
    },
    rest: () => held.slice(-100).join('\n'),
  };
}

/** Opens the page, and resolves with the tests' exit code. Rejects if they don't finish. */
async function runIn(
  context: BrowserContext,
  url: string,
  print: Printer,
  timeoutMs: number,
): Promise<number> {
  const page = await context.newPage();
  const { promise, resolve: end, reject: fail } = Promise.withResolvers<number>();
  page.once('crash', () => {
    fail(new Error('The page that shows VS Code has crashed.'));
  });
  const timer = setTimeout(() => {
    const limit = `${timeoutMs / 1000} s (REGISTRY_VSCODE_TIMEOUT_MS)`;
    fail(new Error(`The tests in VS Code had not ended after ${limit}.`));
  }, timeoutMs);
  try {
    await page.exposeFunction('codeAutomationLog', print);
    await page.exposeFunction('codeAutomationExit', end);
    page.goto(url).catch(fail);
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

async function main(args: readonly string[]): Promise<number> {
  const version = process.env['REGISTRY_VSCODE_VERSION'] ?? newestVscode;
  if (!isVscodeVersion(version))
    throw new Error(`VS Code ${version} isn't among those in install.ts.`);
  const host = await ensureHost(version);
  const executablePath = await ensureChromium();
  console.log(`VS Code ${host.vscodeVersion} (code-server's) in ${executablePath}`);
  const temporary = temporaryFolder();
  const own = foldersIn(temporary.path);
  const folders = {
    ...own,
    userData: flag(args, 'user-data-dir') ?? own.userData,
    extensions: flag(args, 'extensions-dir') ?? own.extensions,
  };
  prepareFolders(folders);
  const workspaceTrust = !args.includes('--disable-workspace-trust');
  const server = await startBareServer({ host, folders, workspaceTrust });
  const { print, rest } = printer();
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const timeoutMs = Number(process.env['REGISTRY_VSCODE_TIMEOUT_MS'] ?? DEFAULT_TIMEOUT_MS);
    const limitMs = flag(args, INSPECT) === undefined ? timeoutMs : LONGEST_TIMER_MS;
    return await runIn(context, testPage(args, server), print, limitMs);
  } catch (error) {
    console.error(`VS Code printed, last:\n${rest()}`);
    throw error;
  } finally {
    await browser?.close();
    await server.stop();
    temporary.remove();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
