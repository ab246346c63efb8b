import { argmax } from '../data/argmax.js';
import { toPower } from './calibration.js';
import { branchProbability } from './branch-probability.js';
import { assertFeatureRows, GateEvaluator } from './gates.js';
import { leafDistribution } from './leaf-distributions.js';
import { RowRouter } from './routing.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';
import type { Side } from './topology.js';

/** One gate on the way from the root to a leaf. */
export interface ExplanationStep {
  /** Inner node. */
  readonly node: number;
  /** `beta (x.w + b)`; positive leans right. */
  readonly preActivation: number;
  /** Probability of the RIGHT branch. */
  readonly gateProbability: number;
  /** Where the path goes. */
  readonly side: Side;
  /** Probability of the branch that the path takes. */
  readonly sideProbability: number;
  /** Path probability after this gate: of the child that the path goes to. */
  readonly pathProbability: number;
}

/** Why a tree answers what it answers for one row. */
export interface Explanation {
  /** Leaf of greatest path probability, counted from 0. */
  readonly leaf: number;
  /** The gates from the root to that leaf. */
  readonly steps: readonly ExplanationStep[];
  /** Path probability of the leaf. */
  readonly pathProbability: number;
  /** Class distribution of the leaf, calibrated, `[classCount]`. */
  readonly leafDistribution: Float32Array;
  readonly maxPathClass: number;
  /** Mixture of all leaves, calibrated, `[classCount]`. */
  readonly mixtureDistribution: Float32Array;
  readonly mixtureClass: number;
  /** Probability of the RIGHT branch at every inner node, on the path or not, `[innerNodes]`. */
  readonly gateProbabilities: Float32Array;
}

/**
 * The path to the leaf of greatest path probability, with every gate on it, and what all leaves say together.
 *
 * @param features one row, `[featureCount]`
 * @throws {InvalidInputError} when the number of features does not fit
 */
export function explain(tree: SoftDecisionTree, features: Float32Array): Explanation {
  assertFeatureRows(tree, features, 1);
  const router = new RowRouter(tree);
  const leaf = router.route(features, 0);
  const { leaves, preActivations } = router;
  const mixture = toPower(router.mixture, tree.calibration.mixture);
  return {
    leaf,
    steps: stepsTo(tree, leaf, (gate) => preActivations[gate] ?? 0),
    pathProbability: leaves[leaf] ?? 1,
    leafDistribution: Float32Array.from(leafDistribution(tree, leaf)),
    maxPathClass: argmax(tree.leafLogits(leaf)),
    mixtureDistribution: Float32Array.from(mixture),
    mixtureClass: argmax(mixture),
    gateProbabilities: Float32Array.from(preActivations, (z) => branchProbability(z, 'right', tree.routing)),
  };
}

/** The gates on the path to any leaf, for one row `[featureCount]`; `leaf` counts leaves from 0. */
export function explainPath(tree: SoftDecisionTree, features: Float32Array, leaf: number): ExplanationStep[] {
  const gates = new GateEvaluator(tree);
  gates.setRow(features);
  return stepsTo(tree, leaf, (gate) => gates.preActivation(gate));
}

function stepsTo(
  { topology, routing }: SoftDecisionTree,
  leaf: number,
  preActivationOf: (gate: number) => number,
): ExplanationStep[] {
  let pathProbability = 1;
  return topology.pathTo(topology.nodeOfLeaf(leaf)).map(({ node, side }) => {
    const preActivation = preActivationOf(topology.gateOf(node));
    const sideProbability = branchProbability(preActivation, side, routing);
    pathProbability *= sideProbability;
    const gateProbability = branchProbability(preActivation, 'right', routing);
    return { node, preActivation, gateProbability, side, sideProbability, pathProbability };
  });
}
