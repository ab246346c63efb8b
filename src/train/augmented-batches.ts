import { BatchSequence } from '../data/batches.js';
import type { UnlabelledDataset } from '../data/dataset.js';
import type { SeededRandom } from '../data/random.js';
import { DeformedImages, deformationCount } from '../data/image/deformed-images.js';

/** One step's rows as the tree sees them. */
export interface AugmentedBatch {
  /** Index of each row in the training part, `[batch]`; overwritten by the next step. */
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
  /** Of a batch's features. */
  readonly #batchNumbers: number;

  constructor(
    dataset: Pick<UnlabelledDataset, 'features' | 'featureCount' | 'inputShape' | 'rowCount'>,
    { batchSize, augment }: AugmentedBatchOptions,
    random: SeededRandom,
  ) {
    const { rowCount } = dataset;
    this.#images = new DeformedImages(dataset);
    this.#sequence = new BatchSequence(rowCount, batchSize, random.fork('order'));
    this.#random = random.fork('deformations');
    this.#deformations = augment ? deformationCount : 1;
    this.#batchNumbers = batchSize * dataset.featureCount;
    this.batchesPerEpoch = this.#sequence.batchesPerEpoch;
  }

  /** Rows of a step's batch alone: a view that is overwritten when another epoch begins. */
  rowsOf(step: number): Int32Array {
    return this.#sequence.rowsOf(step);
  }

  /**
   * @param step from 0, over all epochs
   * @param features written, `[batch, featureCount]`; default: a new array
   */
  batchOf(step: number, features: Float32Array = new Float32Array(this.#batchNumbers)): AugmentedBatch {
    const rows = this.#sequence.rowsOf(step);
    const random = this.#random.fork(`step ${step}`);
    for (const [position, row] of rows.entries()) {
      this.#images.write(row, random.integer(this.#deformations), features, position);
    }
    return { rows, features };
  }
}
