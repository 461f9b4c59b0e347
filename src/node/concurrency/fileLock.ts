import { createHash, randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Lock, LockKey, Log } from '../../session/ports.ts';

export interface FileLockOptions {
  /** Created if missing. */
  readonly folder: string;
  /** How long to wait for another window. Read for each wait, since it follows a setting. */
  readonly patienceMs: () => number;
  /** An owner that was silent for so long has crashed or hangs. */
  readonly staleMs?: number;
  readonly log: Pick<Log, 'warn'>;
}

const usualStaleMs = 10_000;

/**
 * The Lock port as one file per key. The file contains its owner's machine, process and a random mark, and is
 * touched while its owner lives. After a crash it is removed once the process is gone, or after `staleMs`
 * without a touch.
 */
export function createFileLock(options: FileLockOptions): Lock {
  const { folder, patienceMs, staleMs = usualStaleMs, log } = options;

  async function acquire(path: string, key: LockKey, signal: AbortSignal) {
    // The steady clock, so that setting the wall clock back can't prolong the wait.
    const until = performance.now() + patienceMs();
    try {
      fs.mkdirSync(folder, { recursive: true });
      while (!signal.aborted) {
        const release = take(path, staleMs) ?? (clearAway(path, staleMs) && take(path, staleMs));
        if (release) return release;
        if (performance.now() >= until) {
          log.warn('went on without the lock', { ...key, code: 'EBUSY' });
          break;
        }
        // A random pause, so that twenty windows don't look at the same time.
        await delay(20 + Math.random() * 60, undefined, { signal }).catch(() => undefined);
      }
    } catch (error) {
      log.warn('went on without the lock', { ...key, code: codeOf(error) });
    }
    return () => undefined;
  }

  return {
    async hold(key, work, signal) {
      // An ID may contain characters that a file name can't.
      const name = createHash('sha256')
        .update(`${key.lock} ${key.applicationId}`)
        .digest('hex')
        .slice(0, 32);
      const release = await acquire(join(folder, `${name}.lock`), key, signal);
      try {
        return await work();
      } finally {
        release();
      }
    },
  };
}

/** Returns a function that releases the lock; `undefined` if another window has it. */
function take(path: string, staleMs: number): (() => void) | undefined {
  const file = unless('EEXIST', () => fs.openSync(path, 'wx', 0o600));
  if (file === undefined) return undefined;
  const owner = `${hostname()} ${process.pid} ${randomUUID()}`;
  // Touches the open file, so that it never touches another window's file.
  const heartbeat = setInterval(() => {
    const now = new Date();
    fs.futimes(file, now, now, () => undefined);
  }, staleMs / 5);
  heartbeat.unref();
  const release = () => {
    clearInterval(heartbeat);
    try {
      fs.closeSync(file);
      if (readOwner(path)?.owner === owner) fs.unlinkSync(path);
    } catch {
      // Another window has removed the lock file, or will remove it: the work under the lock remains valid.
    }
  };
  try {
    fs.writeSync(file, owner);
  } catch (error) {
    release();
    throw error;
  }
  // Released synchronously, since a closing window leaves no time for a turn of the loop.
  return release;
}

/**
 * Removes an abandoned file. The file is moved away first and checked again: only one window can move it, and
 * a new owner's file is put back.
 */
function clearAway(path: string, staleMs: number): boolean {
  if (!isAbandoned(path, staleMs)) return false;
  const aside = `${path}.${randomUUID()}`;
  const moved = unless('ENOENT', () => {
    fs.renameSync(path, aside);
    return true;
  });
  if (!moved) return false;
  try {
    const wasAbandoned = isAbandoned(aside, staleMs);
    if (!wasAbandoned)
      unless('EEXIST', () => {
        fs.linkSync(aside, path);
      });
    return wasAbandoned;
  } finally {
    fs.unlinkSync(aside);
  }
}

function isAbandoned(path: string, staleMs: number): boolean {
  return (
    unless('ENOENT', () => {
      const found = readOwner(path);
      // The lock file doesn't exist.
      if (!found) return true;
      // The difference in both directions, so that a clock that was set back can't keep the lock file for
      // ever.
      return Math.abs(Date.now() - found.mtimeMs) > staleMs || !isRunning(found.owner);
    }) ?? false
  );
}

/** Neither follows a link nor waits for the writer of a pipe; Windows has neither flag. */
const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = fs.constants as Partial<typeof fs.constants>;
const readingFlags = (O_RDONLY ?? 0) | O_NOFOLLOW | O_NONBLOCK;

/** The text of an owner is shorter. */
const maxOwnerBytes = 1024;

/**
 * The text of the owner and the file's time, both read from the same open file, so that they belong together.
 * `undefined` if the file isn't a lock file.
 */
function readOwner(path: string): { readonly owner: string; readonly mtimeMs: number } | undefined {
  const file = unless('ELOOP', () => fs.openSync(path, readingFlags));
  if (file === undefined) return undefined;
  try {
    const stats = fs.fstatSync(file);
    if (!stats.isFile()) return undefined;
    const bytes = Buffer.alloc(maxOwnerBytes);
    const length = fs.readSync(file, bytes, 0, maxOwnerBytes, 0);
    return { owner: bytes.toString('utf8', 0, length), mtimeMs: stats.mtimeMs };
  } finally {
    fs.closeSync(file);
  }
}

/**
 * A process on another machine or in a container counts as running, and so does an owner that is still
 * writing its file.
 */
function isRunning(owner: string): boolean {
  const [host, pid] = owner.split(' ');
  if (host !== hostname()) return true;
  try {
    return process.kill(Number(pid), 0);
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** `undefined` if the call fails with the given error code; any other error is thrown. */
function unless<T>(code: string, call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    if (codeOf(error) === code) return undefined;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
