import type { RawDataset } from '../raw-dataset.js';
import { readIdx } from './idx.js';
import { imagesFromIdx } from './idx-images.js';

/** Paths of the images and labels of one part. */
export interface IdxFiles {
  readonly images: string;
  readonly labels: string;
}

/**
 * Loads images and labels of one part in IDX files; classes are the different labels.
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
  return imagesFromIdx(
    name,
    knownClasses,
    { array: imageArray, source: images },
    { array: labelArray, source: labels },
  );
}
