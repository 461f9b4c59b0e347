import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as http from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import * as v8 from 'node:v8';
import * as vm from 'node:vm';
import * as vscode from 'vscode';

/** Start-up must be over before anything is measured. */
const SETTLE_MS = 4000;
const WARM_UPS = 10;

/** The jobs by name, of which each window does one. They return milliseconds, moments since the epoch, or bytes. */
const jobs = { activation, signIns, save, copies, lists, typing, memory };

export type Jobs = typeof jobs;

export interface Answer {
  readonly result?: unknown;
  readonly error?: string;
}

/** Does the job of `task.json` in the folder of the environment variable, and writes `answer.json`. */
export function activate(context: vscode.ExtensionContext): void {
  const folder = process.env['BENCH_FOLDER'] ?? '';
  if (!existsSync(join(folder, 'task.json'))) return;
  const { job, given } = JSON.parse(readFileSync(join(folder, 'task.json'), 'utf8')) as {
    readonly job: keyof Jobs;
    readonly given: unknown[];
  };
  const work = jobs[job] as (this: vscode.ExtensionContext, ...given: unknown[]) => unknown;
  void delay(job === 'activation' ? 0 : SETTLE_MS)
    .then(() => work.apply(context, given))
    .then(
      (result): Answer => ({ result }),
      (error: unknown): Answer => ({ error: error instanceof Error ? (error.stack ?? '') : '?' }),
    )
    .then((answer) => {
      const file = join(folder, 'answer.json');
      writeFileSync(`${file}.partial`, JSON.stringify(answer));
      renameSync(`${file}.partial`, file);
    });
}

/** Reads the table of "Developer: Startup Performance". Extensions already active stay as they are. */
async function activation(ids: readonly string[]): Promise<readonly number[]> {
  for (const id of ids) await vscode.extensions.getExtension(id)?.activate();
  await vscode.commands.executeCommand('perfview.show');
  for (;;) {
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf');
    const lines = (document?.getText() ?? '').split('\n');
    const rows = lines.map((line) => line.split('|').map((cell) => cell.trim()));
    const times = ids.flatMap((id) => {
      const [, , , load, call] = rows.find((row) => row[1] === id) ?? [];
      return load === undefined ? [] : [Number(load) + Number(call)];
    });
    if (times.length === ids.length) return times;
    await delay(200);
  }
}

async function signIn(credentialsFile: string): Promise<void> {
  const answer = await vscode.commands.executeCommand<{ ok: boolean }>('isogeo.authenticate', {
    credentialsFile,
  });
  if (!answer.ok) throw new Error(JSON.stringify(answer));
}

async function save(files: readonly string[]): Promise<void> {
  for (const file of files) await signIn(file);
}

interface Compared {
  readonly own: number[];
  readonly other: number[];
}

type Work = () => PromiseLike<unknown>;

/** Both take turns, so that a slow machine slows both. */
async function alternating(times: number, own: Work, other: Work): Promise<Compared> {
  const took: Compared = { own: [], other: [] };
  for (let index = -WARM_UPS; index < times; index += 1) {
    const turns = [[own, took.own] as const, [other, took.other] as const];
    // Each comes after the other one as often as before it.
    for (const [work, all] of index % 2 === 0 ? turns : turns.reverse()) {
      const startedAt = performance.now();
      await work();
      if (index >= 0) all.push(performance.now() - startedAt);
    }
  }
  return took;
}

/** Beside a bare clipboard write. */
async function copies(times: number): Promise<Compared> {
  await vscode.commands.executeCommand('isogeo.copyBearerHeader');
  const header = await vscode.env.clipboard.readText();
  if (!header.startsWith('Authorization: Bearer ')) throw new Error('No header was copied.');
  return alternating(
    times,
    () => vscode.commands.executeCommand('isogeo.copyBearerHeader'),
    () => vscode.env.clipboard.writeText(header),
  );
}

/** Beside the same requests, files and secrets without the extension. */
function signIns(this: vscode.ExtensionContext, times: number, file: string): Promise<Compared> {
  const { secrets } = this;
  const { web } = JSON.parse(readFileSync(file, 'utf8')) as { web: Record<string, string> };
  const { client_id: id = '', client_secret: secret = '', token_uri: address = '' } = web;
  const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const least = async () => {
    await vscode.workspace.fs.readFile(vscode.Uri.file(file));
    const body = 'grant_type=client_credentials';
    const { access_token: token } = JSON.parse(await request('POST', address, basic, body)) as {
      readonly access_token: string;
    };
    await request('GET', `${new URL(address).origin}/shares`, `Bearer ${token}`);
    await secrets.get('record');
    await secrets.store('record', token);
  };
  return alternating(times, () => signIn(file), least);
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

/** A list fades out within 150 ms, and looks as if it were still there if another one is opened meanwhile. */
const FADED_MS = 300;
const SHOWN_MS = 500;

/** When our list, a bare list and a list with as many icons and buttons as ours were opened. */
async function lists(times: number): Promise<Compared & { readonly same: number[] }> {
  const accounts = await vscode.authentication.getAccounts('isogeo');
  const items = Array.from({ length: Math.max(1, accounts.length) }, (_, index) => ({
    label: `Application ${index}`,
    description: 'a description',
    detail: 'a detail',
  }));
  const icon = new vscode.ThemeIcon('edit');
  const buttons = ['one', 'two', 'three'].map((tooltip) => ({ iconPath: icon, tooltip }));
  const decorated = () => {
    const list = vscode.window.createQuickPick();
    list.title = 'a title';
    list.items = items.map((item) => ({ ...item, label: `$(edit) ${item.label}`, buttons }));
    list.show();
    return new Promise<void>((resolve) => {
      list.onDidHide(() => {
        list.dispose();
        resolve();
      });
    });
  };
  const called = { own: [], other: [], same: [] };
  const call = async (moments: number[], open: Work) => {
    moments.push(Date.now());
    const chosen = open();
    await delay(SHOWN_MS);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await chosen;
    await delay(FADED_MS);
  };
  const own: Work = () => vscode.commands.executeCommand('isogeo.switchApplication');
  const bare: Work = () => vscode.window.showQuickPick(items);
  const turns = [
    [called.own, own],
    [called.other, bare],
    [called.same, decorated],
  ] as const;
  for (let index = 0; index < times; index += 1) {
    // Ours doesn't always come after the same one.
    for (const [moments, open] of index % 2 === 0 ? turns : turns.toReversed())
      await call(moments, open);
  }
  return called;
}

/** Completions after each keystroke in a file of 10,000 lines, beside those in a file of ten lines. */
async function typing(times: number, folder: string): Promise<Compared> {
  const line = 'GET https://v1.api.isogeo.com/resources/search?';
  const part = `${line}\nAccept: application/json\n\n###\n@name = value\n`;
  const completing = async (parts: number): Promise<Work> => {
    const file = join(folder, `${parts}.http`);
    writeFileSync(file, part.repeat(parts));
    const { uri } = await vscode.workspace.openTextDocument(file);
    const position = new vscode.Position(0, line.length);
    return async () => {
      const edit = new vscode.WorkspaceEdit();
      edit.insert(uri, position, '&');
      await vscode.workspace.applyEdit(edit);
      const after = position.translate(0, 1);
      await vscode.commands.executeCommand('vscode.executeCompletionItemProvider', uri, after);
    };
  };
  return alternating(times, await completing(2000), await completing(2));
}

/** The bytes held after activation, and after a sign-in and a copy. */
async function memory(id: string, file: string): Promise<readonly [number, number]> {
  const before = await liveBytes();
  await vscode.extensions.getExtension(id)?.activate();
  const activated = await liveBytes();
  await signIn(file);
  await vscode.commands.executeCommand('isogeo.copyBearerHeader');
  return [activated - before, (await liveBytes()) - before];
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
