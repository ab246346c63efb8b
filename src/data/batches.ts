import { InvalidInputError } from '../errors.js';
import type { SeededRandom } from './random.js';

/**
 * Endless mini-batches of row indices: each epoch goes through the rows in a new random order. Rows that do not fill
 * the epoch's last batch are left out of that epoch, so that all batches have one size.
 */
export class BatchSequence {
  /** Batches in one epoch. */
  readonly batchesPerEpoch: number;
  readonly #order: Int32Array;
  readonly #random: SeededRandom;
  #batch = 0;

  /** @throws {InvalidInputError} when the batch size is not an integer from 1 to `rowCount` */
  constructor(
    rowCount: number,
    readonly batchSize: number,
    random: SeededRandom,
  ) {
    if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > rowCount) {
      throw new InvalidInputError(
        `batch size must be an integer from 1 to the number of training rows (${rowCount}), found ${batchSize}`,
      );
    }
    this.batchesPerEpoch = Math.floor(rowCount / batchSize);
    this.#order = Int32Array.from({ length: rowCount }, (_, row) => row);
    this.#random = random;
  }

  /** Row indices of the next batch: a view that the next call but one may overwrite. */
  next(): Int32Array {
    if (this.#batch % this.batchesPerEpoch === 0) this.#random.shuffle(this.#order);
    const start = (this.#batch % this.batchesPerEpoch) * this.batchSize;
    this.#batch++;
    return this.#order.subarray(start, start + this.batchSize);
  }
}

/**
 * Copies rows of a row-major matrix `[rows, width]` one after the other into `target`, `[indices.length, width]`.
 */
export function gatherRows(
  values: Float32Array,
  width: number,
  indices: ArrayLike<number>,
  target: Float32Array,
): void {
  for (let position = 0; position < indices.length; position++) {
    const start = (indices[position] ?? 0) * width;
    target.set(values.subarray(start, start + width), position * width);
  }
}
