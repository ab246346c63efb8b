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
 * Moves an image by any number of pixels, `down` and `right` (negative: up and left): the bilinear mean of the moves by
 * whole pixels around it. What comes in from outside is 0. The other parameters are as in `shiftImage`.
 */
export function shiftImageSubpixel(
  source: Float32Array,
  sourceRow: number,
  target: Float32Array,
  targetRow: number,
  shape: ImageShape,
  down: number,
  right: number,
): void {
  const size = shape[0] * shape[1] * shape[2];
  const image = source.subarray(sourceRow * size, (sourceRow + 1) * size);
  const result = target.subarray(targetRow * size, (targetRow + 1) * size).fill(0);
  for (const vertical of wholeNeighbors(down)) {
    for (const horizontal of wholeNeighbors(right)) {
      addMoved(image, result, shape, vertical.move, horizontal.move, vertical.weight * horizontal.weight);
    }
  }
}

function addMoved(
  image: Float32Array,
  result: Float32Array,
  [height, width, channels]: ImageShape,
  down: number,
  right: number,
  weight: number,
): void {
  const line = width * channels;
  const length = (width - Math.abs(right)) * channels;
  for (let row = Math.max(down, 0); row < Math.min(height + down, height); row++) {
    let from = (row - down) * line + Math.max(-right, 0) * channels;
    let to = row * line + Math.max(right, 0) * channels;
    // `?? 0` never acts: both indices stay inside their lines.
    for (let end = to + length; to < end; to++, from++) {
      result[to] = (result[to] ?? 0) + weight * (image[from] ?? 0);
    }
  }
}
