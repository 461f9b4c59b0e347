import { kills } from '../test/longer/kills.ts';
import { soak } from '../test/longer/soak.ts';
import { budgets } from './bench.ts';
import { longerE2e } from './e2e.ts';
import { faults } from './faults.ts';
import { fuzz, iniTexts, randomRequests } from './fuzz.ts';
import { integration } from './integration.ts';
import { report } from './lib/tally.ts';

// The checks that take longer than a developer would wait; CI runs them after `npm test`.
report([
  await faults(),
  await fuzz(10_000),
  await iniTexts(130_000),
  await randomRequests(1000),
  await budgets(),
  await longerE2e(),
  await kills(10),
  await soak(1),
  await integration('floor'),
]);
