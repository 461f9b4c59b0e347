const runs = process.env['ISOGEO_FUZZ_RUNS'];
const seed = process.env['ISOGEO_FUZZ_SEED'];

/**
 * How long every property is tried, in this one place: 1,000 cases, or as many as `npm run fuzz`
 * asks for. A failure prints its seed, which `ISOGEO_FUZZ_SEED` repeats.
 */
export const cases: { readonly numRuns: number; readonly seed?: number } = {
  numRuns: runs === undefined ? 1000 : Number(runs),
  ...(seed !== undefined && { seed: Number(seed) }),
};
