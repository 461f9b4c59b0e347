import * as fs from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { Credentials } from '../../core/credentials/credentials.ts';
import {
  maxCredentialsBytes,
  parseCredentialsFile,
  type CredentialsFile,
} from '../../core/credentials/file.ts';
import type { EnvironmentChoices } from '../../core/credentials/environment.ts';
import type { CredentialsProblem, Failure, UnreadableCause } from '../../core/failure.ts';
import type { Position } from '../../core/text/position.ts';
import { failed, success, type Result } from '../../core/result.ts';
import { decodeText } from '../../core/text/text.ts';
import { offeredFiles, type OfferedFile } from '../../session/credentials/offeredFiles.ts';

const pattern = '**/client_secrets*.{json,ini}';
const mostFiles = 20;

/** For all files together; what takes longer is offered by its name. */
const readingMs = 2000;

/** Files of the names that Isogeo hands out, by path. None is opened in an untrusted workspace. */
export async function findCredentialsFiles(): Promise<readonly OfferedFile<vscode.Uri>[]> {
  let found: vscode.Uri[];
  try {
    found = await vscode.workspace.findFiles(pattern, '**/node_modules/**', mostFiles);
  } catch {
    // A folder that cannot be searched still leaves Browse….
    return [];
  }
  // Of two forms of the same credentials, the one that the platform hands out comes first.
  const rank = ({ path }: vscode.Uri) => (path.endsWith('.json') ? 0 : 1);
  found.sort((a, b) => rank(a) - rank(b) || a.path.localeCompare(b.path));
  if (!vscode.workspace.isTrusted) return found.map((file) => ({ file }));
  const { promise: deadline, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, readingMs, undefined);
  try {
    return await offeredFiles(found, credentialsIn, deadline);
  } finally {
    clearTimeout(timer);
  }
}

async function credentialsIn(uri: vscode.Uri): Promise<Result<Credentials>> {
  const file = await readCredentialsFile(uri);
  return file.ok ? success(file.value.credentials) : file;
}

/** An absolute path or an address, as another extension or a keybinding gives it. */
export function uriOfArgument(file: string): vscode.Uri | undefined {
  try {
    // A drive letter is no scheme: `C:\…` is a path.
    if (/^[a-z][a-z0-9+.-]+:/i.test(file)) return vscode.Uri.parse(file, true);
    return isAbsolute(file) ? vscode.Uri.file(file) : undefined;
  } catch {
    return undefined;
  }
}

/** Shows a file with the cursor where a problem was found; it may have been edited meanwhile. */
export async function openAt(uri: vscode.Uri, { line, column }: Position): Promise<void> {
  const place = new vscode.Position(line - 1, column - 1);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(place, place) });
}

/** What is on this machine, without VS Code's way to its window and back before each call. */
const disk: Pick<vscode.FileSystem, 'readFile'> & {
  stat(uri: vscode.Uri): Promise<Pick<vscode.FileStat, 'type' | 'size'>>;
} = {
  async stat({ fsPath }) {
    const found = await fs.stat(fsPath);
    const { Directory, File, Unknown } = vscode.FileType;
    return {
      type: found.isDirectory() ? Directory : found.isFile() ? File : Unknown,
      size: found.size,
    };
  },
  readFile: ({ fsPath }) => fs.readFile(fsPath),
};

/**
 * Reads and parses a credentials file, wherever the workspace's files live. Type and size are
 * looked at before a byte is read, so that a pipe, a device or a huge file neither hangs nor fills
 * the extension host. Fails with `credentials-unreadable` and `credentials-invalid`.
 */
export async function readCredentialsFile(
  uri: vscode.Uri,
  { head, platform }: EnvironmentChoices = {},
): Promise<Result<CredentialsFile>> {
  const [path, files] =
    uri.scheme === 'file' ? [uri.fsPath, disk] : [uri.path, vscode.workspace.fs];
  const unreadable = (cause: UnreadableCause) =>
    failed({ reason: 'credentials-unreadable', cause, path });
  let bytes: Uint8Array;
  try {
    const { type, size } = await files.stat(uri);
    if ((type & vscode.FileType.Directory) !== 0) return unreadable('directory');
    if ((type & vscode.FileType.File) === 0) return unreadable('not-a-file');
    if (size > maxCredentialsBytes) return unreadable('too-large');
    bytes = await files.readFile(uri);
  } catch (error) {
    return unreadable(causeOf(error));
  }
  // What was no file a moment ago may have grown, and /proc tells no sizes.
  if (bytes.length > maxCredentialsBytes) return unreadable('too-large');
  const text = decodeText(bytes);
  if (text === undefined) return unreadable('not-text');
  const file = parseCredentialsFile(text, head, platform);
  if (file.ok) return success(file.value);
  return failed(failureOf(file.problem, path));
}

/** What a person can still answer is no fault of the text. */
export function failureOf(problem: CredentialsProblem, path: string): Failure {
  switch (problem.kind) {
    case 'both-heads':
      return { reason: 'interaction-required', need: 'choose-head' };
    case 'platform-needed':
      return { reason: 'interaction-required', need: 'choose-platform' };
    default:
      return { reason: 'credentials-invalid', problem, path };
  }
}

function causeOf(error: unknown): UnreadableCause {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : '';
  if (message.includes('ELOOP')) return 'link-loop';
  if (code === 'FileNotFound' || code === 'ENOENT' || code === 'ENOTDIR') return 'not-found';
  if (code === 'NoPermissions' || /EACCES|EPERM/.test(message)) return 'no-permission';
  return code === 'FileIsADirectory' ? 'directory' : 'other';
}
