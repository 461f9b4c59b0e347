import { execFileSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { applicationsOf } from '../../test/budgets/stored.ts';
import { writeCredentialsFiles } from '../../test/sandbox/credentialsFiles.ts';
import { startSandbox } from '../../test/sandbox/sandbox.ts';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { inProject } from '../lib/project.ts';
import { openBenchHost, type BenchHost } from './host.ts';

const OWN_ID = 'isogeo.isogeo-api';
const PEERS = ['github-authentication', 'microsoft-authentication'] as const;
const SAVED = [1, 10, 100, 1000] as const;
const WINDOWS = 8;
const LOADS = 15;

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly compared: string;
  readonly goal: string;
  /** Absent where there is no goal. */
  readonly isMet?: boolean;
}

/** Measures what needs a real VS Code. A run takes minutes, so each row is printed too. */
export async function measure(vsix: string): Promise<readonly Row[]> {
  const temporary = temporaryFolder();
  const sandbox = await startSandbox({ applications: applicationsOf(SAVED[3]) });
  const started = await openBenchHost(vsix, false);
  const byName = await openBenchHost(vsix, true);
  const rows: Row[] = [];
  const add = (row: Row): void => {
    rows.push(row);
    console.error(`  ${row.what}: ${row.measured}; ${row.compared}`);
  };
  try {
    const files: string[] = [];
    for (const [index, application] of sandbox.applications.entries()) {
      const file = `file-${index}`;
      files.push((await writeCredentialsFiles(temporary.path, sandbox, application, file)).json);
    }
    const [first = ''] = files;
    add(await activation('activation when a window opens', started));
    add(await activation('activation by name', byName));
    add(firstCommand());
    add(await signIn(started, first));
    add(await copy(started));
    add(await typing(started, temporary.path));
    add(await memory(byName, first));
    let saved = 1;
    for (const count of SAVED) {
      await started.run('save', [files.slice(saved, count)]);
      saved = count;
      add(await list(started, count));
    }
    return rows;
  } finally {
    await started.dispose();
    await byName.dispose();
    await sandbox.stop();
    temporary.remove();
  }
}

interface Summary {
  readonly median: number;
  readonly p99: number;
  readonly text: string;
}

const inMs = (value: number) => `${value.toFixed(Math.abs(value) < 10 ? 2 : 0)} ms`;

/** Median and quartiles, by the nearest rank. */
function summarise(values: readonly number[]): Summary {
  if (values.length === 0 || values.some(Number.isNaN)) throw new Error('Nothing was measured.');
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
  const quartiles = `${inMs(at(0.25))} to ${inMs(at(0.75))}`;
  return {
    median: at(0.5),
    p99: at(0.99),
    text: `${inMs(at(0.5))} (${quartiles}, n=${values.length})`,
  };
}

interface Took {
  readonly own: readonly number[];
  readonly other: readonly number[];
}

/** A row for our own time, which may be so much longer than that of something comparable. */
function beside(what: string, took: Took, name: string, mostMs: number): Row {
  const [own, other] = [summarise(took.own), summarise(took.other)];
  const more = own.median - other.median;
  return {
    what,
    measured: own.text,
    compared: `${name} ${other.text}; ${inMs(more)} more`,
    goal: `at most ${mostMs} ms more`,
    isMet: more <= mostMs,
  };
}

async function activation(what: string, host: BenchHost): Promise<Row> {
  const ids = [OWN_ID, ...PEERS.map((name) => `vscode.${name}`)];
  const windows: (readonly number[])[] = [];
  for (let window = 0; window <= WINDOWS; window += 1) {
    windows.push(await host.run('activation', [ids]));
  }
  // The first window of a host fills its caches, so it doesn't count.
  const timesAt = (at: number) => summarise(windows.slice(1).map((times) => times[at] ?? NaN));
  const own = timesAt(0);
  const peers = PEERS.map((name, index) => {
    const { median, text } = timesAt(index + 1);
    return { name, text, ratio: own.median / median };
  });
  return {
    what,
    measured: own.text,
    compared: peers.map((at) => `${at.name} ${at.text}, ratio ${at.ratio.toFixed(2)}`).join('; '),
    goal: 'at most half of github-authentication',
    isMet: (peers[0]?.ratio ?? NaN) <= 0.5,
  };
}

/** Each time in a new process, so that nothing is compiled before. */
function firstCommand(): Row {
  const [features = ''] = globSync(inProject('dist', 'features-*.cjs'));
  const script = `
    const Module = require('node:module');
    const anything = new Proxy(class {}, { get: () => anything, apply: () => anything });
    const load = Module._load;
    Module._load = (name, ...rest) => (name === 'vscode' ? anything : load(name, ...rest));
    for (const name of ['http', 'https', 'tls', 'net', 'crypto', 'dns', 'fs/promises']) require(name);
    require(${JSON.stringify(inProject('dist', 'extension.cjs'))});
    const startedAt = performance.now();
    require(${JSON.stringify(features)});
    console.log(performance.now() - startedAt);`;
  const times = Array.from({ length: LOADS }, () =>
    Number(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' })),
  );
  const loaded = summarise(times);
  return {
    what: 'loading what the first command needs',
    measured: loaded.text,
    compared: 'Node’s own modules are loaded before',
    goal: 'less than 8 ms',
    isMet: loaded.median < 8,
  };
}

async function signIn(host: BenchHost, file: string): Promise<Row> {
  const took = await host.run('signIns', [100, file]);
  const other = 'the same requests, files and secrets without the extension';
  return beside('authenticate, from the command to the saved token', took, other, 25);
}

async function copy(host: BenchHost): Promise<Row> {
  const took = await host.run('copies', [1000]);
  const [own, bare] = [summarise(took.own), summarise(took.other)];
  return {
    what: 'header copy, 1,000 times',
    measured: `${own.text}, p99 ${inMs(own.p99)}`,
    compared: `a bare clipboard write ${bare.text}, p99 ${inMs(bare.p99)}`,
    goal: 'median within 2 ms, p99 within 10 ms of it',
    isMet: own.median - bare.median <= 2 && own.p99 - bare.p99 <= 10,
  };
}

async function typing(host: BenchHost, folder: string): Promise<Row> {
  const took = await host.run('typing', [50, folder]);
  return beside('completion after a keystroke in 10,000 lines', took, 'in ten lines', 2);
}

async function memory(host: BenchHost, file: string): Promise<Row> {
  const held: (readonly [number, number])[] = [];
  for (let window = 0; window < WINDOWS / 2; window += 1) {
    held.push(await host.run('memory', [OWN_ID, file]));
  }
  const activated = summarise(held.map(([bytes]) => bytes / 1e6)).median;
  const mainJob = summarise(held.map(([, bytes]) => bytes / 1e6)).median;
  return {
    what: 'memory after activation, and after a sign-in and a copy',
    measured: `${activated.toFixed(2)} MB, ${mainJob.toFixed(2)} MB`,
    compared: '',
    goal: 'at most 1.5 MB, at most 4 MB',
    isMet: activated <= 1.5 && mainJob <= 4,
  };
}

/** From the call to the moment when the list is in the page. */
async function list(host: BenchHost, count: number): Promise<Row> {
  const shownAt: number[] = [];
  const called = await host.run('lists', [12], async (page) => {
    await page.exposeFunction('benchListShown', (moment: number) => shownAt.push(moment));
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    await page.evaluate(watcher);
  });
  // The first call loads code.
  const took = ([, ...moments]: readonly number[]) =>
    moments.map((at) => (shownAt.find((shown) => shown >= at) ?? NaN) - at);
  const [own, other, same] = [took(called.own), took(called.other), summarise(took(called.same))];
  const bare = `a list with as many icons and buttons ${same.text}, a bare list`;
  const row = beside(`list of ${count} saved applications`, { own, other }, bare, 10);
  if (count <= 100) return row;
  const { what, measured, compared } = row;
  return { what, measured, compared, goal: '' };
}

/** Runs in the page. Tells when a list appears. */
const watcher = `
  let wasThere = false;
  new MutationObserver(() => {
    const widget = document.querySelector('.quick-input-widget');
    const isThere = widget !== null && widget.style.display !== 'none' &&
      widget.querySelector('.quick-input-list-row') !== null;
    if (isThere && !wasThere) benchListShown(Date.now());
    wasThere = isThere;
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
`;
