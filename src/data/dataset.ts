import type { FeatureUnit } from './feature-units.js';
import { chosenFeatures, joinedFeatures, type Features } from './features.js';
import type { ImageRecord } from './image/image-record.js';
import type { Preparation } from './preparation.js';
import type { RowChoice } from './row-choice.js';
import type { RowSource } from './row-source.js';
import type { ConstantColumn, RawColumn } from './table/raw-column.js';
import type { TableSchema } from './table/load-table.js';
import type { WeightRecord } from './training-weights.js';

/** A labelled data set in memory, ready for a model: features prepared, labels as class indices. */
export interface Dataset {
  /** Short name, used in folder names and reports, e.g. `mnist`. */
  readonly name: string;
  /** Row-major features `[rowCount, featureCount]`, prepared (MNIST: pixels in [0, 1]). */
  readonly features: Features;
  /** Class index of each row, in `[0, classNames.length)`. */
  readonly labels: Uint16Array;
  /**
   * How much each row counts in training (mean 1 over the training rows) and in the choice of an epoch; absent: all alike. Nothing
   * that is measured at the end is weighted.
   */
  readonly weights?: Float32Array | undefined;
  readonly rowCount: number;
  readonly featureCount: number;
  /** Name of each class, in the order of the class indices. */
  readonly classNames: readonly string[];
  /** Name of each feature, for tables; absent for images. */
  readonly featureNames?: readonly string[] | undefined;
  /** How each feature reads in the user's own units, for tables. */
  readonly featureUnits?: readonly FeatureUnit[] | undefined;
  /** `[height, width, channels]` for images, `[featureCount]` for tables; the product is `featureCount`. */
  readonly inputShape: readonly number[];
  /** How raw values became features. */
  readonly preparation: Preparation;
  /** Number of each row in its source, from 0, its training, validation and test part one after the other, `[rowCount]`. */
  readonly sourceRows?: Int32Array | undefined;
  /** The table before its preparation; absent for images. */
  readonly rawTable?: RawTable | undefined;
  /** What is known of all rows of that source. */
  readonly rowSource?: RowSource | undefined;
  /** Where the rows come from, as a tree file records it; absent for rows that did not come through `openData`. */
  readonly origin?: DataOrigin | undefined;
}

/** Rows without labels, or rows whose labels are not to be looked at, ready for a model. */
export type UnlabelledDataset = Omit<Dataset, 'labels'>;

/** A table as its source has it. */
export interface RawTable {
  readonly columns: readonly RawColumn[];
  /** Columns that are none of these because they are the same in every training row. */
  readonly constants: readonly ConstantColumn[];
  /**
   * Numbers exactly as in the source, NaN where one is missing, row-major `[rows, columns]`.
   *
   * @param sourceRows as `Dataset.sourceRows`
   */
  valuesOf(sourceRows: Int32Array): Float64Array;
}

/** Columns or images of the raw rows, and the data as a whole. */
export interface DataOrigin {
  readonly table: TableSchema | undefined;
  /** Range, ground and border of images; absent for tables. */
  readonly image: ImageRecord | undefined;
  readonly data: DataRecord;
}

/** The data that a model was trained on, and how its rows were chosen. */
export interface DataRecord extends Omit<RowChoice, 'classWeight'> {
  /** Of the raw values and labels of all rows. */
  readonly fingerprint: string;
  readonly rows: {
    readonly train: number;
    readonly validation: number;
    readonly test: number;
    /** Rows without a label, by which the preparation was fitted as well; absent where there are none. */
    readonly unlabelled?: number | undefined;
  };
  /** Absent where all rows count alike. */
  readonly weights?: WeightRecord | undefined;
}

/** The three disjoint parts of the data: fitting, choosing (best epoch, settings), and the final measurement. */
export interface DatasetSplits {
  readonly train: Dataset;
  readonly validation: Dataset;
  readonly test: Dataset;
  /** Rows to learn a teacher's answers on, prepared as the others; absent where there are none or they are not wanted. */
  readonly unlabelled?: UnlabelledDataset | undefined;
}

/** What tells these rows from others, for work that is kept: where they stand in their source, or what they hold. */
export function rowIdentity({ sourceRows, features }: UnlabelledDataset): Int32Array | Float32Array {
  return sourceRows ?? features.subarray();
}

/** Copies of the rows with the given indices, in that order. */
export function selectRows(
  dataset: Dataset,
  indices: ArrayLike<number>,
): Dataset & { readonly features: Float32Array } {
  const labels = Uint16Array.from(indices, (row) => dataset.labels[row] ?? 0);
  const inputs = selectInputs(dataset, indices);
  return { ...inputs, features: inputs.features.subarray(), labels };
}

/** The rows with the given indices without labels, in that order; their features are not copied. */
export function selectInputs(dataset: UnlabelledDataset, indices: ArrayLike<number>): UnlabelledDataset {
  const { features, featureCount, weights, sourceRows } = dataset;
  return {
    ...dataset,
    features: chosenFeatures(features, featureCount, indices),
    sourceRows: sourceRows && Int32Array.from(indices, (row) => sourceRows[row] ?? 0),
    weights: weights && Float32Array.from(indices, (row) => weights[row] ?? 0),
    rowCount: indices.length,
  };
}

/** Rows one behind the other, those of the first data set first, without their labels; rows without a weight count 1. */
export function joinedRows(first: UnlabelledDataset, second?: UnlabelledDataset): UnlabelledDataset {
  if (second === undefined) return first;
  const rowCount = first.rowCount + second.rowCount;
  const { weights } = first;
  const sourceRows = new Int32Array(rowCount);
  sourceRows.set(first.sourceRows ?? []);
  sourceRows.set(second.sourceRows ?? [], first.rowCount);
  return {
    ...first,
    features: joinedFeatures(first.features, second.features, first.featureCount),
    rowCount,
    sourceRows: first.sourceRows && second.sourceRows && sourceRows,
    weights: weights && Float32Array.from({ length: rowCount }, (_, row) => weights[row] ?? 1),
  };
}

/** Labelled rows of one source one behind the other; with weights where both have them. */
export function joinedDatasets(first: Dataset, second: Dataset): Dataset {
  const rowCount = first.rowCount + second.rowCount;
  const labels = new Uint16Array(rowCount);
  labels.set(first.labels);
  labels.set(second.labels, first.rowCount);
  const weights = first.weights && second.weights && new Float32Array(rowCount);
  weights?.set(first.weights ?? []);
  weights?.set(second.weights ?? [], first.rowCount);
  return { ...joinedRows(first, second), labels, weights };
}
