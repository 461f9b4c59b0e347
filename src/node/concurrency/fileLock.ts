import { createHash, randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Lock, LockKey, Log } from '../../session/ports.ts';

export interface FileLockOptions {
  /** Made where it does not exist yet. */
  readonly folder: string;
  /** How long another window is waited for. Asked anew each time: it follows a setting. */
  readonly patienceMs: () => number;
  /** A holder that was not heard of for so long has crashed or hangs. */
  readonly staleMs?: number;
  readonly log: Pick<Log, 'warn'>;
}

const usualStaleMs = 10_000;

/**
 * The Lock port as one file a key. It holds its owner's machine, process and a random mark, and is
 * touched while its owner lives: what is left by a crash goes by when the process is gone, else
 * when it was not touched for `staleMs`.
 */
export function createFileLock(options: FileLockOptions): Lock {
  const { folder, patienceMs, staleMs = usualStaleMs, log } = options;

  async function acquire(path: string, key: LockKey, signal: AbortSignal) {
    // By the steady clock: one that is set back must not make anybody wait longer.
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
        // At a random pace, so that twenty windows do not all look at once.
        await delay(20 + Math.random() * 60, undefined, { signal }).catch(() => undefined);
      }
    } catch (error) {
      log.warn('went on without the lock', { ...key, code: codeOf(error) });
    }
    return () => undefined;
  }

  return {
    async hold(key, work, signal) {
      // An id may hold what a file name may not.
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

/** Answers how to let go again; `undefined` where somebody has it. */
function take(path: string, staleMs: number): (() => void) | undefined {
  const file = unless('EEXIST', () => fs.openSync(path, 'wx', 0o600));
  if (file === undefined) return undefined;
  const owner = `${hostname()} ${process.pid} ${randomUUID()}`;
  // Through the open file, so that it is never another window's that is touched.
  const heartbeat = setInterval(() => {
    const now = new Date();
    fs.futimes(file, now, now, () => undefined);
  }, staleMs / 5);
  heartbeat.unref();
  const release = () => {
    clearInterval(heartbeat);
    try {
      fs.closeSync(file);
      if (fs.readFileSync(path, 'utf8') === owner) fs.unlinkSync(path);
    } catch {
      // Somebody has cleared it away, or will: what was done under it stands.
    }
  };
  try {
    fs.writeSync(file, owner);
  } catch (error) {
    release();
    throw error;
  }
  // At once, and not after a turn of the loop: a window that closes leaves no time.
  return release;
}

/**
 * Removes a file that its owner has left behind. It is moved away first and looked at again: only
 * one window can move it, and where that has caught a new owner's file it is put back.
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
      // In this order: an owner who is gone must not be judged by a successor's time.
      const owner = fs.readFileSync(path, 'utf8');
      const { mtimeMs } = fs.statSync(path);
      // Either way round: a clock that was set back must not keep it for ever.
      return Math.abs(Date.now() - mtimeMs) > staleMs || !isRunning(owner);
    }) ?? false
  );
}

/** What another machine or container runs is unknown here, and so is an owner who is just writing. */
function isRunning(owner: string): boolean {
  const [host, pid] = owner.split(' ');
  if (host !== hostname()) return true;
  try {
    return process.kill(Number(pid), 0);
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** `undefined` where the call fails with that code; any other error is thrown. */
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
