import { Matrix } from 'ml-matrix';
import { assertFeatureRows, GateEvaluator, sigmoid } from './gates.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';
import { nodeCount } from './topology.js';

/**
 * Gate probability p of every inner node (of the RIGHT branch), row-major `[rows, innerNodes]`;
 * p = sigmoid(beta (x.w + b)), Frosst & Hinton 2017, section 2.
 *
 * @param features row-major `[rows, featureCount]`
 * @throws {InvalidInputError} when the number of features does not fit
 */
export function gateProbabilities(
  tree: SoftDecisionTree,
  features: Float32Array,
  rows: number,
): Float32Array {
  assertFeatureRows(tree, features, rows);
  const { featureCount } = tree.topology;
  const inner = tree.innerNodeCount;
  const gates = new GateEvaluator(tree);
  const probabilities = new Float32Array(rows * inner);
  for (let row = 0; row < rows; row++) {
    gates.setRow(features, row * featureCount);
    for (let node = 0; node < inner; node++) probabilities[row * inner + node] = gates.gateProbability(node);
  }
  return probabilities;
}

/**
 * Path probability P of every leaf, row-major `[rows, leaves]`: the product of the branch probabilities from the root
 * to the leaf; each row sums to 1.
 *
 * @param features row-major `[rows, featureCount]`
 * @throws {InvalidInputError} when the number of features does not fit
 */
export function pathProbabilities(
  tree: SoftDecisionTree,
  features: Float32Array,
  rows: number,
): Float32Array {
  assertFeatureRows(tree, features, rows);
  const probabilities = new Float32Array(rows * tree.leafCount);
  for (const { firstRow, nodes } of routeInChunks(tree, features, rows)) {
    for (let row = 0; row < nodes.rows; row++) {
      for (let leaf = 0; leaf < tree.leafCount; leaf++) {
        const probability = nodes.get(row, tree.innerNodeCount + leaf);
        probabilities[(firstRow + row) * tree.leafCount + leaf] = probability;
      }
    }
  }
  return probabilities;
}

export interface RoutedChunk {
  /** Row of the whole batch that is row 0 here. */
  readonly firstRow: number;
  /** Path probability of every node in heap order, `[chunkRows, nodes]`; the root's is 1. Valid until the next chunk. */
  readonly nodes: Matrix;
}

/** Small enough for a chunk's matrices to stay in the cache, and for a batch of any size to need little memory. */
const chunkRows = 128;

/** Path probabilities of all nodes in double precision, some rows at a time. */
export function* routeInChunks(
  tree: SoftDecisionTree,
  features: Float32Array,
  rows: number,
): Generator<RoutedChunk, void> {
  const { featureCount } = tree.topology;
  const gates = new GateEvaluator(tree);
  for (let firstRow = 0; firstRow < rows; firstRow += chunkRows) {
    const nodes = new Matrix(Math.min(chunkRows, rows - firstRow), nodeCount(tree.depth));
    for (let row = 0; row < nodes.rows; row++) {
      gates.setRow(features, (firstRow + row) * featureCount);
      nodes.set(row, 0, 1);
      for (let node = 0; node < tree.innerNodeCount; node++) {
        const arriving = nodes.get(row, node);
        const z = gates.preActivation(node);
        nodes.set(row, 2 * node + 1, arriving * sigmoid(-z));
        nodes.set(row, 2 * node + 2, arriving * sigmoid(z));
      }
    }
    yield { firstRow, nodes };
  }
}
