import { basename } from 'node:path';
import type { RawDataset } from '../raw-dataset.js';
import { readIdx } from './idx.js';
import { imagesFromIdx } from './idx-images.js';
import { transposed } from './transposed.js';

/** Paths of the images and labels of one part. */
export interface IdxFiles {
  readonly images: string;
  readonly labels: string;
}

/**
 * Loads images and labels of one part in IDX files; classes are the different labels. EMNIST (Cohen et al., 2017) stores its
 * images columns first: they are turned back.
 *
 * @param knownClasses when given, the classes that there may be
 * @throws {InvalidInputError} naming the file and what is wrong with it
 */
export async function loadIdxPart(
  name: string,
  { images, labels }: IdxFiles,
  knownClasses?: readonly string[],
): Promise<RawDataset> {
  const [imageArray, labelArray] = await Promise.all([readIdx(images), readIdx(labels)]);
  const data = imagesFromIdx(
    name,
    knownClasses,
    { array: imageArray, source: images },
    { array: labelArray, source: labels },
  );
  if (!/^emnist-/i.test(basename(images))) return data;
  const [height = 0, width = 0, channels = 1] = data.inputShape;
  if (channels !== 1) return data;
  return {
    ...data,
    values: transposed(data.values, height, width),
    inputShape: [width, height, 1],
    notes: [`${images}: EMNIST stores its images transposed; they are turned upright`],
  };
}
