import { parameterSizes, type TreeParameters } from './soft-decision-tree.js';
import type { TreeShape, TreeShapeData } from './tree-shape.js';

/** Seeded source of standard normal numbers, e.g. a `SeededRandom`. */
export interface NormalSource {
  /** The next number. */
  normal(): number;
}

/** Leaves start nearly uniform, but not equal, so that they can grow apart. */
const leafLogitDeviation = 0.1;

/**
 * Start values of a tree: filters normal with deviation `1 / sqrt(featureCount)`, which keeps the pre-activations of
 * features in [0, 1] in the range where the gates' gradients are great; biases 0; betas 1; leaf logits near 0.
 *
 * @throws {InvalidInputError} when the shape is out of range
 */
export function initializeTree(shape: TreeShape | TreeShapeData, random: NormalSource): TreeParameters {
  const sizes = parameterSizes(shape);
  const normal = (length: number, deviation: number) =>
    Float32Array.from({ length }, () => random.normal() * deviation);
  return {
    filters: normal(sizes.filters, 1 / Math.sqrt(shape.featureCount)),
    biases: new Float32Array(sizes.biases),
    betas: new Float32Array(sizes.betas).fill(1),
    leafLogits: normal(sizes.leafLogits, leafLogitDeviation),
  };
}
