import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { writeCredentialsFiles, type CredentialsFiles } from '../sandbox/credentialsFiles.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox/sandbox.ts';

/** The result of `isogeo.authenticate` for another extension. */
export interface Answer {
  readonly ok: boolean;
  readonly application?: { id: string; name: string; kind: string; platform: string };
  readonly expiresAt?: string;
  readonly saved?: boolean;
  readonly reason?: string;
  readonly message?: string;
}

/** A platform with credentials files, for one suite. */
export interface Platform {
  readonly sandbox: Sandbox;
  readonly folder: string;
  readonly files: CredentialsFiles;
  /** Writes another file beside the credentials, and returns its path. */
  write(name: string, content: string | Uint8Array): Promise<string>;
  /** The same credentials for another token address; returns the path of the file. */
  writeFor(tokenAddress: string): Promise<string>;
  dispose(): Promise<void>;
}

export async function startPlatform(options?: SandboxOptions): Promise<Platform> {
  const sandbox = await startSandbox(options);
  const folder = await mkdtemp(join(tmpdir(), 'isogeo-suite-'));
  const [application] = sandbox.applications;
  if (!application) throw new Error('The sandbox has no application.');
  const files = await writeCredentialsFiles(folder, sandbox, application);
  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };
  return {
    sandbox,
    folder,
    files,
    write,
    async writeFor(tokenAddress) {
      const { web } = JSON.parse(await readFile(files.json, 'utf8')) as { readonly web: object };
      const content = { web: { ...web, auth_uri: undefined, token_uri: tokenAddress } };
      return write('other.json', JSON.stringify(content));
    },
    async dispose() {
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Accepts connections on 127.0.0.1 and never answers. */
export interface SilentServer {
  readonly port: number;
  connections(): number;
  stop(): Promise<void>;
}

export async function startSilentServer(): Promise<SilentServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => sockets.length,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Signs in with a token that is expired on arrival. */
export async function authenticateExpired({ sandbox, files }: Platform): Promise<Answer> {
  sandbox.setLifetime(0);
  sandbox.failNext('api', { status: 200, body: '[]' });
  const answer = await authenticate(files.json);
  sandbox.setLifetime(3599);
  return answer;
}

export async function authenticate(credentialsFile: string): Promise<Answer> {
  return vscode.commands.executeCommand<Answer>('isogeo.authenticate', { credentialsFile });
}

/** Runs a copy command on an empty clipboard, and returns the new content. */
export async function copied(
  command: 'isogeo.copyBearerHeader' | 'isogeo.copyAccessToken',
): Promise<string> {
  await vscode.env.clipboard.writeText('');
  await vscode.commands.executeCommand(command);
  return vscode.env.clipboard.readText();
}

/** The API's status for a copied header. */
export async function statusFor(sandbox: Sandbox, header: string): Promise<number> {
  const [name, value] = header.split(': ');
  const response = await fetch(`${sandbox.origin}/shares`, {
    headers: { [name ?? '']: value ?? '' },
  });
  return response.status;
}

/** The context of a window, in memory. */
export function contextInMemory(): vscode.ExtensionContext {
  const memento = () => {
    const values = new Map<string, unknown>();
    return {
      keys: () => [...values.keys()],
      get: (key: string) => values.get(key),
      update: (key: string, value: unknown) => {
        values.set(key, value);
        return Promise.resolve();
      },
    };
  };
  const context = { workspaceState: memento(), globalState: memento() };
  // Only the real start uses the rest of the context.
  return context as unknown as vscode.ExtensionContext;
}

/** Replaces functions of VS Code's window until the returned function runs. */
export function instead(replaced: Partial<typeof vscode.window>): () => void {
  const before = Object.fromEntries(
    Object.keys(replaced).map((key) => [key, Reflect.get(vscode.window, key) as unknown]),
  );
  Object.assign(vscode.window, replaced);
  return () => {
    Object.assign(vscode.window, before);
  };
}

type Chosen = readonly vscode.QuickPickItem[] | undefined;

/** Replaces lists: chooses the lines that the function returns, once there are lines. */
export function answeredLists(
  answer: (items: readonly vscode.QuickPickItem[], isMany: boolean) => Chosen,
): Partial<typeof vscode.window> {
  const createQuickPick = () => {
    const [accept, hide] = [new vscode.EventEmitter<void>(), new vscode.EventEmitter<void>()];
    const list = {
      canSelectMany: false,
      selectedItems: [] as readonly vscode.QuickPickItem[],
      onDidAccept: accept.event,
      onDidHide: hide.event,
      onDidTriggerButton: new vscode.EventEmitter<unknown>().event,
      onDidTriggerItemButton: new vscode.EventEmitter<unknown>().event,
      show: () => undefined,
      dispose: () => undefined,
      set items(items: readonly vscode.QuickPickItem[]) {
        const chosen = answer(items, list.canSelectMany);
        list.selectedItems = chosen ?? [];
        (chosen ? accept : hide).fire();
      },
    };
    return list;
  };
  return { createQuickPick } as unknown as Partial<typeof vscode.window>;
}

/** Replaces input boxes: enters the text that the function returns; it may read the validation. */
export function answeredBoxes(
  answer: (remarkOn: (text: string) => unknown) => string | undefined,
): Partial<typeof vscode.window> {
  const createInputBox = () => {
    const [accept, hide] = [new vscode.EventEmitter<void>(), new vscode.EventEmitter<void>()];
    const changed = new vscode.EventEmitter<string>();
    const box = {
      value: '',
      validationMessage: undefined as unknown,
      onDidAccept: accept.event,
      onDidHide: hide.event,
      onDidChangeValue: changed.event,
      onDidTriggerButton: new vscode.EventEmitter<unknown>().event,
      dispose: () => undefined,
      show() {
        const text = answer((typed) => {
          changed.fire(typed);
          return box.validationMessage;
        });
        box.value = text ?? '';
        (text === undefined ? hide : accept).fire();
      },
    };
    return box;
  };
  return { createInputBox } as unknown as Partial<typeof vscode.window>;
}
