import { join } from 'node:path';
import { InvalidInputError } from '../../errors.js';
import { assertClassCount, integerLabels, numberedClassNames } from '../class-names.js';
import type { RawDataset, RawParts } from '../raw-dataset.js';
import { unnamedColumns } from '../table/raw-column.js';
import { readNpy } from './npy.js';

/**
 * Loads `X_train.npy` and `y_train.npy`, and `X_test.npy` and `y_test.npy` if `hasTest`. Rows with one axis are tables,
 * with two or three axes images.
 *
 * @param classNames when given, the classes that the labels count through
 * @throws {InvalidInputError} naming the file and what is wrong with it
 */
export async function loadNpyDataset(
  name: string,
  folder: string,
  hasTest: boolean,
  classNames?: readonly string[],
): Promise<RawParts> {
  const train = await loadPart(name, folder, 'train', classNames);
  if (!hasTest) return { train, test: undefined };
  const test = await loadPart(name, folder, 'test', train.classNames);
  if (test.inputShape.join() !== train.inputShape.join()) {
    throw new InvalidInputError(
      `${join(folder, 'X_test.npy')}: rows must have shape [${train.inputShape.join(', ')}] as in X_train.npy, found [${test.inputShape.join(', ')}]`,
    );
  }
  return { train, test };
}

async function loadPart(
  name: string,
  folder: string,
  part: 'train' | 'test',
  knownClasses?: readonly string[],
): Promise<RawDataset> {
  const [featurePath, labelPath] = [join(folder, `X_${part}.npy`), join(folder, `y_${part}.npy`)];
  const [array, labels] = await Promise.all([readNpy(featurePath), readNpy(labelPath)]);
  const [rowCount = 0, ...sampleShape] = array.shape;
  if (sampleShape.length < 1 || sampleShape.length > 3 || array.values.length === 0) {
    throw new InvalidInputError(
      `${featurePath}: must have shape [rows, features], [rows, height, width] or [rows, height, width, channels], found [${array.shape.join(', ')}]`,
    );
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== rowCount) {
    throw new InvalidInputError(
      `${labelPath}: must have shape [${rowCount}], one label for each row of X_${part}.npy, found [${labels.shape.join(', ')}]`,
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
