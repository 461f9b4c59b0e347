import { check } from './check.ts';
import { e2e } from './e2e.ts';
import { integration } from './integration.ts';
import { packaging } from './package.ts';
import { report, type SuiteResult } from './lib/tally.ts';
import { unit } from './unit.ts';

/** Every suite of `npm test`, each whatever became of the one before it. */
async function everySuite(): Promise<SuiteResult[]> {
  return [await check(), await unit(), await packaging(), await integration('newest'), await e2e()];
}

if (import.meta.main) report(await everySuite());
