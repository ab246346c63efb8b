import type { Preparation } from './preparation.js';
import type { RawValues } from './raw-dataset.js';

/**
 * Features of rows, row-major `[rows, featureCount]`. A Float32Array is one; those of an opened data set are made of its raw values
 * whenever they are read, so that nothing is in memory twice.
 */
export interface Features {
  /** Numbers of all rows together. */
  readonly length: number;
  /** Numbers from `begin` (default 0) to before `end` (default all), for reading alone. */
  subarray(begin?: number, end?: number): Float32Array;
}

/** Writes the features of row `row` to `target` from `at` on. */
export type RowWriter = (row: number, target: Float32Array, at: number) => void;

/** What features are made of, for another thread that makes them as well. */
export interface FeatureOrigin {
  /** Row-major `[rows, columnCount]`. */
  readonly values: RawValues;
  readonly columnCount: number;
  readonly preparation: Preparation;
  /** Which of them, in this order; absent: all. */
  readonly rows?: ArrayLike<number> | undefined;
}

/** Features that are made when they are read. */
export class MadeFeatures implements Features {
  readonly length: number;

  /** @param origin absent where they come from more than one place */
  constructor(
    rowCount: number,
    private readonly featureCount: number,
    readonly writeRow: RowWriter,
    readonly origin?: FeatureOrigin,
  ) {
    this.length = rowCount * featureCount;
  }

  /** Makes all rows that these numbers are of. */
  subarray(begin = 0, end = this.length): Float32Array {
    const { featureCount } = this;
    const first = Math.floor(begin / featureCount);
    const count = Math.max(0, Math.ceil(Math.min(end, this.length) / featureCount) - first);
    const rows = new Float32Array(count * featureCount);
    copyRows(this, featureCount, first, count, rows);
    return rows.subarray(begin - first * featureCount, end - first * featureCount);
  }
}

/** What writes rows of these features; loops over rows hold it. */
export function rowWriterOf(features: Features, featureCount: number): RowWriter {
  if (features instanceof MadeFeatures) return features.writeRow;
  return (row, target, at) => {
    target.set(features.subarray(row * featureCount, (row + 1) * featureCount), at);
  };
}

/** Copies `count` rows from row `first` on to the beginning of `target`. */
export function copyRows(
  features: Features,
  featureCount: number,
  first: number,
  count: number,
  target: Float32Array,
): void {
  if (!(features instanceof MadeFeatures)) {
    target.set(features.subarray(first * featureCount, (first + count) * featureCount));
    return;
  }
  for (let row = 0; row < count; row++) features.writeRow(first + row, target, row * featureCount);
}

/** Copies rows one after the other into `target`, `[indices.length, featureCount]`. */
export function gatherRows(
  features: Features,
  featureCount: number,
  indices: ArrayLike<number>,
  target: Float32Array,
): void {
  const writeRow = rowWriterOf(features, featureCount);
  for (let position = 0; position < indices.length; position++)
    writeRow(indices[position] ?? 0, target, position * featureCount);
}

/** The rows with the given indices, in that order: they are not copied. */
export function chosenFeatures(
  features: Features,
  featureCount: number,
  indices: ArrayLike<number>,
): Features {
  const writeRow = rowWriterOf(features, featureCount);
  const origin = features instanceof MadeFeatures ? features.origin : undefined;
  const { rows } = origin ?? {};
  return new MadeFeatures(
    indices.length,
    featureCount,
    (position, target, at) => {
      writeRow(indices[position] ?? 0, target, at);
    },
    origin && { ...origin, rows: rows ? Int32Array.from(indices, (row) => rows[row] ?? 0) : indices },
  );
}

/** Rows one behind the other: they are not copied. */
export function joinedFeatures(first: Features, second: Features, featureCount: number): Features {
  const [writeFirst, writeSecond] = [first, second].map((features) => rowWriterOf(features, featureCount));
  const firstRows = first.length / featureCount;
  return new MadeFeatures(firstRows + second.length / featureCount, featureCount, (row, target, at) => {
    if (row < firstRows) writeFirst?.(row, target, at);
    else writeSecond?.(row - firstRows, target, at);
  });
}
