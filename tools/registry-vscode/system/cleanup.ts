import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

type Cleanup = () => void;

const cleanups = new Set<Cleanup>();
let listening = false;

function runAll(): void {
  for (const cleanup of [...cleanups].reverse()) {
    cleanups.delete(cleanup);
    try {
      cleanup();
    } catch {
      // The other clean-ups must still run, and the error can't be reported.
    }
  }
}

function listen(): void {
  if (listening) return;
  listening = true;
  process.on('exit', runAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
  }
}

/**
 * Runs `cleanup` synchronously when this process ends in a visible way. Returns a function that cancels it.
 */
export function atExit(cleanup: Cleanup): () => void {
  listen();
  cleanups.add(cleanup);
  return () => {
    cleanups.delete(cleanup);
  };
}

export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/** A new folder, removed by `remove()` or at the end of the process. */
export function temporaryFolder(): TemporaryFolder {
  // VS Code creates Unix sockets in it, whose paths are limited to about 100 characters; the Mac's own
  // temporary folder is too long.
  const parent = process.platform === 'darwin' ? '/tmp' : tmpdir();
  const path = mkdtempSync(join(parent, 'vscode-'));
  const drop = (): void => {
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  const forget = atExit(drop);
  return {
    path,
    remove: () => {
      forget();
      drop();
    },
  };
}
