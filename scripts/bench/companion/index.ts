import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as http from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import * as v8 from 'node:v8';
import * as vm from 'node:vm';
import * as vscode from 'vscode';
import { extensionIds, folderVariable, type Results, type Task } from '../tasks.ts';

/** Until start-up has run its course, so that a measurement does not run into it. */
const SETTLE_MS = 4000;

export function activate({ secrets }: vscode.ExtensionContext): void {
  void answer(secrets);
}

/** Does the one task that it finds, and writes what came of it. */
async function answer(secrets: vscode.SecretStorage): Promise<void> {
  const folder = process.env[folderVariable];
  if (folder === undefined || !existsSync(join(folder, 'task.json'))) return;
  const task = JSON.parse(readFileSync(join(folder, 'task.json'), 'utf8')) as Task;
  let outcome: { result: unknown } | { error: string };
  try {
    outcome = { result: await run(task, secrets) };
  } catch (error) {
    outcome = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  const file = join(folder, 'result.json');
  writeFileSync(`${file}.partial`, JSON.stringify(outcome));
  renameSync(`${file}.partial`, file);
}

async function run(task: Task, secrets: vscode.SecretStorage): Promise<Results[Task['kind']]> {
  switch (task.kind) {
    case 'activation':
      return activations(task.own);
    case 'save': {
      for (const credentialsFile of task.credentialsFiles) await signIn(credentialsFile);
      return {};
    }
    case 'copy':
      await delay(SETTLE_MS);
      return copies(task.times);
    case 'authenticate':
      await delay(SETTLE_MS);
      return signIns(task.times, task.credentialsFile, secrets);
    case 'renewal':
      await delay(SETTLE_MS);
      return { callMs: await renewals(task.callers) };
    case 'switch':
      await delay(SETTLE_MS);
      return switches(task.times, task.lines);
    case 'memory':
      await delay(SETTLE_MS);
      return memory(task.credentialsFile, task.ownFirst);
  }
}

/** From the table that VS Code makes for "Developer: Startup Performance". */
async function activations(isOwn: boolean): Promise<Results['activation']> {
  const { own, github, microsoft } = extensionIds;
  // Where VS Code is starting it already this only waits for the end of it.
  await vscode.extensions.getExtension(own)?.activate();
  const activeAt = Date.now();
  const theirs: string[] = [github, microsoft];
  for (const id of theirs) await vscode.extensions.getExtension(id)?.activate();
  const wanted = isOwn ? [own, ...theirs] : theirs;
  await vscode.commands.executeCommand('perfview.show');
  for (;;) {
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf');
    const rows = (document?.getText() ?? '')
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()))
      .flatMap(([, id = '', , load, call]) =>
        wanted.includes(id) ? [{ id, loadMs: Number(load), callMs: Number(call) }] : [],
      );
    if (rows.length === wanted.length) return { activations: rows, activeAt };
    await delay(200);
  }
}

async function signIn(credentialsFile: string): Promise<void> {
  const answer = await vscode.commands.executeCommand<{ ok: boolean }>('isogeo.authenticate', {
    credentialsFile,
  });
  if (!answer.ok) throw new Error(JSON.stringify(answer));
}

async function timed(work: () => PromiseLike<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Turn and turn about, so that whatever slows the machine slows all of them. */
async function alternating<Name extends string>(
  times: number,
  works: Readonly<Record<Name, () => PromiseLike<unknown>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(works) as Name[];
  const all = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    number[]
  >;
  for (let index = -10; index < times; index += 1) {
    // One that is cut short by what the one before it has left behind must not always be the same.
    for (const name of index % 2 === 0 ? names : names.toReversed()) {
      const tookMs = await timed(works[name]);
      if (index >= 0) all[name].push(tookMs);
    }
  }
  return all;
}

async function copies(times: number): Promise<Results['copy']> {
  await vscode.commands.executeCommand('isogeo.copyBearerHeader');
  const header = await vscode.env.clipboard.readText();
  if (!header.startsWith('Authorization: Bearer ')) throw new Error('No header was copied.');
  return alternating(times, {
    commandMs: () => vscode.commands.executeCommand('isogeo.copyBearerHeader'),
    bareMs: () => vscode.env.clipboard.writeText(header),
  });
}

interface CredentialsFile {
  readonly web: {
    readonly client_id: string;
    readonly client_secret: string;
    readonly token_uri: string;
  };
}

function signIns(
  times: number,
  file: string,
  secrets: vscode.SecretStorage,
): Promise<Results['authenticate']> {
  const uri = vscode.Uri.file(file);
  const { web } = JSON.parse(readFileSync(file, 'utf8')) as CredentialsFile;
  const authorization = `Basic ${Buffer.from(`${web.client_id}:${web.client_secret}`).toString('base64')}`;
  const ask = () => request('POST', web.token_uri, authorization, 'grant_type=client_credentials');
  return alternating(times, {
    commandMs: () => signIn(file),
    bareMs: ask,
    leastMs: async () => {
      await vscode.workspace.fs.stat(uri);
      await vscode.workspace.fs.readFile(uri);
      const token = JSON.parse(await ask()) as { readonly access_token: string };
      await request(
        'GET',
        `${new URL(web.token_uri).origin}/shares`,
        `Bearer ${token.access_token}`,
      );
      await secrets.get('record');
      await secrets.store('record', token.access_token);
    },
  });
}

/** As plain as Node makes it. */
function request(method: string, url: string, authorization: string, body = ''): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
  http
    .request(url, { method, headers }, (response) => {
      text(response).then((answer) => {
        if (response.statusCode === 200) resolve(answer);
        else reject(new Error(`HTTP ${String(response.statusCode)}`));
      }, reject);
    })
    .on('error', reject)
    .end(body);
  return promise;
}

/** The token that was saved has expired meanwhile. */
function renewals(callers: number): Promise<readonly number[]> {
  return Promise.all(
    Array.from({ length: callers }, () =>
      timed(() => vscode.commands.executeCommand('isogeo.copyBearerHeader')),
    ),
  );
}

/** Turn and turn about with a list of as many lines that are there already. */
async function switches(times: number, lines: number): Promise<Results['switch']> {
  const items = Array.from({ length: lines }, (_, index) => ({
    label: `Application ${index}`,
    description: 'a description',
    detail: 'a detail',
  }));
  const [calledAt, bareCalledAt]: [number[], number[]] = [[], []];
  const show = async (moments: number[], list: () => PromiseLike<unknown>): Promise<void> => {
    moments.push(Date.now());
    const chosen = list();
    await delay(600);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await chosen;
    await delay(100);
  };
  for (let index = 0; index < times; index += 1) {
    await show(calledAt, () => vscode.commands.executeCommand('isogeo.switchApplication'));
    await show(bareCalledAt, () => vscode.window.showQuickPick(items));
  }
  return { calledAt, bareCalledAt };
}

/**
 * One after the other in one process: two of them differ by more than what is looked for. What the
 * first activation of all costs falls on one of them, so they take turns at being the first.
 */
async function memory(credentialsFile: string, ownFirst: boolean): Promise<Results['memory']> {
  const { own, empty } = extensionIds;
  const extensionHost = await liveBytes();
  const added = new Map<string, number>();
  let before = extensionHost;
  for (const id of ownFirst ? [own, empty] : [empty, own]) {
    await activateNow(id);
    const after = await liveBytes();
    added.set(id, after - before);
    before = after;
  }
  await signIn(credentialsFile);
  await vscode.commands.executeCommand('isogeo.copyBearerHeader');
  const activation = added.get(own) ?? NaN;
  return {
    extensionHost,
    emptyExtension: added.get(empty) ?? NaN,
    activation,
    mainJob: activation + (await liveBytes()) - before,
  };
}

async function activateNow(id: string): Promise<void> {
  const extension = vscode.extensions.getExtension(id);
  if (!extension || extension.isActive) throw new Error(`${id} is not there, or active already.`);
  await extension.activate();
}

/** When what other extensions do at the same time has come to rest. */
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
