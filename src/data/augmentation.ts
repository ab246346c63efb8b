import type { SeededRandom } from './random.js';

/** `[height, width, channels]`, row-major. */
export type ImageShape = readonly [height: number, width: number, channels: number];

/**
 * Moves an image by whole pixels, `down` and `right` (negative: up and left); what comes in from outside is 0.
 *
 * @param source images `[rows, height, width, channels]`, of which row `sourceRow` is read
 * @param target images of the same shape, of which row `targetRow` is written
 */
export function shiftImage(
  source: Float32Array,
  sourceRow: number,
  target: Float32Array,
  targetRow: number,
  [height, width, channels]: ImageShape,
  down: number,
  right: number,
): void {
  const size = height * width * channels;
  const [from, to] = [sourceRow * size, targetRow * size];
  if (down === 0 && right === 0) {
    target.set(source.subarray(from, from + size), to);
    return;
  }
  target.fill(0, to, to + size);
  const columns = width - Math.abs(right);
  if (columns <= 0) return;
  const [fromColumn, toColumn] = [Math.max(-right, 0) * channels, Math.max(right, 0) * channels];
  for (let row = Math.max(down, 0); row < Math.min(height + down, height); row++) {
    const start = from + (row - down) * width * channels + fromColumn;
    target.set(source.subarray(start, start + columns * channels), to + row * width * channels + toColumn);
  }
}

/** Greatest size of each part of a random affine deformation. */
export interface AffineRange {
  /** Radians, either way. */
  readonly rotation: number;
  /** Relative: 0.1 scales by 0.9 to 1.1. */
  readonly scale: number;
  /** Tangent of the shear angle, either way. */
  readonly shear: number;
  /** Pixels, either way, along each axis. */
  readonly translation: number;
}

/** A deformation mild enough to keep what the image shows; the translation grows with the image (2 pixels of 28). */
export function mildAffineRange([height, width]: ImageShape): AffineRange {
  return { rotation: Math.PI / 15, scale: 0.12, shear: 0.15, translation: Math.min(height, width) / 14 };
}

/** Half as much, for images whose class must be as plain as before. */
export function gentleAffineRange([height, width]: ImageShape): AffineRange {
  return { rotation: Math.PI / 22.5, scale: 0.08, shear: 0.08, translation: Math.min(height, width) / 28 };
}

/**
 * Deforms one image about its center by a random rotation, scale, shear and translation; pixels between pixels are
 * interpolated bilinearly, and outside is 0. Parameters are as in `shiftImage`.
 */
export function deformImage(
  source: Float32Array,
  sourceRow: number,
  target: Float32Array,
  targetRow: number,
  [height, width, channels]: ImageShape,
  range: AffineRange,
  random: SeededRandom,
): void {
  const either = (limit: number): number => random.uniform(-limit, limit);
  const [angle, scaleY, scaleX] = [either(range.rotation), 1 + either(range.scale), 1 + either(range.scale)];
  const [shear, moveY, moveX] = [either(range.shear), either(range.translation), either(range.translation)];
  // Where in the source each pixel of the target comes from: the matrix [[yy, yx], [xy, xx]] about the center.
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const yy = cosine / scaleY;
  const yx = sine / scaleY;
  const xy = (shear * cosine - sine) / scaleX;
  const xx = (shear * sine + cosine) / scaleX;
  const [centerY, centerX] = [(height - 1) / 2, (width - 1) / 2];
  const bordered = borderedCopy(source, sourceRow, [height, width, channels]);
  const stride = (width + 2) * channels;
  let at = targetRow * height * width * channels;
  for (let y = 0; y < height; y++) {
    const dy = y - centerY - moveY;
    // One more than the coordinate, because of the border; so that `| 0`, which cuts, is the floor.
    const rowY = yy * dy + centerY + 1;
    const rowX = xy * dy + centerX + 1;
    for (let x = 0; x < width; x++) {
      const dx = x - centerX - moveX;
      const sourceY = rowY + yx * dx;
      const sourceX = rowX + xx * dx;
      if (!(sourceY >= 0 && sourceY < height + 1 && sourceX >= 0 && sourceX < width + 1)) {
        for (let channel = 0; channel < channels; channel++) target[at++] = 0;
        continue;
      }
      const top = sourceY | 0;
      const left = sourceX | 0;
      const weightBelow = sourceY - top;
      const weightRight = sourceX - left;
      let corner = top * stride + left * channels;
      for (let channel = 0; channel < channels; channel++, corner++) {
        // `?? 0` never acts: the border holds every neighbor of a pixel inside.
        const topLeft = bordered[corner] ?? 0;
        const bottomLeft = bordered[corner + stride] ?? 0;
        const upper = topLeft + ((bordered[corner + channels] ?? 0) - topLeft) * weightRight;
        const lower = bottomLeft + ((bordered[corner + stride + channels] ?? 0) - bottomLeft) * weightRight;
        target[at++] = upper + (lower - upper) * weightBelow;
      }
    }
  }
}

/** Reused from image to image: making an array for each would take as long as deforming it. */
let border: { readonly key: string; readonly values: Float32Array } | undefined;

/** A copy of one image with a border of one pixel of 0 on every side; overwritten by the next call. */
function borderedCopy(
  source: Float32Array,
  row: number,
  [height, width, channels]: ImageShape,
): Float32Array {
  const key = `${height} ${width} ${channels}`;
  if (border?.key !== key) border = { key, values: new Float32Array((height + 2) * (width + 2) * channels) };
  const line = width * channels;
  for (let y = 0; y < height; y++) {
    const from = (row * height + y) * line;
    border.values.set(source.subarray(from, from + line), (y + 1) * (line + 2 * channels) + channels);
  }
  return border.values;
}
