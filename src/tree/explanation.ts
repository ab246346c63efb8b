import { assertFeatureRows, GateEvaluator, sigmoid } from './gates.js';
import { indexOfGreatest, leafDistribution } from './leaf-distributions.js';
import { predict } from './prediction.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';
import { leftChild, rightChild } from './topology.js';

/** One gate on the way from the root to a leaf. */
export interface ExplanationStep {
  /** Inner node in heap order. */
  readonly node: number;
  /** `beta (x.w + b)`; positive leans right. */
  readonly preActivation: number;
  /** Probability of the RIGHT branch. */
  readonly gateProbability: number;
  /** Where the path goes. */
  readonly side: 'left' | 'right';
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
  /** Class distribution of the leaf, `[classCount]`. */
  readonly leafDistribution: Float32Array;
  readonly maxPathClass: number;
  /** Mixture of all leaves, `[classCount]`. */
  readonly mixtureDistribution: Float32Array;
  readonly mixtureClass: number;
}

/**
 * The path to the leaf of greatest path probability, with every gate on it.
 *
 * @param features one row, `[featureCount]`
 * @throws {InvalidInputError} when the number of features does not fit
 */
export function explain(tree: SoftDecisionTree, features: Float32Array): Explanation {
  assertFeatureRows(tree, features, 1);
  const prediction = predict(tree, features, 1);
  const leaf = prediction.maxPathLeaves[0] ?? 0;
  const steps = explainPath(tree, features, leaf);
  return {
    leaf,
    steps,
    pathProbability: steps.at(-1)?.pathProbability ?? 1,
    leafDistribution: Float32Array.from(leafDistribution(tree, leaf)),
    maxPathClass: indexOfGreatest(tree.leafLogits(leaf)),
    mixtureDistribution: prediction.mixtureProbabilities,
    mixtureClass: prediction.mixtureClasses[0] ?? 0,
  };
}

/** The gates on the path to any leaf, for one row `[featureCount]`; `leaf` counts leaves from 0. */
export function explainPath(tree: SoftDecisionTree, features: Float32Array, leaf: number): ExplanationStep[] {
  const gates = new GateEvaluator(tree);
  gates.setRow(features);
  const steps: ExplanationStep[] = [];
  let node = 0;
  let pathProbability = 1;
  for (let level = tree.depth - 1; level >= 0; level--) {
    // The bits of the leaf index, highest first, are the turns on its path: 1 is right.
    const goesRight = ((leaf >> level) & 1) === 1;
    const preActivation = gates.preActivation(node);
    const sideProbability = sigmoid(goesRight ? preActivation : -preActivation);
    pathProbability *= sideProbability;
    steps.push({
      node,
      preActivation,
      gateProbability: sigmoid(preActivation),
      side: goesRight ? 'right' : 'left',
      sideProbability,
      pathProbability,
    });
    node = goesRight ? rightChild(node) : leftChild(node);
  }
  return steps;
}
