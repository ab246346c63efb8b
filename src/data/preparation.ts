import { imageShapeOf } from './image/image-shape.js';
import type { RawDataset } from './raw-dataset.js';

/** `feature = (raw - offset) * scale`, one number for all columns or one for each. */
export interface AffineStep {
  readonly kind: 'affine';
  readonly offset: number | readonly number[];
  readonly scale: number | readonly number[];
}

/** One thing that is done to raw values. */
export type PreparationStep = AffineStep;

/**
 * What makes features of raw values: steps in their order, fitted on the training rows. They are recorded and applied to raw
 * values wherever a model answers, and never undone.
 */
export type Preparation = readonly PreparationStep[];

/**
 * Tables: each column gets mean 0 and standard deviation 1 over the rows given; a constant one becomes 0. Images: values from
 * 0 to full brightness come to [0, 1]; values of unknown range stay as they are.
 *
 * @param rows of the training part, which alone decide
 */
export function fitPreparation(raw: RawDataset, rows: Int32Array): Preparation {
  if (imageShapeOf(raw) !== undefined) {
    return [{ kind: 'affine', offset: 0, scale: raw.fullScale === undefined ? 1 : 1 / raw.fullScale }];
  }
  const columns = Array.from({ length: raw.columnCount }, (_, column) => standardization(raw, rows, column));
  return [
    {
      kind: 'affine',
      offset: columns.map(({ mean }) => mean),
      scale: columns.map(({ scale }) => scale),
    },
  ];
}

/** Mean, and one over the standard deviation, of one column. */
function standardization(
  { values, columnCount }: RawDataset,
  rows: Int32Array,
  column: number,
): { readonly mean: number; readonly scale: number } {
  let [sum, least, greatest] = [0, Infinity, -Infinity];
  for (const row of rows) {
    const value = values[row * columnCount + column] ?? 0;
    sum += value;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  // The mean of equal numbers need not be that number after rounding, and their deviation not 0.
  if (least === greatest) return { mean: least, scale: 1 };
  const mean = sum / rows.length;
  let squares = 0;
  for (const row of rows) squares += ((values[row * columnCount + column] ?? 0) - mean) ** 2;
  return { mean, scale: 1 / Math.sqrt(squares / rows.length) };
}

/**
 * Features of raw values. Each step is computed in float64; the result is rounded to float32 once.
 *
 * @param values row-major `[rows, columnCount]`
 * @param rows which of them, in this order; default all
 * @returns row-major `[rows, features]`
 */
export function applyPreparation(
  values: Float64Array | Uint8Array,
  columnCount: number,
  preparation: Preparation,
  rows: ArrayLike<number> = { length: values.length / columnCount },
): Float32Array {
  const features = new Float32Array(rows.length * columnCount);
  const row = new Float64Array(columnCount);
  for (let position = 0; position < rows.length; position++) {
    const start = (rows[position] ?? position) * columnCount;
    row.set(values.subarray(start, start + columnCount));
    for (const step of preparation) applyAffine(row, step);
    features.set(row, position * columnCount);
  }
  return features;
}

function applyAffine(row: Float64Array, { offset, scale }: AffineStep): void {
  for (let column = 0; column < row.length; column++) {
    const offsetHere = typeof offset === 'number' ? offset : (offset[column] ?? 0);
    const scaleHere = typeof scale === 'number' ? scale : (scale[column] ?? 1);
    row[column] = ((row[column] ?? 0) - offsetHere) * scaleHere;
  }
}

/** The only step of a preparation that is no more than an affine map, else `undefined`. */
export function onlyAffineStep(preparation: Preparation): AffineStep | undefined {
  return preparation.length === 1 ? preparation[0] : undefined;
}
