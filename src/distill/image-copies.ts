import { deformImage, gentleAffineRange, type AffineRange, type ImageShape } from '../data/augmentation.js';
import { gatherRows } from '../data/batches.js';
import type { Dataset } from '../data/dataset.js';
import { SeededRandom } from '../data/random.js';

/** `[height, width, channels]` of a data set of images, `undefined` for tables. */
export function imageShapeOf({ inputShape }: Pick<Dataset, 'inputShape'>): ImageShape | undefined {
  const [height, width, channels] = inputShape;
  if (inputShape.length !== 3 || height === undefined || width === undefined || channels === undefined)
    return;
  return [height, width, channels];
}

/**
 * A fixed number of gently deformed copies of every image: few enough that a teacher can be asked about each of them
 * once, whatever number of epochs follows. Copy 0 is the image itself. A copy depends on its row and number alone, so
 * that it is made when needed and never stored. Tables have no copies but the row itself.
 */
export class ImageCopies {
  readonly count: number;
  readonly #shape: ImageShape | undefined;
  readonly #range: AffineRange | undefined;

  constructor(
    readonly dataset: Dataset,
    count: number,
  ) {
    this.#shape = imageShapeOf(dataset);
    this.#range = this.#shape && gentleAffineRange(this.#shape);
    this.count = this.#shape === undefined ? 1 : count;
  }

  /** Writes a copy of row `row` to row `targetRow` of `target`, row-major `[rows, featureCount]`. */
  write(row: number, copy: number, target: Float32Array, targetRow: number): void {
    const { features, featureCount } = this.dataset;
    if (copy === 0 || this.#shape === undefined || this.#range === undefined) {
      gatherRows(features, featureCount, [row], target.subarray(targetRow * featureCount));
      return;
    }
    const random = new SeededRandom(row * this.count + copy);
    deformImage(features, row, target, targetRow, this.#shape, this.#range, random);
  }
}
