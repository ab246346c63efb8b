import type { EngineName } from '../settings/engine-choice.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import type { TreeScores } from '../tree/tree-scores.js';
import type { EpochMetrics } from './epoch-metrics.js';
import type { ExperimentSettings } from '../settings/settings.js';

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
    readonly parameterCount?: number | undefined;
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
