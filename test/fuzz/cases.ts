import assert from 'node:assert/strict';
import fc from 'fast-check';

const runs = process.env['ISOGEO_FUZZ_RUNS'];
const seed = process.env['ISOGEO_FUZZ_SEED'];

/**
 * The number of cases for every property: 1,000, or as many as `npm run fuzz` requests. A failure prints its
 * seed, which `ISOGEO_FUZZ_SEED` repeats.
 */
export const cases: { readonly numRuns: number; readonly seed?: number } = {
  numRuns: runs === undefined ? 1000 : Number(runs),
  ...(seed !== undefined && { seed: Number(seed) }),
};

/**
 * Fails unless a property meets such values. It doesn't depend on `cases`: with a few cases, or with another
 * seed, a property may meet none.
 */
export function assertMeets<T>(values: fc.Arbitrary<T>, isSuch: (value: T) => boolean): void {
  assert.ok(fc.sample(values, { numRuns: 1000, seed: 1 }).some(isSuch));
}

/** Any character, control characters among them; fast-check's own `binary` takes a second to set up. */
export const character: fc.Arbitrary<string> = fc
  .integer({ min: 0, max: 0x10ffff })
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));
