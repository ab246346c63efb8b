import { InvalidInputError } from '../errors.js';
import type { SeededRandom } from './random.js';

/**
 * Mini-batches of row indices, a pure function of the generator's seed and the number of the step: each epoch goes through the
 * rows in an order of its own, so that a training goes on from a step's number alone. Rows that do not fill the epoch's last
 * batch are left out of that epoch, so that all batches have one size.
 */
export class BatchSequence {
  /** Batches in one epoch. */
  readonly batchesPerEpoch: number;
  /** Rows in the order of `#epoch`: the last epoch that was asked about. */
  readonly #order: Int32Array;
  readonly #random: SeededRandom;
  #epoch = -1;

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
    this.#order = new Int32Array(rowCount);
    this.#random = random;
  }

  /**
   * Row indices of one step's batch: a view that asking about another epoch overwrites.
   *
   * @param step from 0, over all epochs
   */
  rowsOf(step: number): Int32Array {
    const epoch = Math.floor(step / this.batchesPerEpoch);
    if (epoch !== this.#epoch) this.#shuffleFor(epoch);
    const start = (step - epoch * this.batchesPerEpoch) * this.batchSize;
    return this.#order.subarray(start, start + this.batchSize);
  }

  #shuffleFor(epoch: number): void {
    for (let row = 0; row < this.#order.length; row++) this.#order[row] = row;
    this.#random.fork(`epoch ${epoch}`).shuffle(this.#order);
    this.#epoch = epoch;
  }
}
