import { Matrix } from 'ml-matrix';
import { argmax } from '../data/argmax.js';
import { assertFeatureRows } from './gates.js';
import { leafClasses, leafDistributions } from './leaf-distributions.js';
import { RowRouter } from './routing.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';

/** Both answers of a tree for a batch: by the leaf of greatest path probability, and by the mixture of all leaves. */
export interface Prediction {
  /** Leaf of greatest path probability, counted from 0, `[rows]`; the first of equals. */
  readonly maxPathLeaves: Uint16Array;
  /** Path probability of that leaf, `[rows]`, in [1 / leaves, 1]. */
  readonly topPathProbabilities: Float32Array;
  /** Class of that leaf, `[rows]`. */
  readonly maxPathClasses: Uint16Array;
  /** Class distribution of that leaf, row-major `[rows, classCount]`. */
  readonly maxPathProbabilities: Float32Array;
  /** Greatest class of the mixture, `[rows]`. */
  readonly mixtureClasses: Uint16Array;
  /** Leaf distributions weighted by their path probabilities, row-major `[rows, classCount]`. */
  readonly mixtureProbabilities: Float32Array;
}

/**
 * Predicts a batch with ml-matrix alone, in double precision.
 *
 * @param features row-major `[rows, featureCount]`
 * @param visit called with each row when it is routed, for what else is to be measured
 * @throws {InvalidInputError} when the number of features does not fit
 */
export function predict(
  tree: SoftDecisionTree,
  features: Float32Array,
  rows: number,
  visit?: (row: number, routed: RowRouter) => void,
): Prediction {
  assertFeatureRows(tree, features, rows);
  const { classCount, leafCount } = tree;
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
  const distributionMatrix = Matrix.from1DArray(leafCount, classCount, distributions);
  const router = new RowRouter(tree);
  for (let first = 0; first < rows; first += rowsPerProduct) {
    const paths = new Matrix(Math.min(rowsPerProduct, rows - first), leafCount);
    for (let row = first; row < first + paths.rows; row++) {
      router.route(features, row);
      visit?.(row, router);
      paths.setRow(row - first, router.leaves);
      const leaf = argmax(router.leaves);
      const distribution = distributions.subarray(leaf * classCount, (leaf + 1) * classCount);
      prediction.maxPathLeaves[row] = leaf;
      prediction.topPathProbabilities[row] = router.leaves[leaf] ?? 0;
      prediction.maxPathClasses[row] = classes[leaf] ?? 0;
      prediction.maxPathProbabilities.set(distribution, row * classCount);
    }
    const mixtures = paths.mmul(distributionMatrix);
    for (let row = first; row < first + paths.rows; row++) {
      const mixture = mixtures.getRow(row - first);
      prediction.mixtureClasses[row] = argmax(mixture);
      prediction.mixtureProbabilities.set(mixture, row * classCount);
    }
  }
  return prediction;
}

/** Enough rows for a matrix product to be worth its set-up, few enough for its matrices to stay in the cache. */
const rowsPerProduct = 128;
