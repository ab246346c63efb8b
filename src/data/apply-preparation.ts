import { MadeFeatures } from './features.js';
import {
  greatestFloat32,
  onlyAffineStep,
  preparedWidth,
  type AffineStep,
  type ColumnsStep,
  type Preparation,
} from './preparation.js';
import type { RawValues } from './raw-dataset.js';

/**
 * Features of raw values, made whenever they are read. Each step is computed in float64; the result is rounded to float32 once.
 *
 * @param values row-major `[rows, columnCount]`
 * @param rows which of them, in this order; default all
 * @returns row-major `[rows, features]`
 */
export function preparedFeatures(
  values: RawValues,
  columnCount: number,
  preparation: Preparation,
  rows?: ArrayLike<number>,
): MadeFeatures {
  const { offset, scale } = onlyAffineStep(preparation) ?? {};
  const write =
    values instanceof Uint8Array && typeof offset === 'number' && typeof scale === 'number'
      ? byteWriter(values, columnCount, offset, scale)
      : writerOf(values, columnCount, preparation);
  return new MadeFeatures(
    rows?.length ?? values.length / columnCount,
    preparedWidth(preparation, columnCount),
    rows === undefined
      ? write
      : (position, target, at) => {
          write(rows[position] ?? 0, target, at);
        },
    { values, columnCount, preparation, rows },
  );
}

/** The same, all at once. */
export function applyPreparation(
  values: RawValues,
  columnCount: number,
  preparation: Preparation,
): Float32Array {
  return preparedFeatures(values, columnCount, preparation).subarray();
}

/** Writes what steps make of raw row `row` to `target` from `at` on. */
type StepWriter = (row: number, target: Float32Array | Float64Array, at: number) => void;

function writerOf(values: RawValues, columnCount: number, [step, ...others]: Preparation): StepWriter {
  if (step === undefined) {
    return (row, target, at) => {
      target.set(values.subarray(row * columnCount, (row + 1) * columnCount), at);
    };
  }
  const write =
    step.kind === 'affine'
      ? affineWriter(values, columnCount, step)
      : columnsWriter(values, columnCount, step);
  if (others.length === 0) return write;
  const between = new Float64Array(preparedWidth([step], columnCount));
  const writeOthers = writerOf(between, between.length, others);
  return (row, target, at) => {
    write(row, between, 0);
    writeOthers(0, target, at);
  };
}

/** Bytes that are all mapped alike, as pixels are: looked up, four at a time, for this is done to each image of each batch. */
function byteWriter(values: Uint8Array, columnCount: number, offset: number, scale: number): StepWriter {
  const ofByte = Float32Array.from({ length: 256 }, (_, byte) => scaled(byte, offset, scale));
  return (row, target, at) => {
    let from = row * columnCount;
    const end = from + columnCount;
    let to = at;
    for (; from + 3 < end; from += 4, to += 4) {
      target[to] = ofByte[values[from] ?? 0] ?? 0;
      target[to + 1] = ofByte[values[from + 1] ?? 0] ?? 0;
      target[to + 2] = ofByte[values[from + 2] ?? 0] ?? 0;
      target[to + 3] = ofByte[values[from + 3] ?? 0] ?? 0;
    }
    for (; from < end; from++) target[to++] = ofByte[values[from] ?? 0] ?? 0;
  };
}

function affineWriter(values: RawValues, columnCount: number, { offset, scale }: AffineStep): StepWriter {
  const numbersOf = (given: number | readonly number[], usual: number): Float64Array =>
    Float64Array.from({ length: columnCount }, (_, column) =>
      typeof given === 'number' ? given : (given[column] ?? usual),
    );
  const [offsets, scales] = [numbersOf(offset, 0), numbersOf(scale, 1)];
  return (row, target, at) => {
    const start = row * columnCount;
    for (let column = 0; column < columnCount; column++)
      target[at + column] = scaled(values[start + column] ?? 0, offsets[column] ?? 0, scales[column] ?? 1);
  };
}

function columnsWriter(values: RawValues, columnCount: number, { columns }: ColumnsStep): StepWriter {
  return (row, target, at) => {
    let to = at;
    for (const [index, column] of columns.entries()) {
      const value = values[row * columnCount + index] ?? NaN;
      if (column.type === 'number') target[to++] = scaled(value, column.offset, column.scale);
      else for (let word = 0; word <= column.categories.length; word++) target[to++] = Number(value === word);
      if (column.indicator) target[to++] = Number(Number.isNaN(value));
    }
  };
}

/** A value far beyond all training rows stays a number of float32. */
function scaled(value: number, offset: number, scale: number): number {
  if (scale === 0) return 0;
  const result = (value - offset) * scale;
  if (result >= -greatestFloat32 && result <= greatestFloat32) return result;
  // What is left is beyond float32, or a missing value.
  return result > 0 ? greatestFloat32 : result < 0 ? -greatestFloat32 : 0;
}
