import { ImageDeformer } from './image-deformer.js';
import type { ImageShape } from './image-shape.js';
import type { RowWriter } from '../features.js';
import type { SeededRandom } from '../random.js';

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

/** A deformation for few images, each of which must stand for many: wider than those of some that are there. */
export function wideAffineRange(shape: ImageShape): AffineRange {
  const { rotation, scale, shear, translation } = mildAffineRange(shape);
  return {
    rotation: 1.6 * rotation,
    scale: 1.6 * scale,
    shear: 1.6 * shear,
    translation: 1.6 * translation,
  };
}

/** Half as much, for images whose class must be as plain as before. */
export function gentleAffineRange([height, width]: ImageShape): AffineRange {
  return { rotation: Math.PI / 22.5, scale: 0.08, shear: 0.08, translation: Math.min(height, width) / 28 };
}

/**
 * Deforms one image about its center by a random rotation, scale, shear and translation; pixels between pixels are
 * interpolated bilinearly, and outside is 0.
 *
 * @param writeRow gives the image, row `row` of some features, `[height, width, channels]`
 * @param target images of that shape one behind the other, of which row `targetRow` is written
 */
export function deformImage(
  writeRow: RowWriter,
  row: number,
  target: Float32Array,
  targetRow: number,
  [height, width, channels]: ImageShape,
  range: AffineRange,
  random: SeededRandom,
): void {
  const either = (limit: number): number => random.uniform(-limit, limit);
  const [angle, scaleY, scaleX] = [either(range.rotation), 1 + either(range.scale), 1 + either(range.scale)];
  const [shear, moveY, moveX] = [either(range.shear), either(range.translation), either(range.translation)];
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const yy = cosine / scaleY;
  const yx = sine / scaleY;
  const xy = (shear * cosine - sine) / scaleX;
  const xx = (shear * sine + cosine) / scaleX;
  // About the center: it is the center, moved, that comes from the center.
  const [centerY, centerX] = [(height - 1) / 2, (width - 1) / 2];
  const [movedY, movedX] = [centerY + moveY, centerX + moveX];
  const startY = centerY - yy * movedY - yx * movedX;
  const startX = centerX - xy * movedY - xx * movedX;

  const map = { yy, yx, xy, xx, startY, startX };
  const deformer = deformerOf(height, width);
  const size = height * width * channels;
  const at = targetRow * size;
  if (channels === 1) {
    writeRow(row, deformer.source, 0);
    deformer.deform(map);
    target.set(deformer.target, at);
    return;
  }
  writeRow(row, target, at);
  const pixels = height * width;
  for (let channel = 0; channel < channels; channel++) {
    const start = at + channel;
    for (let pixel = 0; pixel < pixels; pixel++)
      deformer.source[pixel] = target[start + pixel * channels] ?? 0;
    deformer.deform(map);
    for (let pixel = 0; pixel < pixels; pixel++)
      target[start + pixel * channels] = deformer.target[pixel] ?? 0;
  }
}

let lastDeformer: ImageDeformer | undefined;

/** The last one where the size is the same, as it is for all images of a data set. */
function deformerOf(height: number, width: number): ImageDeformer {
  if (lastDeformer?.height !== height || lastDeformer.width !== width) {
    lastDeformer = new ImageDeformer(height, width);
  }
  return lastDeformer;
}
