import type { Command } from 'commander';
import type { ImageOptions } from '../data/image/image-options.js';
import type { ImageShape } from '../data/image/image-shape.js';
import { UsageError } from '../errors.js';
import { choiceOption } from './option-values.js';

/** Options that say how images are to be read, as commander gives them. */
export interface ImageFlags {
  readonly imageSize?: readonly [height: number, width: number];
  readonly gray?: boolean;
  readonly invert?: boolean;
  readonly background?: number;
  readonly shape?: ImageShape;
  readonly layout?: 'nchw' | 'nhwc';
}

/** How images of training data are to be read. */
export function addImageOptions(command: Command): Command {
  command
    .option('--gray', 'colors become gray')
    .option(
      '--shape <HxW[xC]>',
      'rows of a table or array are images of this shape, for example 28x28 or 32x32x3',
      shapeOf,
    )
    .option(
      '--layout <name>',
      'nchw or nhwc: whether channels stand before the pixels of an array or behind (default: found)',
      choiceOption('--layout', ['nchw', 'nhwc']),
    );
  return addPixelOptions(command);
}

/** How the pixels of any image are to be understood. */
export function addPixelOptions(command: Command): Command {
  return command
    .option('--image-size <HxW>', 'size that all images are brought to, for example 28x28', sizeOf)
    .option('--invert', 'black becomes white and white black')
    .option(
      '--background <brightness>',
      'behind transparent pixels: black, white or 0 to 255 (default: the usual border of the images)',
      brightnessOf,
    );
}

export function imageOptionsOf(flags: ImageFlags): ImageOptions {
  const { imageSize, gray, invert, background, shape, layout } = flags;
  return { imageSize, gray, invert, background, shape, layout };
}

function numbersOf(text: string): number[] {
  return /^\d{1,5}(x\d{1,5}){1,2}$/.test(text) ? text.split('x').map(Number) : [];
}

function sizeOf(text: string): readonly [number, number] {
  const [height = 0, width = 0, ...others] = numbersOf(text);
  if (height > 0 && width > 0 && others.length === 0) return [height, width];
  throw new UsageError(`--image-size must be height x width as in 28x28, found ${JSON.stringify(text)}`);
}

function shapeOf(text: string): ImageShape {
  const [height = 0, width = 0, channels = 1] = numbersOf(text);
  if (height > 0 && width > 0 && channels > 0) return [height, width, channels];
  throw new UsageError(
    `--shape must be height x width, and perhaps channels, as in 28x28 or 32x32x3, found ${JSON.stringify(text)}`,
  );
}

function brightnessOf(text: string): number {
  if (text === 'black') return 0;
  if (text === 'white') return 1;
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= 0 && value <= 255) return value / 255;
  throw new UsageError(
    `--background must be black, white or a number from 0 to 255, found ${JSON.stringify(text)}`,
  );
}
