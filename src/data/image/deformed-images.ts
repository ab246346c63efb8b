import { deformImage, gentleAffineRange, type AffineRange } from './augmentation.js';
import { imageShapeOf, type ImageShape } from './image-shape.js';
import type { UnlabelledDataset } from '../dataset.js';
import { rowWriterOf, type RowWriter } from '../features.js';
import { SeededRandom } from '../random.js';

/** Deformations of one image that there are, the image itself included. */
export const deformationCount = 2 ** 16;

/**
 * Gently deformed versions of every image. Deformation 0 is the image itself. A version depends on its row and number alone, so
 * that it is made when needed and never stored. Rows of tables stay as they are.
 */
export class DeformedImages {
  readonly #shape: ImageShape | undefined;
  readonly #range: AffineRange | undefined;
  readonly #writeRow: RowWriter;

  constructor(readonly dataset: Pick<UnlabelledDataset, 'features' | 'featureCount' | 'inputShape'>) {
    this.#shape = imageShapeOf(dataset);
    this.#range = this.#shape && gentleAffineRange(this.#shape);
    this.#writeRow = rowWriterOf(dataset.features, dataset.featureCount);
  }

  /**
   * Writes a version of row `row` to row `targetRow` of `target`, row-major `[rows, featureCount]`.
   *
   * @param deformation from 0 to `deformationCount - 1`
   */
  write(row: number, deformation: number, target: Float32Array, targetRow: number): void {
    if (deformation === 0 || this.#shape === undefined || this.#range === undefined) {
      this.#writeRow(row, target, targetRow * this.dataset.featureCount);
      return;
    }
    // Beyond 65,536 rows the seeds come round again: two rows may share a deformation, never an image.
    const random = new SeededRandom((row * deformationCount + deformation) % 2 ** 32);
    deformImage(this.#writeRow, row, target, targetRow, this.#shape, this.#range, random);
  }
}
