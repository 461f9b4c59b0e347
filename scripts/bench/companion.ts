import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import * as v8 from 'node:v8';
import * as vm from 'node:vm';
import * as vscode from 'vscode';
import { folderVariable, ids, type Answer, type Series, type Task } from './tasks.ts';

/** Start-up must be over before anything is measured. */
const SETTLE_MS = 4000;
const WARM_UPS = 10;

export function activate({ secrets }: vscode.ExtensionContext): void {
  const folder = process.env[folderVariable];
  if (folder === undefined || !existsSync(join(folder, 'task.json'))) return;
  const task = JSON.parse(readFileSync(join(folder, 'task.json'), 'utf8')) as Task;
  void run(task, secrets)
    .then(
      (series): Answer => ({ series }),
      (error: unknown): Answer => ({ error: error instanceof Error ? (error.stack ?? '') : '?' }),
    )
    .then((answer) => {
      const file = join(folder, 'answer.json');
      writeFileSync(`${file}.partial`, JSON.stringify(answer));
      renameSync(`${file}.partial`, file);
    });
}

async function run(
  { kind, files = [], times = 0 }: Task,
  secrets: vscode.SecretStorage,
): Promise<Series> {
  if (kind === 'activation') return activations();
  await delay(SETTLE_MS);
  switch (kind) {
    case 'save':
      for (const file of files) await signIn(file);
      return {};
    case 'copy':
      return copies(times);
    case 'authenticate':
      return signIns(times, files[0] ?? '', secrets);
    case 'list':
      return lists(times);
    case 'typing':
      return typing(times);
    case 'memory':
      return memory(files[0] ?? '');
  }
}

/** Reads the table of "Developer: Startup Performance". Extensions already active stay as they are. */
async function activations(): Promise<Series> {
  const wanted: readonly string[] = Object.values(ids);
  for (const id of wanted) await vscode.extensions.getExtension(id)?.activate();
  await vscode.commands.executeCommand('perfview.show');
  for (;;) {
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf');
    const rows = (document?.getText() ?? '')
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .filter(([, id = '']) => wanted.includes(id));
    if (rows.length === wanted.length) {
      const times = rows.map(([, id = '', , load, call]) => [id, [Number(load) + Number(call)]]);
      return Object.fromEntries(times) as Series;
    }
    await delay(200);
  }
}

async function signIn(credentialsFile: string): Promise<void> {
  const answer = await vscode.commands.executeCommand<{ ok: boolean }>('isogeo.authenticate', {
    credentialsFile,
  });
  if (!answer.ok) throw new Error(JSON.stringify(answer));
}

/** The tasks take turns, so that a slow machine slows all of them. */
async function alternating(
  times: number,
  works: Readonly<Record<string, () => PromiseLike<unknown>>>,
): Promise<Series> {
  const all = new Map(Object.keys(works).map((name) => [name, [] as number[]]));
  for (let index = -WARM_UPS; index < times; index += 1) {
    const names = Object.keys(works);
    // Each work comes after the other one as often as before it.
    for (const name of index % 2 === 0 ? names : names.reverse()) {
      const startedAt = performance.now();
      await works[name]?.();
      if (index >= 0) all.get(name)?.push(performance.now() - startedAt);
    }
  }
  return Object.fromEntries(all);
}

async function copies(times: number): Promise<Series> {
  await vscode.commands.executeCommand('isogeo.copyBearerHeader');
  const header = await vscode.env.clipboard.readText();
  if (!header.startsWith('Authorization: Bearer ')) throw new Error('No header was copied.');
  return alternating(times, {
    own: () => vscode.commands.executeCommand('isogeo.copyBearerHeader'),
    bare: () => vscode.env.clipboard.writeText(header),
  });
}

/** `least` makes the same requests and uses the same files and secrets, without the extension. */
function signIns(times: number, file: string, secrets: vscode.SecretStorage): Promise<Series> {
  const { web } = JSON.parse(readFileSync(file, 'utf8')) as { web: Record<string, string> };
  const { client_id: id = '', client_secret: secret = '', token_uri: address = '' } = web;
  const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  return alternating(times, {
    own: () => signIn(file),
    least: async () => {
      await vscode.workspace.fs.readFile(vscode.Uri.file(file));
      const body = 'grant_type=client_credentials';
      const token = JSON.parse(await request('POST', address, basic, body)) as {
        readonly access_token: string;
      };
      const bearer = `Bearer ${token.access_token}`;
      await request('GET', `${new URL(address).origin}/shares`, bearer);
      await secrets.get('record');
      await secrets.store('record', token.access_token);
    },
  });
}

function request(method: string, url: string, authorization: string, body = ''): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
  http
    .request(url, { method, headers }, (response) => {
      text(response).then(resolve, reject);
    })
    .on('error', reject)
    .end(body);
  return promise;
}

/** Moments of the calls. The page tells when each list was there. */
async function lists(times: number): Promise<Series> {
  const count = await vscode.authentication.getAccounts('isogeo');
  const items = Array.from({ length: Math.max(1, count.length) }, (_, index) => ({
    label: `Application ${index}`,
    description: 'a description',
    detail: 'a detail',
  }));
  const calls: Record<'own' | 'bare', number[]> = { own: [], bare: [] };
  const works = {
    own: () => vscode.commands.executeCommand('isogeo.switchApplication'),
    bare: () => vscode.window.showQuickPick(items),
  };
  for (let index = 0; index < times; index += 1) {
    for (const name of ['own', 'bare'] as const) {
      calls[name].push(Date.now());
      const chosen = works[name]();
      await delay(1000);
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await chosen;
      await delay(100);
    }
  }
  return calls;
}

/** Completions after each keystroke, in a short file and in one of 10,000 lines. */
async function typing(times: number): Promise<Series> {
  const request =
    'GET https://v1.api.isogeo.com/resources/search?\nAccept: application/json\n\n###\n';
  const documentOf = async (requests: number) => {
    const file = join(tmpdir(), `bench-${process.pid}-${requests}.http`);
    writeFileSync(file, `${request}@name = value\n`.repeat(requests));
    return vscode.workspace.openTextDocument(file);
  };
  const complete = async (document: vscode.TextDocument) => {
    const edit = new vscode.WorkspaceEdit();
    const position = new vscode.Position(0, request.indexOf('\n'));
    edit.insert(document.uri, position, '&');
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand(
      'vscode.executeCompletionItemProvider',
      document.uri,
      position.translate(0, 1),
    );
  };
  const [short, long] = [await documentOf(2), await documentOf(2000)];
  return alternating(times, { short: () => complete(short), long: () => complete(long) });
}

async function memory(file: string): Promise<Series> {
  const before = await liveBytes();
  await vscode.extensions.getExtension(ids.own)?.activate();
  const activated = await liveBytes();
  await signIn(file);
  await vscode.commands.executeCommand('isogeo.copyBearerHeader');
  return { activation: [activated - before], mainJob: [(await liveBytes()) - before] };
}

/** Waits until the heap no longer changes after a collection. */
async function liveBytes(): Promise<number> {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc') as () => void;
  let [before, calmRounds] = [0, 0];
  for (let round = 0; round < 40 && calmRounds < 4; round += 1) {
    await delay(250);
    collect();
    const { heapUsed } = process.memoryUsage();
    calmRounds = Math.abs(heapUsed - before) < 20_000 ? calmRounds + 1 : 0;
    before = heapUsed;
  }
  if (calmRounds < 4) throw new Error('The extension host never came to rest.');
  return before;
}
