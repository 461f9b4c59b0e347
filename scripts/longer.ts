import { budgets } from './bench.ts';
import { fuzz } from './fuzz.ts';
import { integration } from './integration.ts';
import { report } from './lib/tally.ts';

// What takes longer than a developer wants to wait; CI runs it after `npm test`.
report([await fuzz(10_000), await budgets(), await integration('floor')]);
