/**
 * fast-check, as tests use it (lint asks for it): from one seed, so that what a run
 * finds is due to a change and not to chance. Other cases are tried by hand:
 *
 *   PROPERTY_SEED=random   a seed of chance; a failure prints it
 *   PROPERTY_SEED=…        that one again, and fast-check looks for a smaller case, which may take minutes
 *   PROPERTY_RUNS=…        how many cases of the properties that are made for it
 */
import fc from 'fast-check';

const { PROPERTY_SEED: wanted, PROPERTY_RUNS: given } = process.env;
const isRepeated = wanted !== undefined && wanted !== 'random';

fc.configureGlobal({
  seed: wanted === undefined ? 20261129 : isRepeated ? Number(wanted) : Date.now() % 2 ** 31,
});

/** As many cases as were asked for; whole forms are made smaller only where somebody waits for it. */
export const manyRuns = (usual: number) => ({
  numRuns: Number(given ?? usual),
  endOnFailure: !isRepeated,
});

export default fc;
