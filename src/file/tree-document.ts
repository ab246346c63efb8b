import type { Preprocessing } from '../data/dataset.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';

export const treeFileFormat = 'soft-decision-tree';
export const treeFileVersion = 1;

/** A trained tree with what is needed to use it and to say where it came from; what a tree file holds. */
export interface TreeDocument {
  readonly format: typeof treeFileFormat;
  readonly version: typeof treeFileVersion;
  /** Version of this package that made the tree. */
  readonly toolVersion: string;
  readonly seed: number;
  /** Name of each class, `[classCount]`. */
  readonly classNames: readonly string[];
  /** Name of each feature, `[featureCount]`; absent for images. */
  readonly featureNames?: readonly string[] | undefined;
  /** `[height, width, channels]` or `[featureCount]`; the product is `featureCount`. */
  readonly inputShape: readonly number[];
  readonly preprocessing: Preprocessing;
  readonly training: TreeTraining;
  readonly metrics: TreeMetrics;
  readonly tree: SoftDecisionTree;
}

/** How the tree was trained. */
export interface TreeTraining {
  /** Name of the data set. */
  readonly dataset: string;
  /** What the tree was fitted to: `hard` labels (baseline) or a teacher's `soft` targets (distilled). */
  readonly targets: 'hard' | 'soft';
  /** Settings of the run: plain JSON of any form. */
  readonly settings: object;
}

/** Measured on the test set; fractions in [0, 1]. */
export interface TreeMetrics {
  /** Accuracy by the leaf of greatest path probability. */
  readonly maxPath: number;
  /** Accuracy by the mixture over all leaves. */
  readonly mixture: number;
  /** Share of rows where the max-path answer equals the teacher's. */
  readonly fidelity?: number | undefined;
  /** Share of rows where the mixture's answer equals the teacher's. */
  readonly mixtureFidelity?: number | undefined;
  /** Mean probability of the greatest path. */
  readonly topPathProbability?: number | undefined;
}
