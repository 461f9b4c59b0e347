import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { groupApplication } from '../../test/sandbox/applications.ts';
import { writeCredentialsFiles } from '../../test/sandbox/credentialsFiles.ts';
import { startSandbox, type Sandbox } from '../../test/sandbox/sandbox.ts';
import { temporaryFolder } from '../lib/cleanup.ts';
import { openBenchHost, type BenchHost } from './host.ts';
import type { Results } from './tasks.ts';
import { differences, summarise, type Summary } from './statistics.ts';
import { requestsOfWindows } from './windows.ts';

const APPLICATIONS = 100;
const GITHUB = 'vscode.github-authentication';
const MICROSOFT = 'vscode.microsoft-authentication';
const OWN = 'isogeo.isogeo-api';

export interface Runs {
  /** Windows opened for each of the two hosts. */
  readonly windows: number;
  readonly copies: number;
  readonly signIns: number;
  readonly callers: number;
}

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly compared: string;
  readonly goal: string;
  readonly isMet: boolean;
}

const inMs = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
const inMb = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;

function spread({ median, lowerQuartile, upperQuartile, runs }: Summary, show = inMs): string {
  return `${show(median)} (${show(lowerQuartile)} to ${show(upperQuartile)}, n=${runs})`;
}

export interface Measured {
  readonly vscodeVersion: string;
  readonly rows: readonly Row[];
}

/** Everything that takes a real VS Code. */
export async function measure(vsix: string, runs: Runs): Promise<Measured> {
  const folder = temporaryFolder();
  const sandbox = await startSandbox({
    applications: Array.from({ length: APPLICATIONS }, (_, index) =>
      groupApplication({ name: `Application ${String(index + 1).padStart(3, '0')}` }),
    ),
  });
  const files: string[] = [];
  for (const [index, application] of sandbox.applications.entries()) {
    const own = join(folder.path, String(index));
    mkdirSync(own);
    files.push((await writeCredentialsFiles(own, sandbox, application)).json);
  }
  const empty = await openBenchHost({ emptyExtension: true });
  const own = await openBenchHost({ vsix });
  try {
    const rows = [
      ...told(await starts(own, empty, runs)),
      ...told(await jobs(own, sandbox, files, runs)),
      ...told([await windowRow()]),
      ...told(await memory(vsix, files[0] ?? '', runs)),
      // Last, as it fills the storage.
      ...told(await savedApplications(own, files, runs)),
    ];
    return { vscodeVersion: own.vscodeVersion, rows };
  } finally {
    await own.dispose();
    await empty.dispose();
    await sandbox.stop();
    folder.remove();
  }
}

async function starts(own: BenchHost, empty: BenchHost, { windows }: Runs): Promise<Row[]> {
  const [asShown, alone] = [timesById(), timesById()];
  const [withMs, withoutMs]: [number[], number[]] = [[], []];
  const [readyWithMs, readyWithoutMs]: [number[], number[]] = [[], []];
  // The first window of a host fills its caches.
  for (let round = -1; round < windows; round += 1) {
    say(`window ${round + 1} of ${windows}, with and without`);
    const hosts = round % 2 === 0 ? [own, empty] : [empty, own];
    for (const host of hosts) {
      const isOwn = host === own;
      const { activations, readyAt, start } = await host.run<'activation'>({
        kind: 'activation',
        own: isOwn,
      });
      if (round < 0) continue;
      (isOwn ? withMs : withoutMs).push(start.workbenchMs);
      (isOwn ? readyWithMs : readyWithoutMs).push(readyAt - start.navigatedAt);
      if (!isOwn) continue;
      for (const { id, loadMs, loadAloneMs, callMs } of activations) {
        asShown[id]?.push(loadMs + callMs);
        alone[id]?.push(loadAloneMs + callMs);
      }
    }
  }
  return [
    activationRow('activation, as Running Extensions has it', asShown),
    activationRow('activation, without the wait for others', alone),
    startCost('navigation to an interactive workbench', withMs, withoutMs),
    startCost('navigation to start-up extensions active', readyWithMs, readyWithoutMs),
  ];
}

type Times = Readonly<Record<string, number[]>>;

function timesById(): Times {
  return { [OWN]: [], [GITHUB]: [], [MICROSOFT]: [] };
}

function activationRow(what: string, times: Times): Row {
  const own = summarise(times[OWN] ?? []);
  const github = summarise(times[GITHUB] ?? []);
  const microsoft = summarise(times[MICROSOFT] ?? []);
  return {
    what,
    measured: spread(own),
    compared:
      `github-authentication ${spread(github)}, ratio ${ratio(own, github)}; ` +
      `microsoft-authentication ${spread(microsoft)}, ratio ${ratio(own, microsoft)}`,
    goal: 'at most half of github-authentication',
    isMet: own.median <= github.median / 2,
  };
}

function ratio(a: Summary, b: Summary): string {
  return (a.median / b.median).toFixed(2);
}

function startCost(what: string, own: readonly number[], empty: readonly number[]): Row {
  const difference = summarise(differences(own, empty));
  return {
    what,
    measured: spread(summarise(own)),
    compared:
      `with an empty extension ${spread(summarise(empty))}; ` +
      `difference of neighbours ${spread(difference)}`,
    goal: 'no difference beyond noise',
    // Noise is what half of all pairs of neighbours differ by anyway.
    isMet: difference.lowerQuartile <= 0,
  };
}

async function jobs(
  own: BenchHost,
  sandbox: Sandbox,
  [file = '']: readonly string[],
  runs: Runs,
): Promise<Row[]> {
  say('authenticate');
  const signIns = await own.run<'authenticate'>({
    kind: 'authenticate',
    times: runs.signIns,
    credentialsFile: file,
  });
  const [command, bare] = [summarise(signIns.commandMs), summarise(signIns.bareMs)];
  const least = summarise(signIns.leastMs);
  const over = command.median - bare.median;
  say('header copies');
  const copies = await copying(own, runs);
  const renewal = await waitingCallers(own, sandbox, file, runs);
  return [
    copies,
    {
      what: 'authenticate: command to saved token',
      measured: spread(command),
      compared:
        `a bare token request ${spread(bare)}; ${inMs(over)} over it; ` +
        `the same files, requests and storage bare ${spread(least)}`,
      goal: 'at most 25 ms over it, p50',
      isMet: over <= 25,
    },
    renewal,
  ];
}

async function copying(own: BenchHost, { copies }: Runs): Promise<Row> {
  const { commandMs, bareMs } = await own.run<'copy'>({ kind: 'copy', times: copies });
  const [command, bare] = [summarise(commandMs), summarise(bareMs)];
  return {
    what: `header copy, ${copies} times`,
    measured: `p50 ${inMs(command.median)}, p99 ${inMs(command.p99)}`,
    compared: `bare clipboard write p50 ${inMs(bare.median)}, p99 ${inMs(bare.p99)}`,
    goal: 'p50 within 2 ms, p99 within 10 ms of it',
    isMet: command.median - bare.median <= 2 && command.p99 - bare.p99 <= 10,
  };
}

async function waitingCallers(
  own: BenchHost,
  sandbox: Sandbox,
  file: string,
  { callers }: Runs,
): Promise<Row> {
  say('waiting callers');
  sandbox.setLifetime(1);
  await own.run<'save'>({ kind: 'save', credentialsFiles: [file] });
  sandbox.setLifetime(3599);
  const before = sandbox.tokenRequests.length;
  const { callMs } = await own.run<'renewal'>({ kind: 'renewal', callers });
  const requests = sandbox.tokenRequests.length - before;
  const { median, p99 } = summarise(callMs);
  return {
    what: `renewal, ${callers} commands at once on an expired token`,
    measured: `${requests} request; p50 ${inMs(median)}, p99 ${inMs(p99)}`,
    compared: `p99 is ${(p99 / median).toFixed(2)} times p50`,
    goal: 'one request; p99 at most 1.5 times p50',
    isMet: requests === 1 && p99 <= 1.5 * median,
  };
}

async function windowRow(): Promise<Row> {
  const counts = new Map<number, number>();
  for (const windows of [1, 2, 5, 10, 20]) {
    say(`${windows} windows over one vault`);
    counts.set(windows, await requestsOfWindows(windows));
  }
  return {
    what: `token requests of ${[...counts.keys()].join(', ')} windows over one vault`,
    measured: [...counts.values()].join(', '),
    compared: '',
    goal: 'one in all, flat',
    isMet: [...counts.values()].every((count) => count === 1),
  };
}

async function memory(vsix: string, credentialsFile: string, { windows }: Runs): Promise<Row[]> {
  const host = await openBenchHost({ vsix, emptyExtension: true, onDemand: true });
  const all: Results['memory'][] = [];
  try {
    for (let round = 0; round < Math.max(3, windows / 3); round += 1) {
      say(`memory, round ${round + 1}`);
      all.push(await host.run<'memory'>({ kind: 'memory', credentialsFile }));
    }
  } finally {
    await host.dispose();
  }
  const row = (what: string, step: 'activation' | 'mainJob', most: number): Row => {
    const over = summarise(all.map((each) => each[step] - each.emptyExtension));
    return {
      what: `memory ${what}, over an empty extension`,
      measured: spread(over, inMb),
      compared: `an extension host without it ${spread(summarise(all.map((each) => each.extensionHost)), inMb)}`,
      goal: `at most ${most} MB`,
      isMet: over.median <= most * 1e6,
    };
  };
  return [row('after activation', 'activation', 1.5), row('after the main job', 'mainJob', 4)];
}

async function savedApplications(
  own: BenchHost,
  files: readonly string[],
  { windows, copies }: Runs,
): Promise<Row[]> {
  const rows: Row[] = [];
  const medians: { activation: number; copy: number }[] = [];
  let saved = 0;
  for (const count of [1, 10, APPLICATIONS]) {
    say(`${count} saved applications`);
    await own.run<'save'>({ kind: 'save', credentialsFiles: files.slice(saved, count) });
    saved = count;
    const activationMs: number[] = [];
    for (let round = 0; round < Math.max(3, windows / 3); round += 1) {
      const { activations } = await own.run<'activation'>({ kind: 'activation', own: true });
      const found = activations.find(({ id }) => id === OWN);
      if (found) activationMs.push(found.loadMs + found.callMs);
    }
    const copied = await own.run<'copy'>({ kind: 'copy', times: copies / 5 });
    const { listMs, bareMs } = await switchListTimes(own, count);
    const [activation, copy] = [summarise(activationMs), summarise(copied.commandMs)];
    const list = summarise(listMs);
    medians.push({ activation: activation.median, copy: copy.median });
    const [first] = medians;
    const isFlat =
      first !== undefined &&
      activation.median <= first.activation + 3 &&
      copy.median <= first.copy + 1;
    rows.push({
      what: `saved applications: ${count}`,
      measured: `activation ${spread(activation)}, header copy ${spread(copy)}`,
      compared: `switch list ${spread(list)}; a bare list of as many lines ${spread(summarise(bareMs))}`,
      goal: count === APPLICATIONS ? 'flat; switch list under 50 ms' : 'flat',
      isMet: isFlat && (count < APPLICATIONS || list.median < 50),
    });
  }
  return rows;
}

/** From the call to the moment that the list stands in the page. */
async function switchListTimes(own: BenchHost, lines: number) {
  const shownAt: number[] = [];
  const task = { kind: 'switch', times: 15, lines } as const;
  const { calledAt, bareCalledAt } = await own.run<'switch'>(task, async (page) => {
    await page.exposeFunction('benchListShown', (moment: number) => {
      shownAt.push(moment);
    });
    await watchForLists(page);
  });
  const times = (moments: readonly number[]) =>
    moments.slice(1).map((called) => (shownAt.find((shown) => shown >= called) ?? NaN) - called);
  return { listMs: times(calledAt), bareMs: times(bareCalledAt) };
}

/** In the page: tells when a list has come that was not there before. */
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

async function watchForLists(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .part.statusbar').waitFor();
  await page.evaluate(watcher);
}

/** A run takes long: whoever waits for it sees what there is. */
function told(rows: readonly Row[]): readonly Row[] {
  for (const { what, measured, compared } of rows) say(`${what}: ${measured}; ${compared}`);
  return rows;
}

function say(step: string): void {
  console.error(`  ${step}`);
}
