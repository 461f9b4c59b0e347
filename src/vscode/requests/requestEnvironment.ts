import * as vscode from 'vscode';
import { environmentsIn, type Environments } from '../../core/requests/file/environments.ts';

/** Larger files hold no variables that somebody wrote. */
const largestBytes = 1_000_000;

/** What HTTP clients take variables from: files beside the request file, and a setting. */
export async function environmentsFor(uri: vscode.Uri): Promise<Environments> {
  const read = (name: string) => textOf(vscode.Uri.joinPath(uri, '..', name));
  const hasFolder = uri.scheme !== 'untitled';
  const [json, privateJson, dotenv] = hasFolder
    ? await Promise.all(
        ['http-client.env.json', 'http-client.private.env.json', '.env'].map((name) => read(name)),
      )
    : [];
  return environmentsIn({
    ...(json !== undefined && { json }),
    ...(privateJson !== undefined && { privateJson }),
    ...(dotenv !== undefined && { dotenv }),
    setting: vscode.workspace.getConfiguration('rest-client', uri).get('environmentVariables'),
  });
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if ((type & vscode.FileType.File) === 0 || size > largestBytes) return undefined;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
