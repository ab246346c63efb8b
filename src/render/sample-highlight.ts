import { explain, type Explanation } from '../tree/explanation.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';

/** One input whose decision is shown. */
export interface Sample {
  /** After preprocessing, `[featureCount]`. */
  readonly features: Float32Array;
  /** How the sample is called, e.g. `test image 17` or a file name; untrusted text. */
  readonly name: string;
  /** True class, where it is known. */
  readonly label?: number | undefined;
}

/** A sample with its way through the tree. */
export interface RoutedSample extends Sample {
  readonly explanation: Explanation;
}

/**
 * Sends a sample through the tree.
 * @throws {InvalidInputError} when the number of features does not fit
 */
export function routeSample(tree: SoftDecisionTree, sample: Sample): RoutedSample {
  return { ...sample, explanation: explain(tree, sample.features) };
}
