import type { FeatureUnit } from '../data/feature-units.js';
import type { ClassBalance } from '../data/class-balance.js';
import type { AffineStep } from '../data/preparation.js';
import type { UsualTable } from '../data/usual-values.js';
import type { InputColumn } from '../file/input-columns.js';
import type { EpochMetrics } from '../file/epoch-metrics.js';
import type { TreeSearch } from '../file/tree-search-schema.js';
import type { SweepPlot } from '../render/chart/sweep-chart.js';
import type { Routing } from '../tree/branch-probability.js';
import type { Calibration } from '../tree/calibration.js';
import type { AnswerQuality } from '../tree/tree-scores.js';
import type { TreeShapeData } from '../tree/tree-shape.js';
import type { CalibrationBin } from '../tree/answer-quality.js';
import type { GateHistograms } from './gate-histograms.js';
import type { PackedArray } from './packed-array.js';
import type { ReportSummary } from './report-summary.js';
import type { PackedTable } from './packed-table.js';

type PackedBytes = PackedArray & { readonly type: 'uint8' };
type PackedFractions = PackedArray & { readonly type: 'uint16' };
type PackedFloats = PackedArray & { readonly type: 'float32' };

/** Which of the two trees of the experiment: trained on hard labels, or on the teacher's soft targets. */
export type TreeRole = 'baseline' | 'distilled';

/** The two ways of reading an answer from a tree. */
export type Inference = 'maxPath' | 'mixture';

/** Everything that the page of a report shows: plain JSON, made by `buildReportData`. */
export interface ReportData {
  readonly toolVersion: string;
  readonly dataset: string;
  readonly classNames: readonly string[];
  readonly featureNames?: readonly string[] | undefined;
  readonly featureUnits?: readonly FeatureUnit[] | undefined;
  /** Columns of a table before its preparation, and what they hold in the training rows. */
  readonly columns?: readonly InputColumn[] | undefined;
  readonly usual?: UsualTable | undefined;
  /** `[height, width, channels]` for images, `[featureCount]` for tables. */
  readonly inputShape: readonly number[];
  readonly preprocessing: Pick<AffineStep, 'offset' | 'scale'>;
  /** Scores of every seed; the first run made the trees shown here. */
  readonly runs: readonly RunScores[];
  /** Of the test rows; absent in the data of earlier versions, as all of this kind. */
  readonly mostFrequentClass?: ClassBalance['mostFrequentClass'] | undefined;
  /** What the paper printed for the same data set, when it did. */
  readonly paper?: PaperScores | undefined;
  /** How it was made, in groups: what a reader needs to repeat it. */
  readonly facts: readonly FactGroup[];
  readonly teacher?: ReportTeacher | undefined;
  /** How the trees' size was found; absent where it was given. */
  readonly search?: TreeSearch | undefined;
  /** What `sdt experiment` found on the same data, as far as it was asked for. */
  readonly sweeps?: readonly ReportSweep[] | undefined;
  /** A tree for which there is no room in a page beside the other one. */
  readonly leftOut?: TreeRole | undefined;
  /** Of trees too large for a page: what rounding their filters to bytes changes; absent where the page carries them exactly. */
  readonly rounding?: readonly ReportRounding[] | undefined;
  readonly trees: readonly ReportTree[];
  readonly samples: ReportSamples;
  /** Of a table: rows that the trees were trained on; absent for images, where they were not at hand, and in data of earlier versions. */
  readonly training?: ReportTrainingRows | undefined;
}

/** Accuracies of one experiment; fractions in [0, 1]. */
export interface RunScores {
  readonly seed: number;
  readonly teacherAccuracy?: number | undefined;
  readonly trees: Readonly<Partial<Record<TreeRole, ReportTreeScores>>>;
}

/** Scores of a tree as far as a run has them. */
export interface ReportTreeScores {
  readonly maxPath: number;
  readonly mixture: number;
  readonly fidelity?: number | undefined;
  readonly mixtureFidelity?: number | undefined;
  /** Mean probability of the greatest path. */
  readonly topPathProbability: number;
}

/** Quality of answers on the test rows; recall and precision follow from the confusion. */
export type ReportQuality = Omit<AnswerQuality, 'accuracyInterval' | 'recall' | 'precision'>;

/** Accuracies that the paper printed. */
export interface PaperScores {
  readonly source: string;
  readonly teacher: number;
  readonly baseline: number;
  readonly distilled: number;
}

/** Facts of the run that belong together. */
export interface FactGroup {
  readonly title: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

/** One epoch of a learning curve. */
export type CurvePoint = Pick<
  EpochMetrics,
  'epoch' | 'loss' | 'validationAccuracy' | 'validationMixtureAccuracy'
>;

/** Counts `[true class][answered class]` on the test rows. */
export interface ReportConfusion {
  readonly counts: readonly (readonly number[])[];
}

/** What the page knows of the teacher. */
export interface ReportTeacher {
  readonly epochs: readonly CurvePoint[];
  readonly confusion?: ReportConfusion | undefined;
  readonly quality?: ReportQuality | undefined;
  /** How often its answers are right by how sure they are. */
  readonly calibration?: readonly CalibrationBin[] | undefined;
}

/** Accuracy against one setting, as an experiment measured it. */
export interface ReportSweep {
  readonly title: string;
  /** What a reader must know of it. */
  readonly text: string;
  readonly plot?: SweepPlot | undefined;
  /** The same as a standalone document, in the data of earlier versions. */
  readonly svg?: string | undefined;
  /** The same in words. */
  readonly description: string;
  /** Number of seeds that most rows have. */
  readonly seeds: number;
  /** That made it, where it is known. */
  readonly command?: string | undefined;
}

/** What rounding a tree's filters changes in its answers to the samples of the page. */
export interface ReportRounding {
  readonly role: TreeRole;
  /** Samples of the page. */
  readonly rows: number;
  /** How many of them end at another leaf. */
  readonly otherLeaf: number;
  /** Greatest change of a probability of the mixture, in [0, 1]. */
  readonly greatestDifference: number;
}

/** One tree. Lists of samples hold positions in {@link ReportSamples}. */
export interface ReportTree {
  readonly role: TreeRole;
  readonly topology: TreeShapeData;
  readonly calibration: Calibration;
  /** Absent: soft. */
  readonly routing?: Routing | undefined;
  /** Exact float32 parameters, so that the page computes what the library computes; filters of very large trees as bytes. */
  readonly parameters: {
    readonly filters: PackedFloats | PackedBytes;
    /** Of filters in bytes, see `RoundedFilters`. */
    readonly filterScales?: PackedFloats | undefined;
    readonly biases: PackedFloats;
    readonly betas: PackedFloats;
    readonly leafLogits: PackedFloats;
  };
  readonly epochs: readonly CurvePoint[];
  readonly bestEpoch?: number | undefined;
  readonly confusion: Readonly<Record<Inference, ReportConfusion>>;
  readonly quality?: Readonly<Record<Inference, ReportQuality>> | undefined;
  /** What it goes by; absent in the data of earlier versions. */
  readonly summary?: ReportSummary | undefined;
  /** Share of the test rows that reaches each node (path probability summed), `[nodes]`. */
  readonly traffic: PackedFloats;
  /** Class mix of what arrives at each node, `[nodes, classCount]`. */
  readonly classMix: PackedFractions;
  /** Test rows whose greatest path ends at each leaf, and those of them that the leaf answers rightly. */
  readonly leafRows: readonly number[];
  readonly leafCorrect: readonly number[];
  readonly leafSamples: readonly { readonly typical: readonly number[]; readonly wrong: readonly number[] }[];
  /** For each inner node, samples that reach it and come closest to its decision boundary. */
  readonly boundarySamples: readonly (readonly number[])[];
  /** Log-odds of the gates; absent in the data of earlier versions. */
  readonly histograms?: GateHistograms | undefined;
  readonly gallery: Readonly<Record<GalleryName, readonly number[]>>;
  /** Answers of this tree for each sample of the page. */
  readonly answers: Readonly<Record<Inference, readonly number[]>>;
  /** Leaf of its greatest path for each sample; absent in the data of earlier versions. */
  readonly sampleLeaves?: PackedFractions | undefined;
}

/** The collections of samples that a reader chooses from. */
export const galleryNames = ['correct', 'wrong', 'leastSure', 'disagreeing'] as const;
/** Name of a gallery of samples. */
export type GalleryName = (typeof galleryNames)[number];

/** Training rows that the page looks for examples among, spread evenly over all. */
export interface ReportTrainingRows extends Pick<
  ReportSamples,
  'labels' | 'fileRows' | 'ids' | 'table' | 'features'
> {
  /** Positions among the training rows. */
  readonly rows: readonly number[];
  /** Training rows there are. */
  readonly total: number;
}

/** The test rows that the page carries, each once. */
export interface ReportSamples {
  /** Row of each sample in the test set. */
  readonly rows: readonly number[];
  readonly labels: readonly number[];
  /** Row of each sample in the data, from 1; absent where `rows` say it. */
  readonly fileRows?: readonly number[] | undefined;
  /** What each sample is called in the data; absent where rows have no names, or two of them the same. */
  readonly ids?: { readonly column: string; readonly texts: readonly string[] } | undefined;
  /** Of a table: its rows before their preparation, of which the page makes their features. */
  readonly table?: PackedTable | undefined;
  /**
   * Raw bytes (a feature is `(byte - offset) * scale`) where that is exact, otherwise the features themselves; absent where `table`
   * gives them.
   */
  readonly features?: PackedBytes | PackedFloats | undefined;
  /** The teacher's probabilities at temperature 1, `[samples, classCount]`. */
  readonly teacherProbabilities?: PackedFractions | undefined;
}
