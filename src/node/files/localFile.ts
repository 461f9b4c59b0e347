import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { UnreadableCause } from '../../core/failure.ts';
import { failed, success, type Result } from '../../core/result.ts';
import type { ReadLimits } from '../../session/ports.ts';

/** With this flag, opening a pipe doesn't wait for a writer. Windows has neither the flag nor such pipes. */
const flags = constants.O_RDONLY | ((constants as Partial<typeof constants>).O_NONBLOCK ?? 0);

/** A multiple of 8, since some files under /proc are read in whole entries. */
const chunkBytes = 64 * 1024;

type Read = Result<Uint8Array, UnreadableCause>;

/**
 * Reads every local file. It opens the path once and examines the open handle, so another file can't replace
 * the checked one. The size that the system reports isn't trusted: at most `maxBytes` + 1 bytes are read. See
 * `ReadLocalFile`.
 */
export async function readLocalFile(path: string, limits: ReadLimits): Promise<Read> {
  const deadline = new AbortController();
  const late = Promise.withResolvers<Read>();
  const timer = setTimeout(() => {
    deadline.abort();
    late.resolve(failed('too-slow'));
  }, limits.timeoutMs);
  try {
    return await Promise.race([readHandle(path, limits.maxBytes, deadline.signal), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function readHandle(path: string, maxBytes: number, signal: AbortSignal): Promise<Read> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, flags);
    const stats = await handle.stat();
    if (stats.isDirectory()) return failed('directory');
    if (!stats.isFile()) return failed('not-a-file');
    if (stats.size > maxBytes) return failed('too-large');
    return await readAtMost(handle, maxBytes, signal);
  } catch (error) {
    return failed(unreadableCause(error));
  } finally {
    // Runs even if the file system answers only after the deadline.
    await handle?.close().catch(() => undefined);
  }
}

async function readAtMost(
  handle: FileHandle,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Read> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  while (total < maxBytes) {
    if (signal.aborted) return failed('too-slow');
    const chunk = new Uint8Array(Math.min(chunkBytes, maxBytes - total));
    const { bytesRead } = await handle.read(chunk);
    if (bytesRead === 0) return success(new Uint8Array(Buffer.concat(chunks)));
    chunks.push(chunk.subarray(0, bytesRead));
    total += bytesRead;
  }
  const isAtEnd = await handle.read(new Uint8Array(1)).then(
    ({ bytesRead }) => bytesRead === 0,
    // `/proc` files that are only readable in whole entries can't be read byte by byte.
    () => false,
  );
  return isAtEnd ? success(new Uint8Array(Buffer.concat(chunks))) : failed('too-large');
}

function unreadableCause(error: unknown): UnreadableCause {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return causes.get(code) ?? 'other';
}

const causes: ReadonlyMap<string, UnreadableCause> = new Map([
  ['ENOENT', 'not-found'],
  ['ENOTDIR', 'not-found'],
  ['EACCES', 'no-permission'],
  ['EPERM', 'no-permission'],
  ['EISDIR', 'directory'],
  ['ELOOP', 'link-loop'],
  // Sockets, and devices without a driver.
  ['ENXIO', 'not-a-file'],
  ['ENODEV', 'not-a-file'],
]);
