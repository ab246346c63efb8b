import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';

/** All gates as one matrix product, `z = features weights + offsets`, beta within. */
export interface GateMatrix {
  /** `[features, innerNodes]`. */
  readonly weights: Float32Array;
  /** `[innerNodes]`. */
  readonly offsets: Float32Array;
}

/** @param features which of the tree's features stand in a row, in this order; -1 for what no gate looks at */
export function gateMatrix(tree: SoftDecisionTree, features: readonly number[]): GateMatrix {
  const { innerNodeCount, featureCount, parameters } = tree;
  const { filters, biases, betas } = parameters;
  const weights = new Float32Array(features.length * innerNodeCount);
  for (const [place, feature] of features.entries()) {
    if (feature < 0) continue;
    for (let gate = 0; gate < innerNodeCount; gate++)
      weights[place * innerNodeCount + gate] =
        (betas[gate] ?? 1) * (filters[gate * featureCount + feature] ?? 0);
  }
  return { weights, offsets: biases.map((bias, gate) => (betas[gate] ?? 1) * bias) };
}

/** Which branch probabilities each path is a product of. */
export interface PathFactors {
  /** `[leaves, depth]`: 0 for a factor of 1, then `1 + gate` for a left branch, then `1 + innerNodes + gate` for a right one. */
  readonly factors: readonly number[];
  /** Factors of each path, at least 1. */
  readonly depth: number;
}

export function pathFactors({
  topology,
  leafCount,
  innerNodeCount,
  depth: deepest,
}: SoftDecisionTree): PathFactors {
  const depth = Math.max(1, deepest);
  const factors = Array.from({ length: leafCount }, (_, leaf) => {
    const turns = topology
      .pathTo(topology.nodeOfLeaf(leaf))
      .map(({ node, side }) => 1 + topology.gateOf(node) + (side === 'right' ? innerNodeCount : 0));
    return [...turns, ...new Array<number>(depth - turns.length).fill(0)];
  });
  return { factors: factors.flat(), depth };
}
