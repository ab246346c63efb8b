import type { ImageShape } from '../data/augmentation.js';
import { BatchSequence, gatherRows } from '../data/batches.js';
import type { Dataset } from '../data/dataset.js';
import type { SeededRandom } from '../data/random.js';
import { SubpixelShifter } from '../data/subpixel-shift.js';

/** One step's rows as the tree sees them. Buffers are reused by the next step. */
export interface AugmentedBatch {
  /** Index of each row in the training part, `[batch]`. */
  readonly rows: Int32Array;
  /** Pixels that each image was moved down and right, `[batch]`; 0 for tables. */
  readonly down: Float64Array;
  readonly right: Float64Array;
  /** Row-major `[batch, featureCount]`, after moving. */
  readonly features: Float32Array;
}

/** Which images can be moved, and how far. */
export function imageShapeOf({ inputShape }: Pick<Dataset, 'inputShape'>): ImageShape | undefined {
  const [height, width, channels] = inputShape;
  if (inputShape.length !== 3 || height === undefined || width === undefined || channels === undefined)
    return;
  return [height, width, channels];
}

/**
 * Batches in random order, every image moved by its own random distance, up to `shift` pixels in each direction.
 * The same seed gives the same batches, whatever targets they are used with.
 */
export class AugmentedBatches {
  readonly batchesPerEpoch: number;
  private readonly sequence: BatchSequence;
  private readonly shiftRandom: SeededRandom;
  private readonly shifter: SubpixelShifter | undefined;
  private readonly down: Float64Array;
  private readonly right: Float64Array;
  private readonly features: Float32Array;

  constructor(
    private readonly dataset: Dataset,
    batchSize: number,
    private readonly shift: number,
    random: SeededRandom,
  ) {
    this.sequence = new BatchSequence(dataset.rowCount, batchSize, random.fork('order'));
    this.shiftRandom = random.fork('shifts');
    this.batchesPerEpoch = this.sequence.batchesPerEpoch;
    const shape = imageShapeOf(dataset);
    if (shift > 0 && shape !== undefined) this.shifter = new SubpixelShifter(shape, shift);
    this.down = new Float64Array(batchSize);
    this.right = new Float64Array(batchSize);
    this.features = new Float32Array(batchSize * dataset.featureCount);
  }

  next(): AugmentedBatch {
    const { dataset, shifter, shift, shiftRandom, down, right, features } = this;
    const rows = this.sequence.next();
    if (shifter === undefined) {
      gatherRows(dataset.features, dataset.featureCount, rows, features);
    } else {
      features.fill(0);
      for (const [position, row] of rows.entries()) {
        const moveDown = shiftRandom.uniform(-shift, shift);
        const moveRight = shiftRandom.uniform(-shift, shift);
        down[position] = moveDown;
        right[position] = moveRight;
        shifter.addMoved(dataset.features, row, features, position, moveDown, moveRight);
      }
    }
    return { rows, down, right, features };
  }
}
