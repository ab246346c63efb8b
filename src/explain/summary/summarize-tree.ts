import { imageShapeOf } from '../../data/image/image-shape.js';
import { InvalidInputError } from '../../errors.js';
import { featureCountOf } from '../../file/feature-count.js';
import { calibrationBins, type CalibrationBin } from '../../tree/answer-quality.js';
import { predict, type Prediction } from '../../tree/prediction.js';
import type { SoftDecisionTree } from '../../tree/soft-decision-tree.js';
import { meanFeatures } from '../gate-weighing.js';
import type { ExplainedColumn } from '../table-columns.js';
import { ChangedRows } from './changed-rows.js';
import { summarizeLeaves, type LeafSummary } from './leaf-summaries.js';
import { partialDependence, type PartialDependence } from './partial-dependence.js';
import { permutationImportance, type AccuracyDrop, type ShuffleOptions } from './permutation-importance.js';
import { affordableRows, rowsAt, spreadRows, type SummarizedRows } from './spread-rows.js';
import { featureMeans, trafficImportance, type FeatureRange } from './traffic-importance.js';

/** How much a column of a table decides. */
export interface ColumnImportance {
  /** Index of the column. */
  readonly column: number;
  /** How much it moves the gates, in log-odds; see `trafficImportance`. */
  readonly logOdds: number;
  /** Of the sum of these over all columns. */
  readonly share: number;
  /** What accuracy loses without it; see `permutationImportance`. */
  readonly shuffled: AccuracyDrop;
}

/** What a tree goes by on a table. */
export interface TableSummary {
  /** The columns, those first that move the gates most. */
  readonly importance: readonly ColumnImportance[];
  /** Shuffles of each column. */
  readonly repeats: number;
  /** Of the columns that move the gates most, in this order. */
  readonly dependence: readonly PartialDependence[];
}

/** What a tree goes by, over all rows of a data set. */
export interface TreeSummary {
  readonly rows: number;
  /** Rows that were looked at for each part, spread evenly over all: fewer than these where there are many. */
  readonly looked: { readonly traffic: number; readonly shuffled: number; readonly dependence: number };
  /** Absent for images. */
  readonly table?: TableSummary | undefined;
  /** How much each pixel, all its channels together, moves the gates, in log-odds, row-major `[height, width]`; absent for tables. */
  readonly pixels?: Float64Array | undefined;
  readonly leaves: readonly LeafSummary[];
  /** How often answers of about the same surety are right. */
  readonly calibration: {
    readonly maxPath: readonly CalibrationBin[];
    readonly mixture: readonly CalibrationBin[];
  };
}

/** What is summarized how far. */
export interface SummaryOptions extends ShuffleOptions {
  /** Columns whose partial dependence is told; default 6. */
  readonly top?: number | undefined;
  /** Of the same rows, where they were predicted already. */
  readonly prediction?: Prediction | undefined;
}

/** Multiplications for the traffic, answers to shuffled and to changed rows, and kept log-odds: some seconds together at most. */
const mostProducts = 4e8;
const mostAnswers = 1e6;
const mostKept = 5e6;
const dependenceRows = 1000;

/**
 * Summarizes what a tree goes by.
 *
 * @param columns as `columnsOf` gives them; absent for images
 * @param inputShape of the rows, `[height, width, channels]` for images
 * @throws {InvalidInputError} when there is no row, or a size does not fit
 */
export function summarizeTree(
  tree: SoftDecisionTree,
  columns: readonly ExplainedColumn[] | undefined,
  inputShape: readonly number[],
  rows: SummarizedRows,
  options: SummaryOptions = {},
): TreeSummary {
  const { rowCount, labels, features } = rows;
  if (rowCount === 0) throw new InvalidInputError('a tree is summarized over rows, found none');
  const { prediction = predict(tree, features, rowCount) } = options;
  const { featureCount, innerNodeCount, classCount } = tree;
  const some = (count: number) => rowsAt(rows, spreadRows(rowCount, count), featureCount);
  const traffic = some(affordableRows(rowCount, innerNodeCount * featureCount, mostProducts));
  const parts = columns === undefined ? pixelRanges(inputShape, featureCount) : columns.map(rangeOf);
  const means =
    columns === undefined
      ? featureMeans(traffic.features, traffic.rowCount, featureCount)
      : columns.flatMap((column) => Array.from(meanFeatures(column)));
  const logOdds = trafficImportance(tree, parts, means, traffic.features, traffic.rowCount);
  const calibrated = (answers: Uint16Array, probabilities: Float32Array) =>
    calibrationBins(labels, answers, probabilities, classCount);
  const looked = { traffic: traffic.rowCount, shuffled: 0, dependence: 0 };
  const summary = {
    rows: rowCount,
    leaves: summarizeLeaves(tree, rows, prediction.maxPathLeaves, columns),
    calibration: {
      maxPath: calibrated(prediction.maxPathClasses, prediction.maxPathProbabilities),
      mixture: calibrated(prediction.mixtureClasses, prediction.mixtureProbabilities),
    },
  };
  if (columns === undefined) return { ...summary, looked, pixels: logOdds };
  const { repeats = 5 } = options;
  const affordable = Math.min(
    affordableRows(rowCount, columns.length * repeats, mostAnswers),
    affordableRows(rowCount, innerNodeCount, mostKept),
  );
  const shuffled = some(affordable);
  const dependence = some(Math.min(affordable, dependenceRows));
  return {
    ...summary,
    looked: { ...looked, shuffled: shuffled.rowCount, dependence: dependence.rowCount },
    table: tableSummary(tree, columns, logOdds, { shuffled, dependence }, { ...options, repeats }),
  };
}

function tableSummary(
  tree: SoftDecisionTree,
  columns: readonly ExplainedColumn[],
  logOdds: Float64Array,
  { shuffled, dependence }: Readonly<Record<'shuffled' | 'dependence', ReturnType<typeof rowsAt>>>,
  { seed, repeats = 5, top = 6 }: SummaryOptions,
): TableSummary {
  const changed = new ChangedRows(tree, shuffled.features, shuffled.rowCount);
  const drops = permutationImportance(changed, shuffled.labels, columns.map(rangeOf), { seed, repeats });
  const total = logOdds.reduce((sum, size) => sum + size, 0);
  const importance = drops
    .map((drop, column): ColumnImportance => {
      const size = logOdds[column] ?? 0;
      return { column, logOdds: size, share: total > 0 ? size / total : 0, shuffled: drop };
    })
    .sort((a, b) => b.logOdds - a.logOdds || a.column - b.column);
  const rows = new ChangedRows(tree, dependence.features, dependence.rowCount);
  const told = importance.filter(({ logOdds: size }) => size > 0).slice(0, top);
  return {
    importance,
    repeats,
    dependence: told.map(({ column }) => partialDependence(rows, columns, column)),
  };
}

function rangeOf({ input }: ExplainedColumn): FeatureRange {
  return { first: input.feature, count: featureCountOf(input) };
}

/** The channels of each pixel; every feature for itself where the rows are no images. */
function pixelRanges(inputShape: readonly number[], featureCount: number): FeatureRange[] {
  const count = imageShapeOf({ inputShape })?.[2] ?? 1;
  return Array.from({ length: featureCount / count }, (_, pixel) => ({ first: pixel * count, count }));
}
