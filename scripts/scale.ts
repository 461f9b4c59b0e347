/**
 * The simulation behind docs/scale.md: what a day of 10,000 developers asks of the token endpoint.
 * Writes its table into that page. The same seed gives the same numbers on every machine.
 *
 *     node scripts/bootstrap.mjs scripts/scale.ts
 *
 * With `--arrivals <minutes>` in place of 20 it only prints.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { table, withPart } from './lib/markdown.ts';
import { argument, inProject } from './lib/project.ts';

const DEVELOPERS = 10_000;
const WINDOWS = 3;
const SEEDS = [20_260_101, 7];

// All times in seconds.
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const LIFETIME = 3599;
/** How long before its end a token is renewed, as in `core/token/token.ts`. */
const MARGIN = Math.min(5 * MINUTE, LIFETIME / 10);
/** From the request until the other windows can read what came of it. */
const LATENCY = 0.3;
/** As in `session/token/automaticRenewal.ts`: doubled with each failure up to the longest. */
const PAUSE_AFTER_FAILURE = MINUTE;
const LONGEST_PAUSE = 5 * MINUTE;
/** The server is there, and answers that it has a problem. */
const OUTAGE_LASTS = 10 * MINUTE;
/** The standard deviation of when people sit down. */
const ARRIVALS = Number(argument('arrivals') ?? 20) * MINUTE;
/** Where it falls into the hour decides whose tokens are due in it. */
const OUTAGES = [10.5, 10.75, 11, 11.25, 11.5].map((hour) => hour * HOUR);

interface Scenario {
  readonly renewal: 'on use' | 'automatic';
  readonly lock: boolean;
  /** Of one request, as in `core/http/retry.ts`, where the server says that it has a problem. */
  readonly tries: 1 | 3;
  readonly backOff?: boolean;
  /** `early`: renewed by chance up to a margin earlier. `late`: each pause half to one and a half. */
  readonly jitter?: readonly ('early' | 'late')[];
}

const on = { lock: true, tries: 3 } as const;
const scenarios: readonly Scenario[] = [
  { renewal: 'on use', lock: false, tries: 3 },
  { ...on, renewal: 'on use' },
  { ...on, renewal: 'on use', tries: 1 },
  { renewal: 'automatic', lock: false, tries: 3 },
  { renewal: 'automatic', lock: false, tries: 3, backOff: true },
  { ...on, renewal: 'automatic' },
  { ...on, renewal: 'automatic', jitter: ['early'] },
  { ...on, renewal: 'automatic', jitter: ['late'] },
  { ...on, renewal: 'automatic', tries: 1 },
  { ...on, renewal: 'automatic', backOff: true },
  { ...on, renewal: 'automatic', backOff: true, jitter: ['late'] },
  { ...on, renewal: 'automatic', backOff: true, jitter: ['early', 'late'] },
  { ...on, renewal: 'automatic', backOff: true, tries: 1 },
];

/** Of one application, in the storage that a developer's windows share. */
interface Stored {
  expiresAt: number;
  /** Until then the others still read the one before it. */
  savedAt: number;
  expiredBefore: number;
  /** One request at a time, where there is a lock. */
  lockedUntil: number;
  /** Set where a renewal has failed: when it began to matter. */
  lacksSince: number | undefined;
}

interface Window {
  at: number;
  /** Before it had to wait for the lock. */
  wokeAt: number;
  /** In a row. */
  failures: number;
}

interface Day {
  /** Of each second. */
  readonly requests: Uint32Array;
  /** For how long each developer whose token had died was without one. */
  readonly lapses: readonly number[];
}

/** Mulberry32: numbers from 0 to 1. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Most sit down around nine: a normal distribution (Box and Muller). */
function arrival(random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return 9 * HOUR + normal * ARRIVALS;
}

/** In one window a token is used three times an hour. */
function untilNextUse(random: () => number): number {
  return -Math.log(1 - random()) * 20 * MINUTE;
}

function simulate(scenario: Scenario, seed: number, outageAt = Infinity): Day {
  const { renewal, lock, tries, backOff = false, jitter = [] } = scenario;
  const random = generator(seed);
  const requests = new Uint32Array(24 * HOUR);
  const lapses: number[] = [];
  const [isEarly, isLate] = [jitter.includes('early'), jitter.includes('late')];
  const early = () => (isEarly ? random() * MARGIN : 0);
  const pause = (failures: number) =>
    (backOff
      ? Math.min(PAUSE_AFTER_FAILURE * 2 ** (failures - 1), LONGEST_PAUSE)
      : PAUSE_AFTER_FAILURE) * (isLate ? 0.5 + random() : 1);

  for (let developer = 0; developer < DEVELOPERS; developer += 1) {
    const leavesAt = 17 * HOUR + random() * HOUR;
    const cameAt = arrival(random);
    const token: Stored = {
      ...{ expiresAt: 0, savedAt: 0, expiredBefore: 0, lockedUntil: 0 },
      lacksSince: undefined,
    };
    const windows = Array.from({ length: WINDOWS }, (): Window => {
      // A restored session opens them together; a token is wanted with the first use.
      const at = cameAt + (renewal === 'automatic' ? random() : untilNextUse(random));
      return { at, wokeAt: at, failures: 0 };
    });
    for (;;) {
      const window = windows.reduce((first, other) => (other.at < first.at ? other : first));
      const { at, wokeAt } = window;
      if (at > leavesAt) break;
      const readable = at >= token.savedAt ? token.expiresAt : token.expiredBefore;
      const isDue = readable - at <= MARGIN * (isEarly ? 2 : 1);
      if (isDue && lock && at < token.lockedUntil) {
        window.at = token.lockedUntil;
        continue;
      }
      const isOut = (moment: number) => moment >= outageAt && moment < outageAt + OUTAGE_LASTS;
      let hasFailed = false;
      if (isDue) {
        let asked = at;
        for (let count = 1; ; count += 1) {
          const second = Math.floor(asked);
          requests[second] = (requests[second] ?? 0) + 1;
          hasFailed = isOut(asked);
          if (!hasFailed || count === tries) break;
          asked += count * random();
        }
        token.lockedUntil = asked + LATENCY;
        // On use nobody feels it before a token is wanted; one that still lives is handed out.
        const isFelt = renewal === 'automatic' || at >= readable;
        if (hasFailed && isFelt && token.expiresAt === readable) {
          token.lacksSince ??= Math.max(at, readable);
        }
        if (!hasFailed) {
          token.expiredBefore = readable;
          token.expiresAt = asked + LIFETIME;
          token.savedAt = asked + LATENCY;
          if (token.lacksSince !== undefined && token.savedAt > token.lacksSince) {
            lapses.push(token.savedAt - token.lacksSince);
          }
          token.lacksSince = undefined;
        }
      }
      window.failures = hasFailed ? window.failures + 1 : 0;
      if (renewal === 'automatic') {
        window.at = hasFailed
          ? wokeAt + pause(window.failures)
          : token.expiresAt - MARGIN - early();
      } else {
        // Who is refused tries again by hand.
        const isRefused = hasFailed && at >= readable;
        window.at = at + (isRefused ? 2 * MINUTE * random() : untilNextUse(random));
      }
      // Without the lock they would ask anew in no time.
      window.at = Math.max(window.at, at + LATENCY);
      window.wokeAt = window.at;
    }
  }
  return { requests, lapses };
}

/** The most requests in one second of a span. */
function peak(requests: Uint32Array, from = 0, until = requests.length): number {
  return requests.subarray(from, until).reduce((most, count) => Math.max(most, count), 0);
}

/** The least and the most of what came of one scenario, however its outage fell. */
function range(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) =>
    Math.round(value).toLocaleString('en'),
  );
  return least === most ? `${least}` : `${least}–${most}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function row(scenario: Scenario): readonly string[] {
  const { renewal, lock, tries, backOff = false, jitter = [] } = scenario;
  const days = SEEDS.map((seed) => simulate(scenario, seed).requests);
  const totals = days.map((day) => day.reduce((sum, count) => sum + count, 0));
  const bad = SEEDS.flatMap((seed) =>
    OUTAGES.map((from) => ({ ...simulate(scenario, seed, from), until: from + OUTAGE_LASTS })),
  );
  const echo = LIFETIME - MARGIN;
  return [
    renewal,
    lock ? 'yes' : 'no',
    String(tries),
    backOff ? 'yes' : 'no',
    jitter.length > 0 ? jitter.join(', ') : 'none',
    range(totals.map((total) => Math.round(total / 100) * 100)),
    mean(totals.map((total) => total / (9 * HOUR))).toFixed(1),
    range(days.map((day) => peak(day))),
    mean(days.map((day, index) => peak(day) / ((totals[index] ?? NaN) / (9 * HOUR)))).toFixed(1),
    range(bad.map(({ requests, until }) => peak(requests, until - OUTAGE_LASTS, until))),
    range(bad.map(({ requests, until }) => peak(requests, until, until + 7 * MINUTE))),
    range(
      bad.map(({ requests, until }) =>
        peak(requests, until + echo - 6 * MINUTE, until + echo + 7 * MINUTE),
      ),
    ),
    range(bad.map(({ lapses }) => lapses.length)),
    range(bad.map(({ lapses }) => mean(lapses))),
  ];
}

const heads = [
  ...['renewal', 'lock', 'tries', 'back-off', 'jitter', 'requests a day', 'mean/s', 'peak/s'],
  ...['peak over mean', 'peak/s in the outage', 'just after it', 'an hour later'],
  ...['developers without a token', 'seconds without (mean)'],
];
const figures = table([heads, ...scenarios.map(row)]);
console.log(figures);
if (argument('arrivals') === undefined) {
  const page = inProject('docs', 'scale.md');
  const text = readFileSync(page, 'utf8');
  writeFileSync(
    page,
    withPart(text, 'figures', () => figures),
  );
}
