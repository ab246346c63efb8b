import { basename } from 'node:path';
import { InvalidInputError } from '../../errors.js';
import { assertClassCount, classIndices, orderedClassNames } from '../class-names.js';
import { readCsvTable } from './csv.js';
import type { RawDataset, RawParts } from '../raw-dataset.js';

/**
 * A table, and a test part with the same columns and classes if there is one.
 *
 * @param classNames when given, the classes that there may be, in order
 * @throws {InvalidInputError} naming the file and what is wrong with it
 */
export async function loadCsvDataset(
  name: string,
  trainPath: string,
  testPath: string | undefined,
  classNames?: readonly string[],
): Promise<RawParts> {
  const train = await loadPart(name, trainPath, classNames);
  if (testPath === undefined) return { train, test: undefined };
  const test = await loadPart(name, testPath, train.classNames);
  if (JSON.stringify(test.columnNames) !== JSON.stringify(train.columnNames)) {
    throw new InvalidInputError(
      `${testPath}: must have the columns of ${basename(trainPath)} (${train.columnNames?.join(', ')}), found ${test.columnNames?.join(', ')}`,
    );
  }
  return { train, test };
}

async function loadPart(name: string, path: string, knownClasses?: readonly string[]): Promise<RawDataset> {
  const { columnNames, values, labels } = await readCsvTable(path);
  const classNames = knownClasses ?? orderedClassNames(labels);
  assertClassCount(classNames, `${path}: its label column`);
  return {
    name,
    values,
    labels: classIndices(labels, classNames, path),
    rowCount: labels.length,
    columnCount: columnNames.length,
    classNames,
    columnNames,
    inputShape: [columnNames.length],
  };
}
