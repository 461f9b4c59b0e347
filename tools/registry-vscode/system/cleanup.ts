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
      // The others still have to run, and there is nobody left to tell.
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

/** Runs `cleanup`, synchronously, when this process ends in any way that it can see. Returns the undo. */
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

/** A fresh folder, removed by `remove()` or at the latest when the process ends. */
export function temporaryFolder(): TemporaryFolder {
  // VS Code puts Unix sockets in there, whose paths may have about 100 characters; those of the
  // Mac's own temporary folder are too long for that.
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
