import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { argument } from '../../scripts/lib/project.ts';
import { report, runSuite, tallyOf, type SuiteResult } from '../../scripts/lib/tally.ts';
import { prepareVscode } from '../../scripts/lib/vscode.ts';
import { temporaryFolder } from '../../tools/registry-vscode/system/cleanup.ts';
import { waitFor } from '../../tools/registry-vscode/system/wait.ts';
import { openDesk, type Desk } from '../desk/desk.ts';

/**
 * Automatic renewal of tokens that live 20 s, in the real VS Code: checks the status bar, the number of
 * requested tokens, and the memory of the extension host at the end.
 * npm run soak -- --minutes 30
 */
const LIFETIME_SECONDS = 20;
const LOOK_EVERY_MS = 200;
/** The longest time that the item may show anything but a time left: one request on a busy machine. */
const LONGEST_WITHOUT_MS = 2000;
const MOST_REQUESTS_PER_LIFETIME = 1.15;
const MOST_HEAP_GROWTH_BYTES = 3_000_000;

interface Held {
  readonly at: number;
  readonly heapUsed: number;
  readonly resources: Readonly<Record<string, number>>;
  readonly listeners: number;
}

async function measure({ workbench }: Desk, file: string): Promise<Held> {
  rmSync(file, { force: true });
  await workbench.page.keyboard.press('Control+F9');
  return waitFor(
    () => {
      try {
        return JSON.parse(readFileSync(file, 'utf8')) as Held;
      } catch {
        return undefined;
      }
    },
    () => 'the measure of the extension host',
  );
}

/** The longest time in a row in which the item showed no time left. */
async function watch(desk: Desk, untilMs: number): Promise<number> {
  let [longest, since] = [0, undefined as number | undefined];
  while (Date.now() < untilMs) {
    const text = await desk.workbench.page
      .locator('[id="isogeo.isogeo-api.isogeo.token"]')
      .innerText();
    if (/Isogeo\s+\d+\s+s/.test(text)) since = undefined;
    else {
      since ??= Date.now();
      longest = Math.max(longest, Date.now() - since);
    }
    await delay(LOOK_EVERY_MS);
  }
  return longest;
}

export function soak(minutes: number): Promise<SuiteResult> {
  return runSuite(`soak (${String(minutes)} min)`, async () => {
    await prepareVscode();
    const temporary = temporaryFolder();
    const probeFile = join(temporary.path, 'held.json');
    const desk = await openDesk({
      settings: { 'isogeo.token.renewal': 'automatic' },
      keybindings: { 'ctrl+f9': 'isogeoProbe.measure' },
      env: { ISOGEO_PROBE_FILE: probeFile },
      withProbe: true,
    });
    try {
      desk.sandbox.setLifetime(LIFETIME_SECONDS);
      await desk.loadCredentials(join(desk.workspace, 'client_secrets.json'));
      await desk.itemShows(/\d+ s$/);
      await desk.workbench.clearNotifications();
      // Two lifetimes, so that code loaded on first use is in the first measurement.
      await watch(desk, Date.now() + 2 * LIFETIME_SECONDS * 1000);
      const [first, asked] = [await measure(desk, probeFile), desk.sandbox.tokenRequests.length];
      const longestMs = await watch(desk, first.at + minutes * 60_000);
      const [last, askedThen] = [await measure(desk, probeFile), desk.sandbox.tokenRequests.length];

      const lifetimes = (last.at - first.at) / 1000 / LIFETIME_SECONDS;
      const perLifetime = (askedThen - asked) / lifetimes;
      console.log(
        JSON.stringify({
          longestMs,
          tokens: askedThen - asked,
          lifetimes,
          perLifetime,
          first,
          last,
        }),
      );
      return tally({
        'the item never shows an expired token for longer than a request takes': () => {
          assert.ok(longestMs <= LONGEST_WITHOUT_MS, `${String(longestMs)} ms`);
        },
        'token requests stay within 1.15 a lifetime': () => {
          // One more request may fall into the time span.
          const most = MOST_REQUESTS_PER_LIFETIME * lifetimes + 1;
          assert.ok(askedThen - asked <= most, `${perLifetime.toFixed(3)} a lifetime`);
          assert.ok(askedThen - asked >= Math.floor(lifetimes), 'tokens were not renewed');
        },
        'timers, handles and listeners do not grow': () => {
          // VS Code's own timers differ by up to three from one moment to another.
          for (const [name, count] of Object.entries(last.resources)) {
            assert.ok(count <= (first.resources[name] ?? 0) + 4, `${name}: ${String(count)}`);
          }
          assert.ok(last.listeners <= first.listeners, `${String(last.listeners)} listeners`);
        },
        'the heap does not grow beyond noise': () => {
          const growth = last.heapUsed - first.heapUsed;
          assert.ok(growth <= MOST_HEAP_GROWTH_BYTES, `${String(growth)} bytes`);
        },
      });
    } finally {
      await desk.dispose();
      temporary.remove();
    }
  });
}

function tally(tests: Readonly<Record<string, () => void>>) {
  const findings = Object.entries(tests).map(([name, test]) => {
    try {
      test();
      return [name, ''] as const;
    } catch (error) {
      return [name, error instanceof Error ? error.message : String(error)] as const;
    }
  });
  return tallyOf(Object.fromEntries(findings));
}

if (import.meta.main) report([await soak(Number(argument('minutes') ?? 30))]);
