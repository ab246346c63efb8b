import { InvalidInputError } from '../../errors.js';
import { assertClassCount, classIndices, orderedClassNames } from '../class-names.js';
import { OpenData } from '../open-data.js';

/** A labelled table in memory, its numbers as they are: nothing scaled. */
export interface TableRows {
  /** One row of numbers for each label. */
  readonly rows: readonly ArrayLike<number>[];
  /** Class of each row, by its name or number. */
  readonly labels: readonly (string | number)[];
  /** Name of each column; default `feature 1`, `feature 2`, ... */
  readonly columnNames?: readonly string[] | undefined;
  /** Of the data set, for reports; default `data`. */
  readonly name?: string | undefined;
}

/**
 * Opens rows that are in memory as `openData` opens files.
 *
 * @throws {InvalidInputError} naming the row, when rows differ in length, a number is not finite, or labels do not fit
 */
export function openRows({ rows, labels, columnNames, name = 'data' }: TableRows): OpenData {
  const columnCount = columnNames?.length ?? rows[0]?.length ?? 0;
  const texts = labels.map(String);
  if (labels.length !== rows.length || rows.length === 0 || columnCount === 0) {
    throw new InvalidInputError(
      `${name}: needs rows of at least one number and a label for each, found ${rows.length} rows and ${labels.length} labels`,
    );
  }
  const classNames = orderedClassNames(texts);
  assertClassCount(classNames, name);
  return new OpenData({
    train: {
      name,
      values: rawValues(rows, columnCount, name),
      columnCount,
      labels: classIndices(texts, classNames, name),
      rowCount: rows.length,
      classNames,
      columnNames: columnNames ?? Array.from({ length: columnCount }, (_, index) => `feature ${index + 1}`),
      inputShape: [columnCount],
    },
    test: undefined,
  });
}

/**
 * Rows one behind the other, `[rows, columnCount]`.
 *
 * @param source for messages
 * @throws {InvalidInputError} naming the row that has another length or a number that is not finite
 */
export function rawValues(
  rows: readonly ArrayLike<number>[],
  columnCount: number,
  source: string,
): Float64Array {
  const values = new Float64Array(rows.length * columnCount);
  for (const [index, row] of rows.entries()) {
    if (row.length !== columnCount) {
      throw new InvalidInputError(
        `${source}: row ${index} must hold ${columnCount} numbers, found ${row.length}`,
      );
    }
    values.set(row, index * columnCount);
  }
  const bad = values.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (bad < 0) return values;
  throw new InvalidInputError(
    `${source}: row ${Math.floor(bad / columnCount)}, number ${bad % columnCount}: must be a finite number, found ${values[bad]}`,
  );
}
