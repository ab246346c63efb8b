import { InvalidInputError } from '../../errors.js';
import { onlyAffineStep, type Preparation } from '../preparation.js';
import { isConstant, overBackground, withChannels } from './decoded-image.js';
import { readImage } from './image-file.js';
import type { ImageOptions } from './image-options.js';
import { borderContrast, type ImageRecord } from './image-record.js';
import { imageShapeOf } from './image-shape.js';

/** What images a model takes: their shape, their preparation, and what is recorded of its training images. */
export interface ImageForm {
  /** `[height, width, channels]` */
  readonly inputShape: readonly number[];
  readonly preparation: Preparation;
  readonly image?: ImageRecord | undefined;
}

/** One image as raw values, and what the user may want to know of it. */
export interface ImageSample {
  /** `[height * width * channels]` */
  readonly values: Float64Array;
  readonly notes: readonly string[];
  /** Whether all pixels are alike, so that no answer means anything. */
  readonly isConstant: boolean;
}

/** How images of files are to be read for a model: as its training images were, and `--invert` turns that round. */
export function imageOptionsFor(form: ImageForm, options: ImageOptions = {}): ImageOptions {
  const shape = imageShapeOf(form);
  if (shape === undefined) return options;
  const { inverted, resized, background } = recordOf(form);
  const [height, width, channels] = shape;
  const isTurned = options.invert === true;
  return {
    ...options,
    imageSize: options.imageSize ?? (resized ? [height, width] : undefined),
    gray: channels === 1,
    invert: inverted !== isTurned,
    background: options.background ?? (isTurned ? 1 - background : background),
  };
}

/**
 * Reads an image file for a model: size, channels, ground and range of values are those of its training images.
 *
 * @throws {InvalidInputError} when it cannot be read or has another size
 */
export async function readImageSample(
  path: string,
  form: ImageForm,
  options: ImageOptions = {},
): Promise<ImageSample> {
  const { imageSize, invert, background = 0 } = imageOptionsFor(form, options);
  const image = await readImage(path, imageSize);
  const [height, width, channels] = imageShapeOf(form) ?? [];
  const size = `${image.width} x ${image.height} pixels`;
  if (channels === undefined)
    throw new InvalidInputError(`${path}: must be a row of a table, found an image of ${size}`);
  if (image.height !== height || image.width !== width) {
    const cure = imageSize === undefined ? `; --image-size ${height}x${width} brings it to that size` : '';
    throw new InvalidInputError(
      `${path}: must be ${width} x ${height} pixels, found an image of ${size}${cure}`,
    );
  }
  const { black, white } = recordOf(form);
  const pixels = withChannels(overBackground(image, background), channels);
  const values = Float64Array.from(pixels, (pixel) => {
    const value = black + pixel * (white - black);
    return invert === true ? black + white - value : value;
  });
  const found = checkedImage(values, form);
  const isRangeKnown = form.image !== undefined || onlyAffineStep(form.preparation)?.scale !== 1;
  const notes = isRangeKnown ? [] : ['the tree does not say what its pixels count to; 0 to 255 is taken'];
  const checked = { ...found, notes: [...found.notes, ...notes] };
  if (image.alpha === undefined) return checked;
  const ground = `brightness ${Math.round(255 * background)} of 255 is behind its transparent pixels`;
  const other = background < 0.5 ? 'white' : 'black';
  return {
    ...checked,
    notes: checked.isConstant
      ? [`${ground}; try --background ${other} --invert`]
      : [...checked.notes, ground],
  };
}

/** Less contrast than this between border and middle says nothing. */
const slightContrast = 0.05;

/** Whether raw values look like the model's training images. */
export function checkedImage(values: Float64Array, form: ImageForm): ImageSample {
  const record = recordOf(form);
  const notes: string[] = [];
  const shape = imageShapeOf(form);
  const contrast = shape === undefined ? 0 : borderContrast([values], shape, record);
  const usual = record.borderContrast;
  if (Math.min(Math.abs(contrast), Math.abs(usual)) > slightContrast && contrast * usual < 0) {
    const [here, there] = contrast > 0 ? ['brighter', 'darker'] : ['darker', 'brighter'];
    notes.push(
      `the border is ${here} than the middle, but ${there} in the training images: --invert if black and white are the other way round`,
    );
  }
  return { values, notes, isConstant: isConstant(values, form.inputShape[2] ?? 1) };
}

/** Files of trees that say nothing of their images are read as ever: bytes on black. */
function recordOf({ image }: ImageForm): ImageRecord {
  return image ?? { black: 0, white: 255, inverted: false, resized: false, background: 0, borderContrast: 0 };
}

/** @throws {InvalidInputError} when all pixels are alike */
export function assertNotConstant({ isConstant, notes }: ImageSample, path: string): void {
  if (!isConstant) return;
  throw new InvalidInputError(
    `${path}: all pixels are alike, so that no answer would mean anything${notes.map((note) => `: ${note}`).join('')}`,
  );
}
