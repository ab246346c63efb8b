import { SoftDecisionTree } from '../../src/tree/soft-decision-tree.js';

/**
 * A tree of depth 2 over 2 features and 2 classes whose gates are easy to compute by hand:
 * at x = (1, 1): z0 = 2 (0.5 - 0.5 + ln3 / 2) = ln 3, so p0 = 3/4; z1 = 1 (1 + 0 - 1) = 0, so p1 = 1/2;
 * z2 = 0.5 (1 + 1 - 2 - 2 ln 4) = -ln 4, so p2 = 1/5.
 */
export const handComputedTree = new SoftDecisionTree(
  { depth: 2, featureCount: 2, classCount: 2 },
  {
    filters: Float32Array.of(0.5, -0.5, 1, 0, 1, 1),
    biases: Float32Array.of(Math.log(3) / 2, -1, -2 - 2 * Math.log(4)),
    betas: Float32Array.of(2, 1, 0.5),
    // Q: (1/2, 1/2), (3/4, 1/4), (1/5, 4/5), (1/10, 9/10)
    leafLogits: Float32Array.of(0, 0, Math.log(3), 0, 0, Math.log(4), 0, Math.log(9)),
  },
);

/** One row, `[2]`. */
export const handComputedRow = Float32Array.of(1, 1);

/** p of the gates 0, 1, 2. */
export const handComputedGates = [3 / 4, 1 / 2, 1 / 5];

/** P of the leaves: (1/4)(1/2), (1/4)(1/2), (3/4)(4/5), (3/4)(1/5). */
export const handComputedPaths = [1 / 8, 1 / 8, 3 / 5, 3 / 20];

/** Q of the leaves. */
export const handComputedLeaves = [
  [1 / 2, 1 / 2],
  [3 / 4, 1 / 4],
  [1 / 5, 4 / 5],
  [1 / 10, 9 / 10],
] as const;

/** (1/8)(1/2) + (1/8)(3/4) + (3/5)(1/5) + (3/20)(1/10), and the rest. */
export const handComputedMixture = [0.29125, 0.70875];
