import { InvalidInputError } from '../../errors.js';
import type { RawDataset, RawParts } from '../raw-dataset.js';
import { readIdx } from './idx.js';
import { imagesFromIdx } from './idx-images.js';

/** Paths of the images and labels of one part. */
export interface IdxFiles {
  readonly images: string;
  readonly labels: string;
}

/**
 * Loads images and labels in IDX files; classes are the different labels.
 *
 * @param classNames when given, the classes that the labels count through
 * @throws {InvalidInputError} naming the file and what is wrong with it
 */
export async function loadIdxDataset(
  name: string,
  trainFiles: IdxFiles,
  testFiles: IdxFiles | undefined,
  classNames?: readonly string[],
): Promise<RawParts> {
  const train = await loadPart(name, trainFiles, classNames);
  if (testFiles === undefined) return { train, test: undefined };
  const test = await loadPart(name, testFiles, train.classNames);
  if (test.inputShape.join() !== train.inputShape.join()) {
    throw new InvalidInputError(
      `${testFiles.images}: images must have shape [${train.inputShape.join(', ')}] as in ${trainFiles.images}, found [${test.inputShape.join(', ')}]`,
    );
  }
  return { train, test };
}

async function loadPart(
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
