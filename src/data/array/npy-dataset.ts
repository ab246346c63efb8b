import { basename } from 'node:path';
import { InvalidInputError } from '../../errors.js';
import { assertClassCount, integerLabels, numberedClassNames } from '../class-names.js';
import type { RawDataset } from '../raw-dataset.js';
import { unnamedColumns } from '../table/raw-column.js';
import { readNpy } from './npy.js';

/** Paths of the features and labels of one part. */
export interface NpyFiles {
  readonly features: string;
  readonly labels: string;
}

/**
 * Loads one part of a data set in NumPy files. Rows with one axis are tables, with two or three axes images.
 *
 * @param knownClasses when given, the classes that there may be
 * @throws {InvalidInputError} naming the file and what is wrong with it
 */
export async function loadNpyPart(
  name: string,
  { features: featurePath, labels: labelPath }: NpyFiles,
  knownClasses?: readonly string[],
): Promise<RawDataset> {
  const [array, labels] = await Promise.all([readNpy(featurePath), readNpy(labelPath)]);
  const [rowCount = 0, ...sampleShape] = array.shape;
  if (sampleShape.length < 1 || sampleShape.length > 3 || array.values.length === 0) {
    throw new InvalidInputError(
      `${featurePath}: must have shape [rows, features], [rows, height, width] or [rows, height, width, channels], found [${array.shape.join(', ')}]`,
    );
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== rowCount) {
    throw new InvalidInputError(
      `${labelPath}: must have shape [${rowCount}], one label for each row of ${basename(featurePath)}, found [${labels.shape.join(', ')}]`,
    );
  }
  const classNames = knownClasses ?? numberedClassNames(labels.values, labelPath);
  assertClassCount(classNames, labelPath);
  const isTable = sampleShape.length === 1;
  const inputShape = sampleShape.length === 2 ? [...sampleShape, 1] : sampleShape;
  const columnCount = array.values.length / rowCount;
  return {
    name,
    values: array.values,
    labels: integerLabels(labels.values, classNames, labelPath),
    rowCount,
    columnCount,
    classNames,
    columns: isTable ? unnamedColumns(columnCount) : undefined,
    inputShape,
    fullScale: array.values instanceof Uint8Array ? 255 : undefined,
  };
}
