import { readFile } from 'node:fs/promises';
import { convertIndexedToRgb, decode } from 'fast-png';
import { InvalidInputError } from '../errors.js';

/** Pixels of a PNG, row-major `[height, width, channels]`, from 0 to 1. */
export interface PngImage {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly pixels: Float32Array;
}

/**
 * Reads a PNG of any color type as gray or RGB; an alpha channel is laid over black.
 *
 * @throws {InvalidInputError} when it cannot be decoded
 */
export async function readPng(path: string): Promise<PngImage> {
  const bytes = await readFile(path);
  let image: ReturnType<typeof decode>;
  try {
    image = decode(bytes);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInputError(`${path}: not a PNG image that can be read: ${reason}`, { cause: error });
  }
  const { width, height, depth } = image;
  const data = image.palette === undefined ? image.data : convertIndexedToRgb(image);
  const stored = data.length / (width * height);
  const hasAlpha = stored === 2 || stored === 4;
  const channels = stored <= 2 ? 1 : 3;
  const largest = image.palette === undefined ? 2 ** Math.max(depth, 8) - 1 : 255;
  const pixels = new Float32Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const start = pixel * stored;
    const alpha = hasAlpha ? (data[start + stored - 1] ?? 0) / largest : 1;
    for (let channel = 0; channel < channels; channel++) {
      pixels[pixel * channels + channel] = (alpha * (data[start + channel] ?? 0)) / largest;
    }
  }
  return { height, width, channels, pixels };
}

/**
 * The image in another number of channels: gray is repeated, colors become their luminance (Rec. 601).
 */
export function withChannels(image: PngImage, channels: number): Float32Array {
  if (image.channels === channels) return image.pixels;
  const count = image.height * image.width;
  const pixels = new Float32Array(count * channels);
  for (let pixel = 0; pixel < count; pixel++) {
    const [red = 0, green = 0, blue = 0] = image.pixels.subarray(
      pixel * image.channels,
      (pixel + 1) * image.channels,
    );
    const gray = image.channels === 1 ? red : 0.299 * red + 0.587 * green + 0.114 * blue;
    pixels.fill(gray, pixel * channels, (pixel + 1) * channels);
  }
  return pixels;
}
