import { argmax } from '../data/argmax.js';
import type { Features } from '../data/features.js';
import { writeToPower } from './calibration.js';
import { assertFeatureRows } from './gates.js';
import { leafClasses, leafDistributions } from './leaf-distributions.js';
import { routeRows } from './block-router.js';
import type { RowVisitor } from './routing.js';
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
  features: Features,
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
  const distributions = Float32Array.from(leafDistributions(tree));
  const { maxPathProbabilities, mixtureProbabilities } = prediction;
  routeRows(tree, features, rows, (row, routed, leaf) => {
    visit?.(row, routed, leaf);
    prediction.maxPathLeaves[row] = leaf;
    prediction.topPathProbabilities[row] = routed.leaves[leaf] ?? 0;
    prediction.maxPathClasses[row] = classes[leaf] ?? 0;
    prediction.mixtureClasses[row] = argmax(routed.mixture);
    const [target, source] = [row * classCount, leaf * classCount];
    for (let index = 0; index < classCount; index++)
      maxPathProbabilities[target + index] = distributions[source + index] ?? 0;
    writeToPower(routed.mixture, calibration.mixture, mixtureProbabilities, target);
  });
  return prediction;
}
