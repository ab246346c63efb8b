import { InterruptedError } from '../errors.js';
import type { LogitSource } from '../teacher/logit-source.js';
import type { ImageCopies } from './image-copies.js';

/** A teacher's logits for every copy of every row of a data set. */
export interface CopyLogits {
  readonly classCount: number;
  /** Logits `[classCount]` of a copy of a row; a view. */
  logits(row: number, copy: number): Float32Array;
}

/** Copies made and asked about at a time. */
const chunkRows = 1000;

/**
 * Asks the teacher about every copy of every row, once.
 *
 * @throws {InterruptedError} when `signal` is aborted meanwhile.
 */
export async function computeCopyLogits(
  teacher: LogitSource,
  images: ImageCopies,
  progress: {
    readonly signal?: AbortSignal;
    readonly onStart?: (totalRows: number) => void;
    readonly onProgress?: (doneRows: number) => void;
  } = {},
): Promise<CopyLogits> {
  const { rowCount, featureCount } = images.dataset;
  const { classCount } = teacher;
  const cache = new Float32Array(images.count * rowCount * classCount);
  const chunk = new Float32Array(Math.min(chunkRows, rowCount) * featureCount);
  progress.onStart?.(images.count * rowCount);
  let done = 0;
  for (let copy = 0; copy < images.count; copy++) {
    for (let first = 0; first < rowCount; first += chunkRows) {
      if (progress.signal?.aborted === true) throw new InterruptedError('stopped while asking the teacher');
      const rows = Math.min(chunkRows, rowCount - first);
      for (let row = 0; row < rows; row++) images.write(first + row, copy, chunk, row);
      const answers = await teacher.logits(chunk.subarray(0, rows * featureCount), rows);
      cache.set(answers, (copy * rowCount + first) * classCount);
      done += rows;
      progress.onProgress?.(done);
      // Ctrl-C gets its turn, whatever the teacher's promises do.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return {
    classCount,
    logits(row, copy) {
      const start = (copy * rowCount + row) * classCount;
      return cache.subarray(start, start + classCount);
    },
  };
}
