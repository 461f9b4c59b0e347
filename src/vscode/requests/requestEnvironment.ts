import * as vscode from 'vscode';
import { environmentsIn, type Environments } from '../../core/requests/file/environments.ts';
import { decodeText } from '../../core/text/text.ts';
import type { ReadFile } from '../host/files.ts';

/** A larger file wasn't written by hand. */
const limits = { maxBytes: 1_000_000, timeoutMs: 2000 };

/**
 * The sources from which HTTP clients read variables: files beside the request file, and a setting. In an
 * untrusted workspace no file is read: it may be a link to a file of the user. The workspace's value of the
 * setting isn't read either: it could replace the user's own address of a server. VS Code doesn't restrict
 * the setting if REST Client isn't installed.
 */
export async function environmentsFor(uri: vscode.Uri, readFile: ReadFile): Promise<Environments> {
  const read = async (name: string) => {
    const bytes = await readFile(vscode.Uri.joinPath(uri, '..', name), limits);
    const text = bytes.ok ? decodeText(bytes.value) : bytes;
    return text.ok ? text.value : undefined;
  };
  const names = ['http-client.env.json', 'http-client.private.env.json', '.env'];
  const [json = '', privateJson = '', dotenv = ''] =
    uri.scheme === 'untitled' || !vscode.workspace.isTrusted
      ? []
      : await Promise.all(names.map(read));
  const configuration = vscode.workspace.getConfiguration('rest-client', uri);
  const name = 'environmentVariables';
  const setting = vscode.workspace.isTrusted
    ? configuration.get<unknown>(name)
    : configuration.inspect<unknown>(name)?.globalValue;
  return environmentsIn({ json, privateJson, dotenv, setting });
}
