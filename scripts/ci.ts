import { integration } from './integration.ts';
import { report } from './lib/tally.ts';
import { everySuite } from './test.ts';

// What `npm test` runs, and then what takes longer than a developer wants to wait.
report([...(await everySuite()), ...(await integration(['floor']))]);
