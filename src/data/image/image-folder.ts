import { InvalidInputError } from '../../errors.js';
import { assertFits } from '../memory-limit.js';
import type { RawDataset } from '../raw-dataset.js';
import { allRows } from '../splits.js';
import { isConstant, luminance, overBackground, withChannels, type DecodedImage } from './decoded-image.js';
import { readImage } from './image-file.js';
import { listClassFolders, type LabelledFile } from './image-files.js';
import type { ImageOptions } from './image-options.js';
import { medianBorder } from './image-record.js';
import type { ImageShape } from './image-shape.js';

/**
 * Loads images from one subfolder per class, classes in the order of `orderedClassNames`, files in that of their names. If any
 * has color, all are RGB. Black and white do not change places here.
 *
 * @param classNames when given, the classes that there may be, in order (those of the training part, or of a tree)
 * @param nameOf what the row of a file is called
 * @throws {InvalidInputError} naming the file or folder that does not fit, or counting the sizes when there are several
 */
export async function loadImageFolder(
  folder: string,
  name: string,
  options: ImageOptions = {},
  classNames?: readonly string[],
  nameOf: (path: string) => string = (path) => path,
): Promise<RawDataset> {
  const folders = await listClassFolders(folder, classNames);
  const { files } = folders;
  const notes = [...folders.notes];
  const images = await readImages(files, options.imageSize, folder);
  const [height, width] = oneSize(images, folder);
  const count = (isCounted: (image: DecodedImage) => boolean): string =>
    `${folder}: ${images.filter(isCounted).length} of ${images.length} images`;
  if (images.some((image) => image.isResized))
    notes.push(`${count((image) => image.isResized)} were resized to ${height} x ${width}`);
  const hasAlpha = images.some(({ alpha }) => alpha !== undefined);
  const background =
    options.background ?? (hasAlpha ? usualBackground(images, [height, width, 1]) : undefined);
  if (hasAlpha && background !== undefined) {
    notes.push(
      `${count(({ alpha }) => alpha !== undefined)} have transparent pixels; behind them is brightness ${Math.round(255 * background)} of 255${options.background === undefined ? ' (--background names another)' : ''}`,
    );
  }
  const colored = images.filter((image) => image.channels === 3).length;
  const channels = (options.gray ?? colored === 0) ? 1 : 3;
  if (colored > 0 && (colored < images.length || channels === 1)) {
    const what = channels === 1 ? 'become gray' : 'so that all are read as colors (--gray makes all gray)';
    notes.push(`${count((image) => image.channels === 3)} have color; ${what}`);
  }
  const columnCount = height * width * channels;
  const values = new Float64Array(images.length * columnCount);
  const blank: string[] = [];
  images.forEach((image, row) => {
    const pixels = withChannels(overBackground(image, background ?? 0), channels);
    if (isConstant(pixels, channels)) blank.push(files[row]?.path ?? '');
    // Not rounded: images of 16 bits lie between the bytes.
    values.set(
      Float64Array.from(pixels, (pixel) => pixel * 255),
      row * columnCount,
    );
  });
  if (blank.length > 0)
    notes.push(
      `${folder}: all pixels are alike in ${blank.length} of ${images.length} images, the first ${blank[0]}`,
    );
  return {
    name,
    values,
    labels: Uint16Array.from(files, ({ label }) => label),
    rowCount: images.length,
    columnCount,
    classNames: folders.classNames,
    inputShape: [height, width, channels],
    fullScale: 255,
    places: {
      count: images.length,
      numbers: allRows(images.length),
      names: { column: 'image', areFiles: true, texts: files.map(({ path }) => nameOf(path)) },
    },
    image: { background, resized: options.imageSize !== undefined },
    notes,
  };
}

/** Of a pixel's channel: as it is decoded, and as a raw value. */
const bytesPerValue = 12;
/** Files that are decoded side by side. */
const batchSize = 32;

async function readImages(
  files: readonly LabelledFile[],
  size: ImageOptions['imageSize'],
  folder: string,
): Promise<DecodedImage[]> {
  const images: DecodedImage[] = [];
  let values = 0;
  for (let start = 0; start < files.length; start += batchSize) {
    const batch = files.slice(start, start + batchSize);
    const read = await Promise.all(batch.map(({ path }) => readImage(path, size)));
    images.push(...read);
    values += read.reduce((sum, { pixels }) => sum + pixels.length, 0);
    assertFits(bytesPerValue * values, `${folder}: ${images.length} of its ${files.length} images`);
  }
  return images;
}

/** @throws {InvalidInputError} counting the sizes when there are several */
function oneSize(images: readonly DecodedImage[], folder: string): readonly [height: number, width: number] {
  const counts = new Map<string, { readonly size: readonly [number, number]; count: number }>();
  for (const { height, width } of images) {
    const known = counts.get(`${height} x ${width}`);
    if (known === undefined) counts.set(`${height} x ${width}`, { size: [height, width], count: 1 });
    else known.count++;
  }
  const sizes = [...counts].sort(([, a], [, b]) => b.count - a.count);
  const size = sizes[0]?.[1].size;
  if (size !== undefined && sizes.length === 1) return size;
  const listed = sizes
    .slice(0, 4)
    .map(([text, { count }]) => `${text} (${count} ${count === 1 ? 'image' : 'images'})`);
  throw new InvalidInputError(
    `${folder}: all images must have one size, found ${sizes.length} sizes (height x width): ${listed.join(', ')}${sizes.length > 4 ? ', ...' : ''}; --image-size ${size?.join('x')} brings all to one`,
  );
}

/**
 * What lies behind transparent pixels where nobody says: the usual border of the opaque images; where there are none, white behind
 * dark figures and black behind bright ones, so that they stay visible.
 */
function usualBackground(images: readonly DecodedImage[], shape: ImageShape): number {
  const opaque = images.filter(({ alpha }) => alpha === undefined);
  if (opaque.length > 0)
    return medianBorder(
      opaque.map((image) => withChannels(image, 1)),
      shape,
    );
  let [sum, visible] = [0, 0];
  for (const { alpha, channels, pixels } of images) {
    alpha?.forEach((share, pixel) => {
      sum += share * (channels === 1 ? (pixels[pixel] ?? 0) : luminance(pixels, pixel * channels));
      visible += share;
    });
  }
  return visible > 0 && sum / visible < 0.5 ? 1 : 0;
}
