import type { ImageShape } from './augmentation.js';

/** A whole number on one side of a move, and its share in the interpolation, in (0, 1]. */
export interface Neighbor {
  readonly move: number;
  readonly weight: number;
}

/** The whole numbers around a move with their shares, which sum to 1: one if the move is whole, else two. */
export function wholeNeighbors(move: number): Neighbor[] {
  const below = Math.floor(move);
  const fraction = move - below;
  if (fraction === 0) return [{ move: below, weight: 1 }];
  return [
    { move: below, weight: 1 - fraction },
    { move: below + 1, weight: fraction },
  ];
}

/**
 * Moves images by any number of pixels: the bilinear mean of the moves by whole pixels around it. What comes in from
 * outside is 0.
 */
export class SubpixelShifter {
  /** One image with a border of zeros, so that the inner loop needs no case for the image's edge. */
  readonly #padded: Float32Array;
  readonly #border: number;

  /** @param largest greatest distance that an image is moved along an axis, in pixels, at least 0 */
  constructor(
    readonly shape: ImageShape,
    largest: number,
  ) {
    this.#border = Math.ceil(largest) + 1;
    const [height, width, channels] = shape;
    this.#padded = new Float32Array((height + 2 * this.#border) * (width + 2 * this.#border) * channels);
  }

  /**
   * Adds row `sourceRow` of `source`, moved `down` and `right` (negative: up and left), to row `targetRow` of `target`;
   * both are row-major `[rows, height, width, channels]`.
   */
  addMoved(
    source: Float32Array,
    sourceRow: number,
    target: Float32Array,
    targetRow: number,
    down: number,
    right: number,
  ): void {
    const [height, width, channels] = this.shape;
    const border = this.#border;
    const padded = this.#padded;
    const line = width * channels;
    const paddedLine = (width + 2 * border) * channels;
    const [from, to] = [sourceRow * height * line, targetRow * height * line];
    for (let y = 0; y < height; y++) {
      const start = from + y * line;
      padded.set(source.subarray(start, start + line), (y + border) * paddedLine + border * channels);
    }
    const [wholeDown, wholeRight] = [Math.floor(down), Math.floor(right)];
    const [lower, further] = [down - wholeDown, right - wholeRight];
    const near = (1 - lower) * (1 - further);
    const left = (1 - lower) * further;
    const above = lower * (1 - further);
    const diagonal = lower * further;
    for (let y = 0; y < height; y++) {
      let at = (y + border - wholeDown) * paddedLine + (border - wholeRight) * channels;
      const first = to + y * line;
      // `?? 0` never acts: no move is greater than the border less one pixel.
      for (let index = first; index < first + line; index++, at++) {
        target[index] =
          (target[index] ?? 0) +
          near * (padded[at] ?? 0) +
          left * (padded[at - channels] ?? 0) +
          above * (padded[at - paddedLine] ?? 0) +
          diagonal * (padded[at - paddedLine - channels] ?? 0);
      }
    }
  }
}
