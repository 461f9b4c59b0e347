import { join } from 'node:path';
import type { Folders } from './folders.ts';
import type { Host } from './install.ts';
import { withNodeFirst } from './system/cache.mjs';
import { run, startBackground, tail } from './system/process.ts';
import { waitFor } from './system/wait.ts';

export interface ServerOptions {
  readonly host: Host;
  readonly folders: Folders;
  readonly locale?: string | undefined;
  /** Whether VS Code asks if the folder is trusted. Default: no. */
  readonly workspaceTrust?: boolean | undefined;
  /** Added to the environment of the extension host. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

export interface Server {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** Variables of a surrounding VS Code terminal, debugger or test run that would affect this one. */
const foreign =
  /^(VSCODE_.*|ELECTRON_.*|NODE_OPTIONS|NODE_TEST_CONTEXT|PORT|PASSWORD|XDG_RUNTIME_DIR)$/;

function environment({ host, folders, env }: ServerOptions): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return withNodeFirst(host.nodePath, {
    ...Object.fromEntries(own),
    TMPDIR: folders.temporary,
    ...env,
  });
}

async function answers(url: string): Promise<true | undefined> {
  try {
    return (await fetch(url, { redirect: 'manual' })).status < 500 ? true : undefined;
  } catch {
    return undefined;
  }
}

async function start(options: ServerOptions, args: readonly string[]): Promise<Server> {
  const process_ = startBackground(options.host.nodePath, args, environment(options));
  const complain = (): string =>
    `VS Code's server answering. It printed:\n${tail(process_.output())}`;
  try {
    // Port 0: the system chooses a free one, so two simultaneous runs never choose the same.
    const port = await waitFor(() => {
      if (process_.child.exitCode !== null) throw new Error(`Ended instead: ${complain()}`);
      const match = /listening on (?:http:\/\/127\.0\.0\.1:)?(\d+)/.exec(process_.output());
      return match === null ? undefined : Number(match[1]);
    }, complain);
    const url = `http://127.0.0.1:${port}`;
    await waitFor(() => answers(url), complain);
    return { url, port, pid: process_.child.pid ?? 0, stop: process_.stop };
  } catch (error) {
    await process_.stop();
    throw error;
  }
}

function commonArgs({ folders, locale, workspaceTrust }: ServerOptions): string[] {
  return [
    ...['--user-data-dir', folders.userData, '--extensions-dir', folders.extensions],
    ...(locale === undefined ? [] : ['--locale', locale]),
    ...(workspaceTrust === true ? [] : ['--disable-workspace-trust']),
  ];
}

/** VS Code's plain server, which reads an extension under development and its tests from the page's URL. */
export function startBareServer(options: ServerOptions): Promise<Server> {
  return start(options, [
    options.host.serverMain,
    ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token'],
    ...['--accept-server-license-terms', '--enable-smoke-test-driver', '--telemetry-level', 'off'],
    ...['--server-data-dir', options.folders.serverData],
    ...commonArgs(options),
  ]);
}

function entryArgs(options: ServerOptions): string[] {
  // Its own configuration file, so that the user's isn't read or written.
  return [options.host.entry, '--config', join(options.folders.userData, 'code-server.yaml')];
}

/** VS Code as code-server serves it: with installed extensions, and secrets that survive a reload. */
export function startCodeServer(options: ServerOptions): Promise<Server> {
  return start(options, [
    ...entryArgs(options),
    ...['--auth', 'none', '--bind-addr', '127.0.0.1:0'],
    ...['--disable-telemetry', '--disable-update-check'],
    ...commonArgs(options),
  ]);
}

/** Installs a packaged extension into the folders of a server that is not running yet. */
export async function installVsix(options: ServerOptions, vsix: string): Promise<void> {
  const { userData, extensions } = options.folders;
  const { code, output } = await run(
    options.host.nodePath,
    [
      ...entryArgs(options),
      ...['--user-data-dir', userData, '--extensions-dir', extensions],
      ...['--install-extension', vsix],
    ],
    { env: environment(options), timeoutMs: 120_000 },
  );
  if (code !== 0 || !output.includes('successfully installed')) {
    throw new Error(`VS Code did not install ${vsix}:\n${tail(output)}`);
  }
}
