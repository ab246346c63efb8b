import PQueue from 'p-queue';
import type { Sharp } from 'sharp';
import { InvalidInputError } from '../../errors.js';
import { readWhole } from '../whole-file.js';
import { decodeBmp, isBmp } from './bmp-image.js';
import type { DecodedImage } from './decoded-image.js';

const imageEndings = ['.png', '.jpg', '.jpeg', '.webp', '.bmp', '.tif', '.tiff'] as const;

/** For messages. */
export const imageKinds = 'PNG, JPEG, WebP, BMP or TIFF';

export function isImagePath(path: string): boolean {
  return imageEndings.some((ending) => path.toLowerCase().endsWith(ending));
}

/** Largest image that is decoded: the header alone could ask for any amount of memory. */
const maximumPixels = 2 ** 24;

/** Images with more pixels are decoded one at a time, however many are asked for at once. */
const largeImage = 2 ** 18;
const oneAtATime = new PQueue({ concurrency: 1 });

/**
 * Reads an image file as gray or RGB, turned as its EXIF data says. Samples of 16 bits keep their precision; color profiles are
 * not looked at.
 *
 * @param size the image is brought to it; default: the file's
 * @throws {InvalidInputError} when it cannot be decoded, holds several pages, or has more than 16,777,216 pixels
 */
export async function readImage(
  path: string,
  size?: readonly [height: number, width: number],
): Promise<DecodedImage> {
  const bytes = await readWhole(path);
  try {
    const source = await openImage(bytes, path);
    const isResized = size !== undefined && (size[0] !== source.height || size[1] !== source.width);
    if (isResized) source.image.resize({ height: size[0], width: size[1], fit: 'fill' });
    const isLarge = source.height * source.width > largeImage;
    const image = await (isLarge ? oneAtATime.add(() => decoded(source)) : decoded(source));
    return { ...image, isResized };
  } catch (error) {
    if (error instanceof InvalidInputError) throw error;
    // Further lines say the same in other words.
    const [reason] = (error instanceof Error ? error.message : String(error)).trim().split('\n');
    throw new InvalidInputError(`${path}: not an image that can be read: ${reason}`, { cause: error });
  }
}

interface ImageSource {
  readonly image: Sharp;
  /** In pixels, turned as the image is to be seen. */
  readonly height: number;
  readonly width: number;
  readonly isGray: boolean;
  /** Whether samples have 16 bits. */
  readonly isDeep: boolean;
  readonly hasAlpha: boolean;
}

async function openImage(bytes: Buffer, path: string): Promise<ImageSource> {
  // Loaded at the first image: tables and --help do without.
  const { default: sharp } = await import('sharp');
  if (isBmp(bytes)) {
    const { data, height, width, isGray } = await decodeBmp(bytes, (h, w) => assertPixels(path, h, w));
    const image = sharp(data, { raw: { width, height, channels: 4 } });
    return { image, height, width, isGray, isDeep: false, hasAlpha: true };
  }
  // The limit is checked here, to name the size that was found.
  const header = await sharp(bytes, { limitInputPixels: false }).metadata();
  const { format, space, depth, hasAlpha, pages = 1, autoOrient } = header;
  if (!['png', 'jpeg', 'webp', 'tiff'].includes(format)) {
    throw new InvalidInputError(`${path}: must be ${imageKinds}, found ${format}`);
  }
  assertPixels(path, autoOrient.height, autoOrient.width);
  if (pages > 1)
    throw new InvalidInputError(`${path}: holds ${pages} pages, but an image file must hold one`);
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw new InvalidInputError(`${path}: samples must have at most 16 bits, found the type ${depth}`);
  }
  return {
    image: sharp(bytes, { failOn: 'error', limitInputPixels: maximumPixels, ignoreIcc: true }).autoOrient(),
    height: autoOrient.height,
    width: autoOrient.width,
    isGray: space === 'b-w' || space === 'grey16',
    isDeep: depth === 'ushort',
    hasAlpha,
  };
}

function assertPixels(path: string, height: number, width: number): void {
  if (width * height >= 1 && width * height <= maximumPixels) return;
  throw new InvalidInputError(
    `${path}: must have from 1 to ${maximumPixels} pixels, found ${width} x ${height}`,
  );
}

async function decoded({
  image,
  isGray,
  isDeep,
  hasAlpha,
}: ImageSource): Promise<Omit<DecodedImage, 'isResized'>> {
  // In sharp's 8-bit gray the alpha channel is lost.
  const [gray, colors] = isDeep ? ['grey16', 'rgb16'] : [hasAlpha ? 'srgb' : 'b-w', 'srgb'];
  const { data, info } = await image
    .toColourspace(isGray ? gray : colors)
    .raw({ depth: isDeep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels: perPixel } = info;
  const samples = isDeep ? new Uint16Array(Uint8Array.from(data).buffer) : data;
  const largest = isDeep ? 65_535 : 255;
  const channels = isGray ? 1 : 3;
  const count = width * height;
  const pixels = new Float32Array(count * channels);
  const alpha = new Float32Array(hasAlpha ? count : 0);
  for (let pixel = 0; pixel < count; pixel++) {
    const start = pixel * perPixel;
    for (let channel = 0; channel < channels; channel++)
      pixels[pixel * channels + channel] = (samples[start + channel] ?? 0) / largest;
    if (hasAlpha) alpha[pixel] = (samples[start + perPixel - 1] ?? 0) / largest;
  }
  return { height, width, channels, pixels, alpha: alpha.every((share) => share === 1) ? undefined : alpha };
}
