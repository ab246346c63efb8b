import type { Dataset } from '../data/dataset.js';
import type { WeightRecord } from '../data/training-weights.js';
import type { UsualTable } from '../data/usual-values.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import type { ResultsDocument } from '../file/results-schema.js';
import type { TreeSearch } from '../file/tree-search-schema.js';
import type { RowMeasurements } from './row-measurements.js';
import type { CurvePoint, ReportSweep, ReportTreeScores, RunScores, TreeRole } from './report-data.js';

/**
 * What a report is made from. `experiment` has the shape of the distillation experiment's result, so that one can be
 * handed over as it is; everything that an older or a smaller run may lack is optional.
 */
export interface ReportInput {
  readonly experiment: ReportExperiment;
  /** The rows that the scores were measured on; samples and confusion matrices come from here. */
  readonly test: Dataset;
  /** The rows that the trees were trained on; of a table, the page carries some as examples. Without them it says that they are missing. */
  readonly train?: Dataset | undefined;
  /** Scores of the same experiment with other seeds, for error bars. */
  readonly otherRuns?: readonly RunScores[] | undefined;
  /** What the trees do with the test rows, where those were routed already; default: measured now. */
  readonly measured?: Partial<Record<TreeRole, RowMeasurements>> | undefined;
  /** Pictures of an experiment on the same data. */
  readonly sweeps?: readonly ReportSweep[] | undefined;
  readonly toolVersion: string;
  /** What the columns of a table hold in the training rows; default: what the test set knows of them. */
  readonly usual?: UsualTable | undefined;
}

/** What was measured; everything that an older or a smaller run may lack is optional. */
export interface ReportExperiment {
  readonly seed: number;
  readonly preset?: string;
  readonly engine?: string;
  readonly machine?: ResultsDocument['machine'];
  /** The files that were written with these results. */
  readonly run?: ResultsDocument['run'];
  /** Settings of the run, listed on the page under their own names. */
  readonly settings?: object;
  readonly rows?: { readonly train: number; readonly validation: number; readonly test: number };
  /** What decided how much rows count in training. */
  readonly weights?: WeightRecord | undefined;
  readonly teacher?: {
    readonly accuracy?: number | undefined;
    /** What a teacher from elsewhere is. */
    readonly description?: string | undefined;
    readonly epochs?: readonly CurvePoint[];
    readonly parameterCount?: number | undefined;
    /** Probabilities at temperature 1 on the test rows, `[rowCount, classCount]`. */
    readonly testProbabilities?: Float32Array | undefined;
  };
  readonly baseline?: ReportTreeInput;
  readonly distilled?: ReportTreeInput;
  /** How the trees' size was found; absent where it was given. */
  readonly search?: TreeSearch | undefined;
  /** Wall-clock seconds of each part. */
  readonly seconds?: Readonly<
    Partial<
      Record<
        'loading' | 'teacher' | 'softTargets' | 'search' | TreeRole | 'report' | 'total',
        number | undefined
      >
    >
  >;
}

/** A tree with its scores and learning curve. */
export interface ReportTreeInput extends ReportTreeScores {
  readonly tree: SoftDecisionTree;
  readonly epochs?: readonly CurvePoint[];
  readonly bestEpoch?: number;
}
