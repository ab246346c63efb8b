import { argmax } from '../data/argmax.js';
import { toPower } from './calibration.js';
import { assertFeatureRows } from './gates.js';
import { leafClasses, leafDistributions } from './leaf-distributions.js';
import { routerFor } from './block-router.js';
import type { Router } from './routing.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';

/** Both answers of a tree for a batch: by the leaf of greatest path probability, and by the mixture of all leaves. */
export interface Prediction {
  /** Leaf of greatest path probability, counted from 0, `[rows]`; the first of equals. */
  readonly maxPathLeaves: Uint16Array;
  /** Path probability of that leaf, `[rows]`, in [1 / leaves, 1]. */
  readonly topPathProbabilities: Float32Array;
  /** Class of that leaf, `[rows]`. */
  readonly maxPathClasses: Uint16Array;
  /** Class distribution of that leaf, calibrated, row-major `[rows, classCount]`. */
  readonly maxPathProbabilities: Float32Array;
  /** Greatest class of the mixture, `[rows]`. */
  readonly mixtureClasses: Uint16Array;
  /** Leaf distributions weighted by their path probabilities, calibrated, row-major `[rows, classCount]`. */
  readonly mixtureProbabilities: Float32Array;
}

/**
 * Predicts a batch, in double precision.
 *
 * @param features row-major `[rows, featureCount]`
 * @param visit called with each row when it is routed, for what else is to be measured
 * @throws {InvalidInputError} when the number of features does not fit
 */
export function predict(
  tree: SoftDecisionTree,
  features: Float32Array,
  rows: number,
  visit?: RowVisitor,
): Prediction {
  assertFeatureRows(tree, features, rows);
  const { classCount, calibration } = tree;
  const prediction: Prediction = {
    maxPathLeaves: new Uint16Array(rows),
    topPathProbabilities: new Float32Array(rows),
    maxPathClasses: new Uint16Array(rows),
    maxPathProbabilities: new Float32Array(rows * classCount),
    mixtureClasses: new Uint16Array(rows),
    mixtureProbabilities: new Float32Array(rows * classCount),
  };
  const classes = leafClasses(tree);
  const distributions = leafDistributions(tree);
  const router = routerFor(tree);
  for (let row = 0; row < rows; row++) {
    const leaf = router.route(features, row);
    visit?.(row, router, leaf);
    const { leaves } = router;
    const mixture = toPower(router.mixture, calibration.mixture);
    prediction.maxPathLeaves[row] = leaf;
    prediction.topPathProbabilities[row] = leaves[leaf] ?? 0;
    prediction.maxPathClasses[row] = classes[leaf] ?? 0;
    prediction.mixtureClasses[row] = argmax(router.mixture);
    for (let index = 0; index < classCount; index++) {
      prediction.maxPathProbabilities[row * classCount + index] =
        distributions[leaf * classCount + index] ?? 0;
      prediction.mixtureProbabilities[row * classCount + index] = mixture[index] ?? 0;
    }
  }
  return prediction;
}

/** Is shown each row when it is routed, and the leaf of its greatest path probability. */
export type RowVisitor = (row: number, routed: Router, leaf: number) => void;
