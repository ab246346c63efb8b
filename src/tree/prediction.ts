import { Matrix } from 'ml-matrix';
import { assertFeatureRows, assertRows } from './gates.js';
import { indexOfGreatest, leafClasses, leafDistributions } from './leaf-distributions.js';
import { routeInChunks } from './routing.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';

/** Both answers of a tree for a batch: by the leaf of greatest path probability, and by the mixture of all leaves. */
export interface Prediction {
  /** Leaf of greatest path probability, counted from 0, `[rows]`; the first of equals. */
  readonly maxPathLeaves: Uint16Array;
  /** Path probability of that leaf, `[rows]`, in [2^-depth, 1]. */
  readonly topPathProbabilities: Float32Array;
  /** Class of that leaf, `[rows]`. */
  readonly maxPathClasses: Uint8Array;
  /** Class distribution of that leaf, row-major `[rows, classCount]`. */
  readonly maxPathProbabilities: Float32Array;
  /** Greatest class of the mixture, `[rows]`. */
  readonly mixtureClasses: Uint8Array;
  /** Leaf distributions weighted by their path probabilities, row-major `[rows, classCount]`. */
  readonly mixtureProbabilities: Float32Array;
}

/**
 * Predicts a batch with ml-matrix alone, in double precision.
 *
 * @param features row-major `[rows, featureCount]`
 * @throws {InvalidInputError} when the number of features does not fit
 */
export function predict(tree: SoftDecisionTree, features: Float32Array, rows: number): Prediction {
  assertFeatureRows(tree, features, rows);
  const prediction = emptyPrediction(tree, rows);
  const leaves = leafTables(tree);
  const firstLeaf = tree.innerNodeCount;
  for (const { firstRow, nodes } of routeInChunks(tree, features, rows)) {
    const paths = nodes.subMatrix(0, nodes.rows - 1, firstLeaf, nodes.columns - 1);
    writeRows(prediction, firstRow, paths, leaves);
  }
  return prediction;
}

/**
 * The same answers from path probabilities that an engine has already computed.
 *
 * @param pathProbabilities row-major `[rows, leaves]`
 * @throws {InvalidInputError} when their number does not fit
 */
export function predictionFromPaths(
  tree: SoftDecisionTree,
  pathProbabilities: Float32Array,
  rows: number,
): Prediction {
  assertRows('pathProbabilities', pathProbabilities, rows, tree.leafCount);
  const prediction = emptyPrediction(tree, rows);
  const leaves = leafTables(tree);
  for (let firstRow = 0; firstRow < rows; firstRow += rowsPerProduct) {
    const chunk = Array.from({ length: Math.min(rowsPerProduct, rows - firstRow) }, (_, index) => {
      const start = (firstRow + index) * tree.leafCount;
      return pathProbabilities.subarray(start, start + tree.leafCount);
    });
    writeRows(prediction, firstRow, new Matrix(chunk), leaves);
  }
  return prediction;
}

/** Enough rows for a matrix product to be worth its set-up. */
const rowsPerProduct = 256;

interface LeafTables {
  readonly classes: Uint8Array;
  /** `[leaves, classCount]`. */
  readonly distributions: Matrix;
}

function leafTables(tree: SoftDecisionTree): LeafTables {
  const flat = leafDistributions(tree);
  const distributions = Matrix.from1DArray(tree.leafCount, tree.topology.classCount, flat);
  return { classes: leafClasses(tree), distributions };
}

function emptyPrediction(tree: SoftDecisionTree, rows: number): Prediction {
  const { classCount } = tree.topology;
  return {
    maxPathLeaves: new Uint16Array(rows),
    topPathProbabilities: new Float32Array(rows),
    maxPathClasses: new Uint8Array(rows),
    maxPathProbabilities: new Float32Array(rows * classCount),
    mixtureClasses: new Uint8Array(rows),
    mixtureProbabilities: new Float32Array(rows * classCount),
  };
}

/** Fills the rows from `firstRow` on; `paths` is `[chunkRows, leaves]`. */
function writeRows(prediction: Prediction, firstRow: number, paths: Matrix, leaves: LeafTables): void {
  const { distributions } = leaves;
  const mixtures = paths.mmul(distributions);
  for (let i = 0; i < paths.rows; i++) {
    const row = firstRow + i;
    const leafPaths = paths.getRow(i);
    const leaf = indexOfGreatest(leafPaths);
    const mixture = mixtures.getRow(i);
    prediction.maxPathLeaves[row] = leaf;
    prediction.topPathProbabilities[row] = leafPaths[leaf] ?? 0;
    prediction.maxPathClasses[row] = leaves.classes[leaf] ?? 0;
    prediction.maxPathProbabilities.set(distributions.getRow(leaf), row * distributions.columns);
    prediction.mixtureClasses[row] = indexOfGreatest(mixture);
    prediction.mixtureProbabilities.set(mixture, row * distributions.columns);
  }
}
