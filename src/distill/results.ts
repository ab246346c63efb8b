import type { EngineName } from '../engine/engine.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import type { EpochMetrics } from './progress.js';
import type { ExperimentSettings } from './settings.js';

/** Accuracy of one tree on the test set; all numbers are fractions in [0, 1]. */
export interface TreeScores {
  /** Accuracy by the leaf of greatest path probability. */
  readonly maxPath: number;
  /** Accuracy by the mixture over all leaves. */
  readonly mixture: number;
  /** Share of rows where the max-path answer equals the teacher's. */
  readonly fidelity: number;
  /** Share of rows where the mixture's answer equals the teacher's. */
  readonly mixtureFidelity: number;
  /** Mean probability of the greatest path: how decisive the routes are. */
  readonly topPathProbability: number;
}

export interface TrainedTree extends TreeScores {
  readonly tree: SoftDecisionTree;
  readonly epochs: readonly EpochMetrics[];
  /** The epoch whose weights were kept, chosen on the validation split. */
  readonly bestEpoch: number;
}

/** Result of the three-way experiment: teacher, baseline tree (hard labels), distilled tree (soft targets). */
export interface ExperimentResult {
  readonly dataset: string;
  readonly preset: string;
  readonly seed: number;
  readonly depth: number;
  readonly engine: EngineName;
  readonly settings: ExperimentSettings;
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly teacher: {
    readonly accuracy: number;
    readonly validationAccuracy: number;
    readonly epochs: readonly EpochMetrics[];
    /** Absent when the teacher is known by its answers alone. */
    readonly parameterCount?: number;
    /** Probabilities at temperature 1 on the test set, `[testRows, classCount]`. */
    readonly testProbabilities: Float32Array;
  };
  readonly baseline: TrainedTree;
  readonly distilled: TrainedTree;
  readonly seconds: {
    readonly teacher: number;
    readonly softTargets: number;
    readonly baseline: number;
    readonly distilled: number;
    readonly total: number;
  };
}
