import * as vscode from 'vscode';
import type { UnreadableCause } from '../../core/failure.ts';
import { failed, success, type Result } from '../../core/result.ts';
import type { ReadLimits, ReadLocalFile } from '../../session/ports.ts';

/** Reads a file on any file system, within the limits. Never rejects. */
export type ReadFile = (
  uri: vscode.Uri,
  limits: ReadLimits,
) => Promise<Result<Uint8Array, UnreadableCause>>;

/** Reads files of this machine with `readLocal`, and those of a remote or virtual workspace with VS Code. */
export function createFileReader(readLocal: ReadLocalFile): ReadFile {
  return async (uri, limits) => {
    if (uri.scheme === 'file') return readLocal(uri.fsPath, limits);
    const late = Promise.withResolvers<Result<never, UnreadableCause>>();
    const timer = setTimeout(late.resolve, limits.timeoutMs, failed('too-slow'));
    try {
      return await Promise.race([readThroughVscode(uri, limits.maxBytes), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  };
}

async function readThroughVscode(
  uri: vscode.Uri,
  maxBytes: number,
): Promise<Result<Uint8Array, UnreadableCause>> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.Directory) !== 0) return failed('directory');
    if ((type & vscode.FileType.File) === 0) return failed('not-a-file');
    if (size > maxBytes) return failed('too-large');
    // Files under /proc report no size, and VS Code's server would read them without a limit.
    if (size === 0 && uri.scheme === 'vscode-remote') return success(new Uint8Array());
    const bytes = await vscode.workspace.fs.readFile(uri);
    return bytes.length > maxBytes ? failed('too-large') : success(bytes);
  } catch (error) {
    return failed(unreadableCause(error));
  }
}

function unreadableCause(error: unknown): UnreadableCause {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : '';
  if (message.includes('ELOOP')) return 'link-loop';
  if (code === 'FileNotFound') return 'not-found';
  if (code === 'NoPermissions' || /EACCES|EPERM/.test(message)) return 'no-permission';
  return code === 'FileIsADirectory' ? 'directory' : 'other';
}
