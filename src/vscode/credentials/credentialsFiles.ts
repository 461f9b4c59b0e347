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

/** The time for all files together; a slower file is offered by its name only. */
const readingMs = 2000;

/** Files with the names that Isogeo uses, by path. None is opened in an untrusted workspace. */
export async function findCredentialsFiles(
  readFile: ReadFile,
): Promise<readonly OfferedFile<vscode.Uri>[]> {
  let found: vscode.Uri[];
  try {
    found = await vscode.workspace.findFiles(pattern, '**/node_modules/**', mostFiles);
  } catch {
    // If the folder can't be searched, Browse… still works.
    return [];
  }
  // If both forms of the same credentials exist, JSON comes first, since the platform provides it.
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

/** An absolute path or a URI, from another extension or a keybinding. */
export function uriOfArgument(file: string): vscode.Uri | undefined {
  try {
    // A drive letter isn't a scheme: `C:\…` is a path.
    if (/^[a-z][a-z0-9+.-]+:/i.test(file)) return vscode.Uri.parse(file, true);
    return isAbsolute(file) ? vscode.Uri.file(file) : undefined;
  } catch {
    return undefined;
  }
}

/** Opens a file with the cursor at a problem; the file may have changed meanwhile. */
export async function openAt(uri: vscode.Uri, { line, column }: Position): Promise<void> {
  const place = new vscode.Position(line - 1, column - 1);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(place, place) });
}

const limits = { maxBytes: maxCredentialsBytes, timeoutMs: 5000 };

/**
 * Reads and parses a credentials file, on any file system of the workspace. Fails with
 * `credentials-unreadable` and `credentials-invalid`, or `interaction-required` if the user must choose.
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

/** A missing answer of the user isn't a fault of the text. */
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
