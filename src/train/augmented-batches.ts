import { BatchSequence } from '../data/batches.js';
import type { UnlabelledDataset } from '../data/dataset.js';
import type { SeededRandom } from '../data/random.js';
import { DeformedImages, deformationCount } from '../data/image/deformed-images.js';

/** One step's rows as the tree sees them. Buffers are reused by the next step. */
export interface AugmentedBatch {
  /** Index of each row in the training part, `[batch]`. */
  readonly rows: Int32Array;
  /** Row-major `[batch, featureCount]`: deformed, where training deforms images. */
  readonly features: Float32Array;
}

export interface AugmentedBatchOptions {
  readonly batchSize: number;
  /** Whether every image is deformed anew each time it comes; rows of tables never are. */
  readonly augment: boolean;
}

/** Batches in random order, pure in seed and step: the same ones whatever targets they are used with, from whichever step on. */
export class AugmentedBatches {
  readonly batchesPerEpoch: number;
  readonly #images: DeformedImages;
  readonly #sequence: BatchSequence;
  readonly #random: SeededRandom;
  readonly #deformations: number;
  readonly #features: Float32Array;

  constructor(
    dataset: UnlabelledDataset,
    { batchSize, augment }: AugmentedBatchOptions,
    random: SeededRandom,
  ) {
    const { rowCount, featureCount } = dataset;
    this.#images = new DeformedImages(dataset);
    this.#sequence = new BatchSequence(rowCount, batchSize, random.fork('order'));
    this.#random = random.fork('deformations');
    this.#deformations = augment ? deformationCount : 1;
    this.batchesPerEpoch = this.#sequence.batchesPerEpoch;
    this.#features = new Float32Array(batchSize * featureCount);
  }

  /** @param step from 0, over all epochs */
  batchOf(step: number): AugmentedBatch {
    const rows = this.#sequence.rowsOf(step);
    const random = this.#random.fork(`step ${step}`);
    for (const [position, row] of rows.entries()) {
      this.#images.write(row, random.integer(this.#deformations), this.#features, position);
    }
    return { rows, features: this.#features };
  }
}
