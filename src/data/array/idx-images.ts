import { InvalidInputError } from '../../errors.js';
import { assertClassCount, integerLabels, numberedClassNames } from '../class-names.js';
import type { RawDataset } from '../raw-dataset.js';
import type { IdxArray } from './idx.js';

interface SourcedArray {
  readonly array: IdxArray;
  /** Name for messages. */
  readonly source: string;
}

/**
 * A data set of images `[rows, height, width]` or `[rows, height, width, channels]` and labels `[rows]`. Bytes count from 0
 * to 255; the range of other element types is not known.
 *
 * @param knownClasses default: the different labels
 * @throws {InvalidInputError} when shapes do not fit together or a label is no class
 */
export function imagesFromIdx(
  name: string,
  knownClasses: readonly string[] | undefined,
  images: SourcedArray,
  labels: SourcedArray,
): RawDataset {
  const [rowCount = 0, ...imageShape] = images.array.shape;
  if (imageShape.length !== 2 && imageShape.length !== 3) {
    throw new InvalidInputError(
      `${images.source}: images must have shape [rows, height, width] or [rows, height, width, channels], found [${images.array.shape.join(', ')}]`,
    );
  }
  if (labels.array.shape.length !== 1 || labels.array.shape[0] !== rowCount) {
    throw new InvalidInputError(
      `${labels.source}: labels must have shape [${rowCount}], one for each image of ${images.source}, found [${labels.array.shape.join(', ')}]`,
    );
  }
  if (images.array.shape.includes(0)) {
    throw new InvalidInputError(`${images.source}: no pixels in shape [${images.array.shape.join(', ')}]`);
  }
  const inputShape = imageShape.length === 2 ? [...imageShape, 1] : imageShape;
  const { values } = images.array;
  const bad =
    values instanceof Uint8Array ? -1 : values.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (bad >= 0) {
    throw new InvalidInputError(
      `${images.source}: element ${bad} must be a finite number, found ${values[bad]}`,
    );
  }
  const classNames = knownClasses ?? numberedClassNames(labels.array.values, labels.source);
  assertClassCount(classNames, labels.source);
  return {
    name,
    values,
    labels: integerLabels(labels.array.values, classNames, labels.source),
    rowCount,
    columnCount: inputShape.reduce((product, size) => product * size, 1),
    classNames,
    inputShape,
    fullScale: values instanceof Uint8Array ? 255 : undefined,
  };
}
