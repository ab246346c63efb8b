import { argmax } from '../data/argmax.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';

/**
 * Class distributions of all leaves, row-major `[leaves, classCount]`; each row sums to 1.
 *
 * @param power default: the calibration's; 1 gives Q = softmax(phi), which mixtures are made of
 */
export function leafDistributions(tree: SoftDecisionTree, power?: number): Float64Array {
  const { classCount } = tree;
  const distributions = new Float64Array(tree.leafCount * classCount);
  for (let leaf = 0; leaf < tree.leafCount; leaf++) {
    distributions.set(leafDistribution(tree, leaf, power), leaf * classCount);
  }
  return distributions;
}

/** Class distribution of one leaf, softmax(power phi), `[classCount]`; `leaf` counts leaves from 0. */
export function leafDistribution(
  tree: SoftDecisionTree,
  leaf: number,
  power = tree.calibration.maxPath,
): Float64Array {
  const distribution = Float64Array.from(tree.leafLogits(leaf));
  // Subtracting the greatest logit keeps exp() from overflowing and does not change the ratio.
  const greatest = distribution.reduce((a, b) => Math.max(a, b));
  let sum = 0;
  for (let k = 0; k < distribution.length; k++) {
    const weight = Math.exp(power * ((distribution[k] ?? 0) - greatest));
    distribution[k] = weight;
    sum += weight;
  }
  return distribution.map((weight) => weight / sum);
}

/** The class that each leaf answers, `[leaves]`: its greatest logit; the first of equals. */
export function leafClasses(tree: SoftDecisionTree): Uint16Array {
  return Uint16Array.from({ length: tree.leafCount }, (_, leaf) => argmax(tree.leafLogits(leaf)));
}
