import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { Credentials } from '../../core/credentials/credentials.ts';
import { hasKnownNames } from '../../core/credentials/environment.ts';
import type { Parsed } from '../../core/credentials/fields.ts';
import {
  maxCredentialsBytes,
  parseCredentialsFile,
  type CredentialsFile,
} from '../../core/credentials/file.ts';
import type { CredentialsProblem, Failure } from '../../core/failure.ts';
import type { Position } from '../../core/text/position.ts';
import { failed, success, type Result } from '../../core/result.ts';
import { decodeText } from '../../core/text/text.ts';
import { inOrder, offeredFiles, type OfferedFile } from '../../session/credentials/offeredFiles.ts';
import type { ReadFile } from '../host/files.ts';

const namedFiles = '**/client_secrets*.{json,ini}';
const environmentFiles = '**/{.env,.env.*,*.env}';
const excluded = '**/node_modules/**';
const mostFiles = 20;
/** Most `.env` files have nothing to do with Isogeo, so many are looked through. */
const mostSearched = 500;

/** The time for all files together; a slower file is offered by its name only. */
const readingMs = 2000;

/**
 * Files with the names that Isogeo uses, and `.env` files with Isogeo's variables. In an untrusted workspace
 * no file is opened, so no `.env` file is offered.
 */
export async function findCredentialsFiles(
  readFile: ReadFile,
): Promise<readonly OfferedFile<vscode.Uri>[]> {
  const { isTrusted } = vscode.workspace;
  const [named, environments] = await Promise.all([
    find(namedFiles, mostFiles),
    isTrusted ? find(environmentFiles, mostSearched) : [],
  ]);
  const path = (uri: vscode.Uri) => uri.path;
  if (!isTrusted)
    return inOrder(
      named.map((file) => ({ file })),
      path,
    );
  const { promise: deadline, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, readingMs, undefined);
  try {
    const withVariables = await Promise.all(
      environments.map(async (uri) => {
        const text = await Promise.race([readCredentialsText(uri, readFile), deadline]);
        return text?.ok === true && hasKnownNames(text.value) ? [uri] : [];
      }),
    );
    const files = [...named, ...withVariables.flat().slice(0, mostFiles)];
    return inOrder(
      await offeredFiles(files, (uri) => credentialsIn(uri, readFile), deadline),
      path,
    );
  } finally {
    clearTimeout(timer);
  }
}

async function credentialsIn(uri: vscode.Uri, readFile: ReadFile): Promise<Result<Credentials>> {
  const file = await readCredentialsFile(uri, readFile);
  return file.ok ? success(file.value.credentials) : file;
}

/** If a folder can't be searched, the other ways to choose a file still work. */
async function find(pattern: string, most: number): Promise<readonly vscode.Uri[]> {
  try {
    return await vscode.workspace.findFiles(pattern, excluded, most);
  } catch {
    return [];
  }
}

/**
 * The path in an argument as a text; an argument without one is called by the argument's name in the message.
 */
export function pathOfArgument(argument: unknown): string {
  if (argument instanceof vscode.Uri) return argument.toString();
  return typeof argument === 'string' && argument.trim() !== '' ? argument : 'credentialsFile';
}

/** An absolute path or a URI, from another extension or a keybinding. */
export function uriOfArgument(file: string): vscode.Uri | undefined {
  try {
    // A drive letter isn't a scheme: `C:\…` is a path.
    if (/^[a-z][a-z0-9+.-]+:/i.test(file)) {
      // VS Code doesn't know that schemes ignore case, and that `localhost` is this machine (RFC 8089 §2).
      return vscode.Uri.parse(file.replace(/^file:(\/\/localhost(?=\/))?/i, 'file:'), true);
    }
    return isAbsolute(file) ? vscode.Uri.file(file) : undefined;
  } catch {
    return undefined;
  }
}

/** The file that an argument names. In an untrusted workspace, no file is read without asking. */
export function fileOfArgument(argument: unknown): Result<vscode.Uri> {
  const path = pathOfArgument(argument);
  const uri = uriOfArgument(path);
  if (!uri) return failed({ reason: 'credentials-unreadable', cause: 'not-absolute', path });
  return vscode.workspace.isTrusted
    ? success(uri)
    : failed({ reason: 'interaction-required', need: 'trust-workspace' });
}

/** Opens a file with the cursor at a problem; the file may have changed meanwhile. */
export async function openAt(uri: vscode.Uri, { line, column }: Position): Promise<void> {
  const place = new vscode.Position(line - 1, column - 1);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(place, place) });
}

const limits = { maxBytes: maxCredentialsBytes, timeoutMs: 5000 };

/** The text of a credentials file. Fails with `credentials-unreadable`. */
export async function readCredentialsText(
  uri: vscode.Uri,
  readFile: ReadFile,
): Promise<Result<string>> {
  const bytes = await readFile(uri, limits);
  const text = bytes.ok ? decodeText(bytes.value) : bytes;
  if (text.ok) return text;
  return failed({ reason: 'credentials-unreadable', cause: text.failure, path: pathOf(uri) });
}

/**
 * Reads and parses a credentials file without asking the user. Fails with `credentials-unreadable` and
 * `credentials-invalid`, or `interaction-required` if the user must choose.
 */
export async function readCredentialsFile(
  uri: vscode.Uri,
  readFile: ReadFile,
): Promise<Result<CredentialsFile>> {
  const text = await readCredentialsText(uri, readFile);
  return text.ok ? resultOf(parseCredentialsFile(text.value), pathOf(uri)) : text;
}

/** The name or path of the file, as the user knows it. */
export function pathOf(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.path;
}

export function resultOf(read: Parsed<CredentialsFile>, path: string): Result<CredentialsFile> {
  return read.ok ? success(read.value) : failed(failureOf(read.failure, path));
}

/** The failure for a problem. A problem that only needs an answer from the user isn't a fault of the text. */
function failureOf(problem: CredentialsProblem, path: string): Failure {
  switch (problem.kind) {
    case 'several-applications':
      return { reason: 'interaction-required', need: 'choose-head' };
    case 'platform-needed':
      return { reason: 'interaction-required', need: 'choose-platform' };
    case 'redirect-needed':
      return { reason: 'interaction-required', need: 'enter-redirect' };
    default:
      return { reason: 'credentials-invalid', problem, path };
  }
}
