/**
 * The simulation behind docs/scale.md: what a day of 10,000 developers asks of the token endpoint.
 * The same seed gives the same numbers on every machine.
 *
 *     node scripts/bootstrap.mjs scripts/scale.ts
 */

const DEVELOPERS = 10_000;
const WINDOWS = 3;
const SEED = 20_260_101;

// All times in seconds.
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const LIFETIME = 3599;
/** How long before its end a token is renewed, as in `core/token.ts`. */
const MARGIN = Math.min(5 * MINUTE, LIFETIME / 10);
/** From the request until the other windows can read what came of it. */
const LATENCY = 0.3;
/** As in `session/automaticRenewal.ts`: doubled with each failure up to the longest. */
const PAUSE_AFTER_FAILURE = MINUTE;
const LONGEST_PAUSE = 5 * MINUTE;
/** The server is there, and answers that it has a problem: each request is tried three times. */
const OUTAGE = { from: 11 * HOUR, until: 11 * HOUR + 10 * MINUTE };

interface Scenario {
  readonly renewal: 'on use' | 'automatic';
  readonly lock: boolean;
  /** `jitter`: renewed early and tried again late, each by chance. `back-off`: later each time. */
  readonly spread: 'none' | 'jitter' | 'back-off';
}

/** Of one application, in the storage that a developer's windows share. */
interface Stored {
  expiresAt: number;
  /** Until then the others still read the one before it. */
  savedAt: number;
  expiredBefore: number;
}

interface Window {
  at: number;
  /** In a row. */
  failures: number;
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

/** Most sit down around nine: a normal distribution of 20 minutes (Box and Muller). */
function arrival(random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return 9 * HOUR + normal * 20 * MINUTE;
}

/** In one window a token is used three times an hour. */
function untilNextUse(random: () => number): number {
  return -Math.log(1 - random()) * 20 * MINUTE;
}

/** The requests of each second of one day. */
function simulate({ renewal, lock, spread }: Scenario, outage?: typeof OUTAGE): Uint32Array {
  const random = generator(SEED);
  const requests = new Uint32Array(24 * HOUR);
  const early = () => (spread === 'jitter' ? random() * MARGIN : 0);
  const pause = (failures: number) => {
    if (spread === 'back-off') {
      return Math.min(PAUSE_AFTER_FAILURE * 2 ** (failures - 1), LONGEST_PAUSE);
    }
    return PAUSE_AFTER_FAILURE * (spread === 'jitter' ? 1 + random() : 1);
  };

  for (let developer = 0; developer < DEVELOPERS; developer += 1) {
    const leavesAt = 17 * HOUR + random() * HOUR;
    const cameAt = arrival(random);
    const token: Stored = { expiresAt: 0, savedAt: 0, expiredBefore: 0 };
    const windows: Window[] = Array.from({ length: WINDOWS }, () => ({
      // A restored session opens them together; a token is wanted with the first use.
      at: cameAt + (renewal === 'automatic' ? random() : untilNextUse(random)),
      failures: 0,
    }));
    for (;;) {
      const window = windows.reduce((first, other) => (other.at < first.at ? other : first));
      const { at } = window;
      if (at > leavesAt) break;
      const readable = lock || at >= token.savedAt ? token.expiresAt : token.expiredBefore;
      const isDue = readable - at <= MARGIN * (spread === 'jitter' ? 2 : 1);
      const isOut = outage !== undefined && at >= outage.from && at < outage.until;
      if (isDue) {
        const again = at + random();
        const tries = isOut ? [at, again, again + 2 * random()] : [at];
        for (const moment of tries) {
          const second = Math.floor(moment);
          requests[second] = (requests[second] ?? 0) + 1;
        }
        if (!isOut) {
          token.expiredBefore = readable;
          token.expiresAt = at + LIFETIME;
          token.savedAt = at + LATENCY;
        }
      }
      window.failures = isDue && isOut ? window.failures + 1 : 0;
      if (renewal === 'automatic') {
        window.at =
          window.failures > 0 ? at + pause(window.failures) : token.expiresAt - MARGIN - early();
      } else {
        // Who is refused tries again by hand.
        window.at = at + (window.failures > 0 ? 2 * MINUTE * random() : untilNextUse(random));
      }
      // With the lock the others wait for the answer; without it they would ask anew in no time.
      window.at = Math.max(window.at, at + LATENCY);
    }
  }
  return requests;
}

/** The most requests in one second of a span. */
function peak(requests: Uint32Array, from = 0, until = requests.length): number {
  return requests.subarray(from, until).reduce((most, count) => Math.max(most, count), 0);
}

function row(scenario: Scenario): string {
  const { renewal, lock, spread } = scenario;
  const day = simulate(scenario);
  const bad = simulate(scenario, OUTAGE);
  const total = day.reduce((sum, count) => sum + count, 0);
  const mean = total / (9 * HOUR);
  const after = OUTAGE.until;
  const echo = after + LIFETIME - MARGIN;
  const cells = [
    renewal,
    lock ? 'yes' : 'no',
    spread,
    total.toLocaleString('en'),
    mean.toFixed(1),
    String(peak(day)),
    (peak(day) / mean).toFixed(1),
    String(peak(bad, OUTAGE.from, OUTAGE.until)),
    String(peak(bad, after + 3, after + 3 * MINUTE)),
    String(peak(bad, echo - 6 * MINUTE, echo + 3 * MINUTE)),
  ];
  return `| ${cells.join(' | ')} |`;
}

const heads = [
  ...['renewal', 'lock', 'spread', 'requests a day', 'mean/s', 'peak/s', 'peak over mean'],
  ...['peak/s in the outage', 'peak/s just after it', 'peak/s an hour later'],
];
console.log(`| ${heads.join(' | ')} |\n|${heads.map(() => '---').join('|')}|`);
for (const renewal of ['on use', 'automatic'] as const) {
  for (const lock of [false, true]) {
    const spreads =
      renewal === 'on use' ? ['none' as const] : (['none', 'jitter', 'back-off'] as const);
    for (const spread of spreads) {
      console.log(row({ renewal, lock, spread }));
    }
  }
}
