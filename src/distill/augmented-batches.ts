import { BatchSequence } from '../data/batches.js';
import type { SeededRandom } from '../data/random.js';
import type { ImageCopies } from './image-copies.js';

/** One step's rows as the tree sees them. Buffers are reused by the next step. */
export interface AugmentedBatch {
  /** Index of each row in the training part, `[batch]`. */
  readonly rows: Int32Array;
  /** Which of its copies each row stands for, `[batch]`. */
  readonly copies: Uint16Array;
  /** Row-major `[batch, featureCount]`: the copies. */
  readonly features: Float32Array;
}

/**
 * Batches in random order, every row as a random one of its copies. The same seed gives the same batches, whatever
 * targets they are used with.
 */
export class AugmentedBatches {
  readonly batchesPerEpoch: number;
  readonly #images: ImageCopies;
  readonly #sequence: BatchSequence;
  readonly #random: SeededRandom;
  readonly #copies: Uint16Array;
  readonly #features: Float32Array;

  constructor(images: ImageCopies, batchSize: number, random: SeededRandom) {
    const { rowCount, featureCount } = images.dataset;
    this.#images = images;
    this.#sequence = new BatchSequence(rowCount, batchSize, random.fork('order'));
    this.#random = random.fork('copies');
    this.batchesPerEpoch = this.#sequence.batchesPerEpoch;
    this.#copies = new Uint16Array(batchSize);
    this.#features = new Float32Array(batchSize * featureCount);
  }

  next(): AugmentedBatch {
    const rows = this.#sequence.next();
    for (const [position, row] of rows.entries()) {
      const copy = this.#random.integer(this.#images.count);
      this.#copies[position] = copy;
      this.#images.write(row, copy, this.#features, position);
    }
    return { rows, copies: this.#copies, features: this.#features };
  }
}
