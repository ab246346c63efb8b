import type { RawColumn } from './table/raw-column.js';

/** Labelled rows as their source has them: nothing is scaled and nothing rounded. What loaders give. */
export interface RawDataset {
  /** Short name, used in folder names and reports, e.g. `mnist`. */
  readonly name: string;
  /** Row-major `[rowCount, columnCount]`, NaN for a missing value; images of bytes stay bytes, for in float64 they would fill the memory. */
  readonly values: Float64Array | Uint8Array;
  readonly columnCount: number;
  /** Class index of each row, in `[0, classNames.length)`. */
  readonly labels: Uint16Array;
  readonly rowCount: number;
  /** Name of each class, in the order of the class indices. */
  readonly classNames: readonly string[];
  /** What the columns are, for tables; absent for images. */
  readonly columns?: readonly RawColumn[] | undefined;
  /** Name of the column of the labels, where they stand in one. */
  readonly labelName?: string | undefined;
  /** Cells that stand for a missing value, where other than the default. */
  readonly missing?: readonly string[] | undefined;
  /** `[height, width, channels]` for images, `[columnCount]` for tables; the product is `columnCount`. */
  readonly inputShape: readonly number[];
  /** Value of full brightness, for images whose values are known to start at 0 for black: 255 for bytes. */
  readonly fullScale?: number | undefined;
  /** What was found out about this part rather than said, a line each, for people. */
  readonly notes?: readonly string[] | undefined;
}

/** One thing for each part that a source keeps apart; the training part is always there. */
export interface GivenParts<T> {
  readonly train: T;
  readonly validation?: T | undefined;
  readonly test?: T | undefined;
}

/** Rows to train on, and validation and test rows where the source keeps them apart. */
export interface RawParts extends GivenParts<RawDataset> {
  /** What was found out rather than said, a line each, for people. */
  readonly notes?: readonly string[] | undefined;
}
