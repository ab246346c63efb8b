import { Matrix } from 'ml-matrix';
import { argmax } from '../data/argmax.js';
import { branchProbability } from './branch-probability.js';
import { assertFeatureRows, GateEvaluator } from './gates.js';
import { uncalibrated } from './calibration.js';
import { leafDistributions } from './leaf-distributions.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';

/**
 * Gate probability p of every inner node (of the RIGHT branch), row-major `[rows, innerNodes]`;
 * p = sigmoid(beta (x.w + b)), Frosst & Hinton 2017, section 2; of a hard tree 1 where that is above 1/2, and else 0.
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
  const inner = tree.innerNodeCount;
  const gates = new GateEvaluator(tree);
  const probabilities = new Float32Array(rows * inner);
  for (let row = 0; row < rows; row++) {
    gates.setRow(features, row * tree.featureCount);
    for (let gate = 0; gate < inner; gate++)
      probabilities[row * inner + gate] = branchProbability(gates.preActivation(gate), 'right', tree.routing);
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
  const router = new RowRouter(tree);
  for (let row = 0; row < rows; row++) {
    router.route(features, row);
    probabilities.set(router.leaves, row * tree.leafCount);
  }
  return probabilities;
}

/** What one row met on its way through a whole tree, in double precision. */
export interface RoutedRow {
  /** `beta (x.w + b)` of every inner node, `[innerNodes]`. */
  readonly preActivations: Float64Array;
  /** Path probability of every node, `[nodes]`; the root's is 1. */
  readonly nodes: Float64Array;
  /** Path probability of every leaf, `[leaves]`. */
  readonly leaves: Float64Array;
  /** Leaf distributions as they were fitted, weighted by those, `[classCount]`. */
  readonly mixture: ArrayLike<number>;
}

/**
 * Is shown each row when it is routed, and the leaf of its greatest path probability, the first of equals. The arrays are the row's
 * own only during the call.
 */
export type RowVisitor = (row: number, routed: RoutedRow, leaf: number) => void;

/** Sends rows through a whole tree, one at a time; the arrays hold what the last row met. */
export interface Router extends RoutedRow {
  /**
   * Routes row number `row` of `features`, row-major `[rows, featureCount]`.
   *
   * @returns the leaf of greatest path probability, the first of equals
   */
  route(features: Float32Array, row: number): number;
}

/** The router for single rows, with ml-matrix; `BlockRouter` is the one for many, and gives the same bits. */
export class RowRouter implements Router {
  readonly preActivations: Float64Array;
  readonly nodes: Float64Array;
  readonly leaves: Float64Array;
  private readonly gates: GateEvaluator;
  /** Nodes by gate or leaf, at hand because the loops below are most of the work of a prediction. */
  private readonly gateNodes: Int32Array;
  private readonly lefts: Int32Array;
  private readonly rights: Int32Array;
  private readonly leafNodes: Int32Array;
  private distributions: Matrix | undefined;

  constructor(private readonly tree: SoftDecisionTree) {
    const { topology } = tree;
    this.gates = new GateEvaluator(tree);
    this.gateNodes = Int32Array.from({ length: tree.innerNodeCount }, (_, gate) => topology.nodeOfGate(gate));
    this.lefts = this.gateNodes.map((node) => topology.left(node));
    this.rights = this.gateNodes.map((node) => topology.right(node));
    this.leafNodes = Int32Array.from({ length: tree.leafCount }, (_, leaf) => topology.nodeOfLeaf(leaf));
    this.preActivations = new Float64Array(tree.innerNodeCount);
    this.nodes = new Float64Array(tree.topology.nodeCount);
    this.leaves = new Float64Array(tree.leafCount);
  }

  get mixture(): number[] {
    const { leafCount, classCount } = this.tree;
    this.distributions ??= Matrix.from1DArray(
      leafCount,
      classCount,
      leafDistributions(this.tree, uncalibrated),
    );
    return Matrix.rowVector(this.leaves).mmul(this.distributions).getRow(0);
  }

  route(features: Float32Array, row: number): number {
    const { gates, preActivations, nodes, leaves, gateNodes, lefts, rights, leafNodes } = this;
    const { featureCount, routing } = this.tree;
    gates.setRow(features, row * featureCount);
    nodes[0] = 1;
    for (let gate = 0; gate < preActivations.length; gate++) {
      const arriving = nodes[gateNodes[gate] ?? 0] ?? 0;
      const z = gates.preActivation(gate);
      preActivations[gate] = z;
      nodes[lefts[gate] ?? 0] = arriving * branchProbability(z, 'left', routing);
      nodes[rights[gate] ?? 0] = arriving * branchProbability(z, 'right', routing);
    }
    for (let leaf = 0; leaf < leaves.length; leaf++) leaves[leaf] = nodes[leafNodes[leaf] ?? 0] ?? 0;
    return argmax(leaves);
  }
}
