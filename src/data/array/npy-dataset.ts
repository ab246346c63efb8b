import { InvalidInputError } from '../../errors.js';
import { assertClassCount, integerLabels, numberedClassNames } from '../class-names.js';
import type { RawDataset } from '../raw-dataset.js';
import { unnamedColumns } from '../table/raw-column.js';
import { channelsLast, type KnownLayout } from './channel-layout.js';
import type { NpyArray } from './npy.js';

/** An array, and where it stands, for messages. */
export interface SourcedArray {
  readonly array: NpyArray;
  readonly source: string;
}

/** The arrays of one part, or where they stand. */
export interface Labelled<T> {
  readonly features: T;
  readonly labels: T;
}

/**
 * One part of a data set of NumPy arrays. Rows with one axis are tables, with two or three axes images.
 *
 * @param knownClasses when given, the classes that there may be
 * @throws {InvalidInputError} naming the array and what is wrong with it
 */
export function datasetOfArrays(
  name: string,
  { features: { array, source }, labels: { array: labels, source: labelSource } }: Labelled<SourcedArray>,
  known: KnownLayout,
  knownClasses?: readonly string[],
): RawDataset {
  const [rowCount = 0, ...sampleShape] = array.shape;
  if (sampleShape.length < 1 || sampleShape.length > 3 || array.values.length === 0) {
    throw new InvalidInputError(
      `${source}: must have shape [rows, features], [rows, height, width] or [rows, height, width, channels], found [${array.shape.join(', ')}]`,
    );
  }
  if (known.layout !== undefined && sampleShape.length < 3) {
    throw new InvalidInputError(
      `${source}: --layout is for arrays with four axes, found shape [${array.shape.join(', ')}]`,
    );
  }
  if (labels.shape.length !== 1 || labels.shape[0] !== rowCount) {
    throw new InvalidInputError(
      `${labelSource}: must have shape [${rowCount}], one label for each row of ${source}, found [${labels.shape.join(', ')}]`,
    );
  }
  const classNames = knownClasses ?? numberedClassNames(labels.values, labelSource);
  assertClassCount(classNames, labelSource);
  const columnCount = array.values.length / rowCount;
  const arranged =
    sampleShape.length === 3
      ? channelsLast(array.values, array.shape, source, known)
      : { values: array.values, inputShape: sampleShape.length === 2 ? [...sampleShape, 1] : sampleShape };
  return {
    name,
    ...arranged,
    labels: integerLabels(labels.values, classNames, labelSource),
    rowCount,
    columnCount,
    classNames,
    columns: sampleShape.length === 1 ? unnamedColumns(columnCount) : undefined,
    fullScale: array.values instanceof Uint8Array ? 255 : undefined,
  };
}
