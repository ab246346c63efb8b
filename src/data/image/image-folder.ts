import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '../../errors.js';
import { assertClassCount, orderedClassNames } from '../class-names.js';
import type { RawDataset } from '../raw-dataset.js';
import { byteScale, readPng, withChannels } from './png-image.js';

/**
 * Loads PNG images from one subfolder per class, classes in the order of `orderedClassNames`, files in that of their names. All images must have
 * one size; if any has color, all are RGB.
 *
 * @param classNames when given, the classes that there may be, in order (those of the training part, or of a tree)
 * @throws {InvalidInputError} naming the file or folder that does not fit
 */
export async function loadImageFolder(
  folder: string,
  name: string,
  classNames?: readonly string[],
): Promise<RawDataset> {
  const found = await subfolders(folder);
  const unknown = found.find((className) => classNames !== undefined && !classNames.includes(className));
  if (unknown !== undefined) {
    throw new InvalidInputError(
      `${join(folder, unknown)}: a folder of images must be named after one of the classes ${classNames?.map((name) => JSON.stringify(name)).join(', ')}`,
    );
  }
  const names = classNames ?? orderedClassNames(found);
  assertClassCount(names, folder);
  const files: { readonly path: string; readonly label: number }[] = [];
  for (const [label, className] of names.entries()) {
    if (!found.includes(className)) continue;
    const entries = (await readdir(join(folder, className)))
      .filter((file) => file.toLowerCase().endsWith('.png'))
      .sort();
    files.push(...entries.map((file) => ({ path: join(folder, className, file), label })));
  }
  const images = [];
  for (const { path } of files) images.push(await readPng(path));
  const [first] = images;
  if (first === undefined) throw new InvalidInputError(`${folder}: no PNG image in any subfolder`);
  const different = images.findIndex(({ height, width }) => height !== first.height || width !== first.width);
  if (different >= 0) {
    throw new InvalidInputError(
      `${files[different]?.path}: is ${images[different]?.width} x ${images[different]?.height} pixels, but ${files[0]?.path} is ${first.width} x ${first.height}; all images must have one size`,
    );
  }
  const channels = images.some((image) => image.channels === 3) ? 3 : 1;
  const columnCount = first.height * first.width * channels;
  const values = new Float64Array(images.length * columnCount);
  images.forEach((image, row) => values.set(byteScale(withChannels(image, channels)), row * columnCount));
  return {
    name,
    values,
    labels: Uint16Array.from(files, ({ label }) => label),
    rowCount: images.length,
    columnCount,
    classNames: names,
    inputShape: [first.height, first.width, channels],
    fullScale: 255,
  };
}

/** Names of the folders in a folder, sorted. */
export async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}
