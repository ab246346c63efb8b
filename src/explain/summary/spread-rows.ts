import { gatherRows, type Features } from '../../data/features.js';

/** Rows of a data set, prepared for a tree. */
export interface SummarizedRows {
  /** Row-major `[rowCount, featureCount]`. */
  readonly features: Features;
  /** True class of each row, `[rowCount]`. */
  readonly labels: Uint16Array;
  readonly rowCount: number;
  /** Before their preparation, row-major `[rowCount, columns]`, NaN where a value is missing; without them values are those of the features. */
  readonly raw?: ArrayLike<number> | undefined;
}

/** Work that is not worth bounding further: so many rows are looked at, however much there is to do with each. */
const leastRows = 200;

/** So many rows may be looked at where each costs `work` and all together `most`. */
export function affordableRows(rowCount: number, work: number, most: number): number {
  return Math.min(rowCount, Math.max(leastRows, Math.floor(most / Math.max(1, work))));
}

/** Rows spread evenly over all, in their order. */
export function spreadRows(rowCount: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => Math.floor((index * rowCount) / count));
}

/** Copies of some rows. */
export function rowsAt(
  rows: SummarizedRows,
  indices: Int32Array,
  featureCount: number,
): SummarizedRows & { readonly features: Float32Array } {
  const features = new Float32Array(indices.length * featureCount);
  gatherRows(rows.features, featureCount, indices, features);
  return {
    features,
    labels: Uint16Array.from(indices, (row) => rows.labels[row] ?? 0),
    rowCount: indices.length,
  };
}
