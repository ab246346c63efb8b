import { argmax } from '../data/argmax.js';
import type { Calibration } from './calibration.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';

/**
 * Class distributions of all leaves, row-major `[leaves, classCount]`; each row sums to 1.
 *
 * @param calibration `uncalibrated` gives Q = softmax(phi), which mixtures are made of
 */
export function leafDistributions(
  tree: SoftDecisionTree,
  calibration: Calibration = tree.calibration,
): Float64Array {
  const { classCount } = tree;
  const distributions = new Float64Array(tree.leafCount * classCount);
  for (let leaf = 0; leaf < tree.leafCount; leaf++) {
    distributions.set(leafDistribution(tree, leaf, calibration), leaf * classCount);
  }
  return distributions;
}

/**
 * Class distribution of one leaf, `(1 - doubt) softmax(power phi) + doubt / classCount`, `[classCount]`; `leaf` counts leaves from 0.
 */
export function leafDistribution(
  tree: SoftDecisionTree,
  leaf: number,
  { maxPath: power, doubt = 0 }: Calibration = tree.calibration,
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
  const even = doubt / distribution.length;
  return distribution.map((weight) => (1 - doubt) * (weight / sum) + even);
}

/** The class that each leaf answers, `[leaves]`: its greatest logit; the first of equals. */
export function leafClasses(tree: SoftDecisionTree): Uint16Array {
  return Uint16Array.from({ length: tree.leafCount }, (_, leaf) => argmax(tree.leafLogits(leaf)));
}
