import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInputError } from '../errors.js';
import type { Dataset } from './dataset.js';
import { readPng, withChannels } from './png-image.js';

/**
 * Loads PNG images from one subfolder per class, classes and files in the order of their names. All images must have
 * one size; if any has color, all are RGB.
 *
 * @param classNames when given, the classes that there may be (a test part has the classes of its training part)
 * @throws {InvalidInputError} naming the file or folder that does not fit
 */
export async function loadImageFolder(
  folder: string,
  name: string,
  classNames?: readonly string[],
): Promise<Dataset> {
  const found = await subfolders(folder);
  const unknown = found.find((className) => classNames !== undefined && !classNames.includes(className));
  if (unknown !== undefined) {
    throw new InvalidInputError(
      `${join(folder, unknown)}: no such class in the training part (${classNames?.join(', ')})`,
    );
  }
  const names = classNames ?? found;
  if (names.length < 2 || names.length > 256) {
    throw new InvalidInputError(
      `${folder}: needs one subfolder of PNG images for each of 2 to 256 classes, found ${names.length}`,
    );
  }
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
  const channels = Math.max(...images.map((image) => image.channels));
  const featureCount = first.height * first.width * channels;
  const features = new Float32Array(images.length * featureCount);
  images.forEach((image, row) => features.set(withChannels(image, channels), row * featureCount));
  return {
    name,
    features,
    labels: Uint8Array.from(files, ({ label }) => label),
    rowCount: images.length,
    featureCount,
    classNames: names,
    inputShape: [first.height, first.width, channels],
    preprocessing: { offset: 0, scale: 1 / 255 },
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
