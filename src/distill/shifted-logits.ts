import { shiftImage } from '../data/augmentation.js';
import type { Dataset } from '../data/dataset.js';
import { InterruptedError } from '../errors.js';
import type { LogitSource } from '../teacher/logit-source.js';
import { imageShapeOf } from './augmented-batches.js';

/** A teacher's logits for every row of a data set, moved by every whole number of pixels in a range. */
export interface ShiftedLogits {
  readonly classCount: number;
  /** Logits `[classCount]` of a row moved down and right; a view. */
  logits(row: number, down: number, right: number): Float32Array;
}

/** Number of positions that an image can take when moved by up to `shift` whole pixels in each direction. */
export function shiftCount(shift: number): number {
  return (2 * shift + 1) ** 2;
}

/** Rows moved and asked about at a time. */
const chunkRows = 1000;

/**
 * Asks the teacher about every image in every position.
 *
 * @param shift largest move in whole pixels; 0 for tables
 * @throws {InterruptedError} when `signal` is aborted meanwhile.
 */
export async function computeShiftedLogits(
  teacher: LogitSource,
  dataset: Dataset,
  shift: number,
  progress: {
    readonly signal?: AbortSignal;
    readonly onStart?: (totalRows: number) => void;
    readonly onProgress?: (doneRows: number) => void;
  } = {},
): Promise<ShiftedLogits> {
  const { rowCount, featureCount, features } = dataset;
  const { classCount } = teacher;
  const shape = imageShapeOf(dataset);
  const side = 2 * shift + 1;
  const cache = new Float32Array(shiftCount(shift) * rowCount * classCount);
  const moved = new Float32Array(Math.min(chunkRows, rowCount) * featureCount);
  progress.onStart?.(shiftCount(shift) * rowCount);
  let done = 0;
  for (let position = 0; position < shiftCount(shift); position++) {
    const down = Math.floor(position / side) - shift;
    const right = (position % side) - shift;
    for (let first = 0; first < rowCount; first += chunkRows) {
      if (progress.signal?.aborted === true) throw new InterruptedError('stopped while asking the teacher');
      const rows = Math.min(chunkRows, rowCount - first);
      let chunk = features.subarray(first * featureCount, (first + rows) * featureCount);
      if (shape !== undefined && (down !== 0 || right !== 0)) {
        for (let row = 0; row < rows; row++)
          shiftImage(features, first + row, moved, row, shape, down, right);
        chunk = moved.subarray(0, rows * featureCount);
      }
      cache.set(await teacher.logits(chunk, rows), (position * rowCount + first) * classCount);
      done += rows;
      progress.onProgress?.(done);
      // Ctrl-C gets its turn, whatever the teacher's promises do.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return {
    classCount,
    logits(row, down, right) {
      const position = (down + shift) * side + right + shift;
      const start = (position * rowCount + row) * classCount;
      return cache.subarray(start, start + classCount);
    },
  };
}
