import { assertFeatureRows, GateEvaluator } from './gates.js';
import { leafClasses } from './leaf-distributions.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';

/** Max-path answers for one row at a time, fast. */
export interface Predictor {
  /** Leaf of greatest path probability, counted from 0; the first of equals. `features` is `[featureCount]`. */
  maxPathLeaf(features: Float32Array): number;
  /** Class of that leaf. */
  predictOne(features: Float32Array): number;
}

/** What tells the log-odds of gates, `beta (x.w + b)`, by their index among the gates. */
interface GateSource {
  preActivation(gate: number): number;
}

/**
 * Prepares a tree for single rows. The leaf of greatest PATH probability is not always where the likelier branch at
 * every gate leads; it is found exactly by branch and bound: likelier branch first, and no subtree is entered whose
 * own path probability is below that of the best leaf so far. A trained tree is decided after few gates more than its depth.
 */
export function createPredictor(tree: SoftDecisionTree): Predictor {
  const gates = new GateEvaluator(tree);
  const classes = leafClasses(tree);
  const search = createLeafSearch(tree, gates);

  function maxPathLeaf(features: Float32Array): number {
    assertFeatureRows(tree, features, 1);
    gates.setRow(features);
    return search();
  }

  return { maxPathLeaf, predictOne: (features) => classes[maxPathLeaf(features)] ?? 0 };
}

/** The search for the leaf of greatest path probability, asking for no more gates than it needs; of the row that `gates` tells of. */
export function createLeafSearch(tree: SoftDecisionTree, gates: GateSource): () => number {
  const { topology } = tree;
  const isHard = tree.routing === 'hard';
  // At hand, because a search does little else than look these up.
  const listOf = (of: (node: number) => number) =>
    Int32Array.from({ length: topology.nodeCount }, (_, node) => of(node));
  const gateOf = listOf((node) => topology.gateOf(node));
  const leafOf = listOf((node) => topology.leafOf(node));
  const lefts = listOf((node) => topology.left(node));
  const rights = listOf((node) => topology.right(node));
  let bestLeaf = 0;
  let bestProbability = -1;

  function search(node: number, probability: number): void {
    if (probability < bestProbability) return;
    const gate = gateOf[node] ?? -1;
    if (gate < 0) {
      const leaf = leafOf[node] ?? 0;
      if (probability > bestProbability || leaf < bestLeaf) {
        bestLeaf = leaf;
        bestProbability = probability;
      }
      return;
    }
    const z = gates.preActivation(gate);
    const left = lefts[node] ?? 0;
    const right = rights[node] ?? 0;
    // Both branches by one exponential, to the bit as `branchProbability` gives them.
    const small = isHard ? 0 : Math.exp(z > 0 ? -z : z);
    const sum = 1 + small;
    search(z > 0 ? right : left, probability * (1 / sum));
    search(z > 0 ? left : right, probability * (small / sum));
  }

  return () => {
    bestLeaf = 0;
    bestProbability = -1;
    search(0, 1);
    return bestLeaf;
  };
}

const predictors = new WeakMap<SoftDecisionTree, Predictor>();

/**
 * Class of the leaf of greatest path probability for one row `[featureCount]`, in some microseconds.
 * What is prepared for the tree is kept as long as the tree is; a tree's parameters must not change meanwhile.
 *
 * @throws {InvalidInputError} when the number of features does not fit
 */
export function predictOne(tree: SoftDecisionTree, features: Float32Array): number {
  let predictor = predictors.get(tree);
  if (predictor === undefined) {
    predictor = createPredictor(tree);
    predictors.set(tree, predictor);
  }
  return predictor.predictOne(features);
}
