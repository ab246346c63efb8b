/**
 * Part of every trial's key, so that trials of different code are not mixed in one report: raised whenever the same settings and seed
 * give other numbers than before. `tests/experiment/recipe-version.test.ts` tells when kernels or traced training steps have changed.
 */
export const recipeVersion = 1 as number;

/** The same for how few labelled rows are drawn, which touches no trial that has all labels. */
export const labelDrawVersion = 2 as number;
