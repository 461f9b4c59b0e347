import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { Credentials } from '../../core/credentials/credentials.ts';
import {
  maxCredentialsBytes,
  parseCredentialsFile,
  type CredentialsFile,
} from '../../core/credentials/file.ts';
import type { EnvironmentChoices } from '../../core/credentials/environment.ts';
import type { CredentialsProblem, Failure } from '../../core/failure.ts';
import type { Position } from '../../core/text/position.ts';
import { failed, success, type Result } from '../../core/result.ts';
import { decodeText } from '../../core/text/text.ts';
import { offeredFiles, type OfferedFile } from '../../session/credentials/offeredFiles.ts';
import type { ReadFile } from '../host/files.ts';

const pattern = '**/client_secrets*.{json,ini}';
const mostFiles = 20;

/** For all files together; what takes longer is offered by its name. */
const readingMs = 2000;

/** Files of the names that Isogeo hands out, by path. None is opened in an untrusted workspace. */
export async function findCredentialsFiles(
  readFile: ReadFile,
): Promise<readonly OfferedFile<vscode.Uri>[]> {
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
    return await offeredFiles(found, (uri) => credentialsIn(uri, readFile), deadline);
  } finally {
    clearTimeout(timer);
  }
}

async function credentialsIn(uri: vscode.Uri, readFile: ReadFile): Promise<Result<Credentials>> {
  const file = await readCredentialsFile(uri, readFile);
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

const limits = { maxBytes: maxCredentialsBytes, timeoutMs: 5000 };

/**
 * Reads and parses a credentials file, wherever the workspace's files live. Fails with
 * `credentials-unreadable` and `credentials-invalid`, or `interaction-required` where a choice is
 * missing.
 */
export async function readCredentialsFile(
  uri: vscode.Uri,
  readFile: ReadFile,
  { head, platform }: EnvironmentChoices = {},
): Promise<Result<CredentialsFile>> {
  const path = uri.scheme === 'file' ? uri.fsPath : uri.path;
  const bytes = await readFile(uri, limits);
  if (!bytes.ok) return failed({ reason: 'credentials-unreadable', cause: bytes.failure, path });
  const text = decodeText(bytes.value);
  if (text === undefined)
    return failed({ reason: 'credentials-unreadable', cause: 'not-text', path });
  const file = parseCredentialsFile(text, head, platform);
  return file.ok ? success(file.value) : failed(failureOf(file.problem, path));
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
