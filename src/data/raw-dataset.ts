import type { ConstantColumn, RawColumn } from './table/raw-column.js';

/**
 * Numbers as their source has them: bytes of images stay bytes and float32 stays float32, for as float64 they would take eight and two
 * times the memory.
 */
export type RawValues = Float64Array | Float32Array | Uint8Array;

/** Labelled rows as their source has them: nothing is scaled and nothing rounded. What loaders give. */
export interface RawDataset {
  /** Short name, used in folder names and reports, e.g. `mnist`. */
  readonly name: string;
  /** Row-major `[rowCount, columnCount]`, NaN for a missing value. */
  readonly values: RawValues;
  readonly columnCount: number;
  /** Class index of each row, in `[0, classNames.length)`. */
  readonly labels: Uint16Array;
  readonly rowCount: number;
  /** Name of each class, in the order of the class indices. */
  readonly classNames: readonly string[];
  /** What the columns are, for tables; absent for images. */
  readonly columns?: readonly RawColumn[] | undefined;
  /** Columns that were left out because they are the same in every row; models of other programs may know them. */
  readonly constants?: readonly ConstantColumn[] | undefined;
  /** Name of the column of the labels, where they stand in one. */
  readonly labelName?: string | undefined;
  /** Cells that stand for a missing value, where other than the default. */
  readonly missing?: readonly string[] | undefined;
  /** Name of the column that names the rows, where one is said to. */
  readonly idName?: string | undefined;
  /** Where the rows stand in their source; absent: one behind the other, without names. */
  readonly places?: RowPlaces | undefined;
  /** How much each row counts in training, finite and at least 0, not all 0; absent: all alike. */
  readonly weights?: Float64Array | undefined;
  /** Name of the column of the weights. */
  readonly weightName?: string | undefined;
  /** `[height, width, channels]` for images, `[columnCount]` for tables; the product is `columnCount`. */
  readonly inputShape: readonly number[];
  /** Value of full brightness, for images whose values are known to start at 0 for black: 255 for bytes. */
  readonly fullScale?: number | undefined;
  /** What was done to image files. */
  readonly image?: ImageReading | undefined;
  /** What was found out about this part rather than said, a line each, for people. */
  readonly notes?: readonly string[] | undefined;
}

/** Names of rows: the texts of a column, or the paths of image files. */
export interface RowNames {
  /** The column that holds them, or `image`. */
  readonly column: string;
  readonly areFiles: boolean;
  /** Name of each row, `[rows]`. */
  readonly texts: readonly string[];
}

/** Rows of one part as its source has them: what labelled rows alone do not tell. */
export interface RowPlaces {
  /** Rows, those without a label among them. */
  readonly count: number;
  /** Number of each labelled row among them, from 0. */
  readonly numbers: Int32Array;
  readonly names?: RowNames | undefined;
}

/** How image files became raw values. */
export interface ImageReading {
  /** Whether black and white changed places; default `false`. */
  readonly inverted?: boolean | undefined;
  /** Whether images were brought to a size that was asked for; default `false`. */
  readonly resized?: boolean | undefined;
  /** Brightness that transparent pixels were laid over, in [0, 1]; absent where there were none and none was asked for. */
  readonly background?: number | undefined;
}

/** Rows without labels as their source has them, of the same columns or shape as the labelled ones. */
export type UnlabelledRows = Omit<RawDataset, 'labels' | 'weights' | 'weightName'>;

/** Some rows as their source has them. */
export interface ChosenInputs {
  readonly source: UnlabelledRows;
  readonly rows: Int32Array;
}

/** Some rows of a part as its source has them. */
export interface ChosenRows extends ChosenInputs {
  readonly source: RawDataset;
}

/** One thing for each part that a source keeps apart; the training part is always there. */
export interface GivenParts<T> {
  readonly train: T;
  readonly validation?: T | undefined;
  readonly test?: T | undefined;
}

/** Rows to train on, and validation and test rows where the source keeps them apart. */
export interface RawParts extends GivenParts<RawDataset> {
  /** Rows without a label: those of the training part, then those of a source of their own; absent where they are not wanted. */
  readonly unlabelled?: readonly UnlabelledRows[] | undefined;
  /** What was found out rather than said, a line each, for people. */
  readonly notes?: readonly string[] | undefined;
}
