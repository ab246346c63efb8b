import { readFile } from 'node:fs/promises';
import { convertIndexedToRgb, decode, type DecodedPng } from 'fast-png';
import { InvalidInputError } from '../../errors.js';

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
  const { width, height, samples, perPixel, largest } = decoded(await readFile(path), path);
  const hasAlpha = perPixel === 2 || perPixel === 4;
  const channels = perPixel <= 2 ? 1 : 3;
  const pixels = new Float32Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const start = pixel * perPixel;
    const alpha = hasAlpha ? (samples[start + perPixel - 1] ?? 0) / largest : 1;
    for (let channel = 0; channel < channels; channel++) {
      pixels[pixel * channels + channel] = (alpha * (samples[start + channel] ?? 0)) / largest;
    }
  }
  return { height, width, channels, pixels };
}

/** Largest image that is decoded: the header alone could ask for any amount of memory. */
const maximumPixels = 2 ** 24;

/** Color type of an image whose samples are indices into a palette. */
const indexed = 3;

function decoded(bytes: Buffer, path: string): DecodedImage {
  if (bytes.length < 29 || bytes.toString('latin1', 1, 4) !== 'PNG') {
    throw new InvalidInputError(`${path}: not a PNG image`);
  }
  // The header's fields have fixed places (PNG specification, 11.2.1).
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const [depth, interlace] = [bytes[24] ?? 0, bytes[28]];
  if (width * height < 1 || width * height > maximumPixels) {
    throw new InvalidInputError(
      `${path}: must have from 1 to ${maximumPixels} pixels, found ${width} x ${height}`,
    );
  }
  if (interlace !== 0 && depth < 8) {
    throw new InvalidInputError(
      `${path}: interlaced images must have at least 8 bits per sample, found ${depth}`,
    );
  }
  try {
    const image = decode(bytes, { checkCrc: true });
    const isIndexed = bytes[25] === indexed;
    return { width, height, ...(isIndexed ? colorsOf(image) : samplesOf(image)) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInputError(`${path}: not a PNG image that can be read: ${reason}`, { cause: error });
  }
}

interface DecodedImage extends Samples {
  readonly width: number;
  readonly height: number;
}

interface Samples {
  readonly samples: ArrayLike<number>;
  readonly perPixel: number;
  /** Value of full brightness. */
  readonly largest: number;
}

function colorsOf(image: DecodedPng): Samples {
  return { samples: convertIndexedToRgb(image), perPixel: image.palette?.[0]?.length ?? 3, largest: 255 };
}

function samplesOf({ width, height, depth, channels, data }: DecodedPng): Samples {
  const largest = 2 ** depth - 1;
  if (depth >= 8) return { samples: data, perPixel: channels, largest };
  // Gray with several pixels in one byte, the first in the highest bits; each line begins with a new byte.
  const bytesPerLine = Math.ceil((width * depth) / 8);
  const samples = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const byte = data[y * bytesPerLine + Math.floor((x * depth) / 8)] ?? 0;
      samples[y * width + x] = (byte >> (8 - depth - ((x * depth) % 8))) & largest;
    }
  }
  return { samples, perPixel: 1, largest };
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

/** Pixels from 0 to 255, not rounded, as raw images of bytes count: what a preparation takes. */
export function byteScale(pixels: Float32Array): Float64Array {
  return Float64Array.from(pixels, (pixel) => pixel * 255);
}
