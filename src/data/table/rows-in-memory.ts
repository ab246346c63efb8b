import { InvalidInputError } from '../../errors.js';
import { assertClassCount, classIndices, orderedClassNames } from '../class-names.js';
import { OpenData } from '../open-data.js';
import { weightProblem } from '../training-weights.js';
import { defaultMissing } from './table-options.js';
import { rawValueOf, unnamedColumns, type Cell, type NumberColumn, type RawColumn } from './raw-column.js';

/** One row in memory: cells in the order of the columns, or by the columns' names. */
export type Row = ArrayLike<Cell> | Readonly<Record<string, Cell>>;

/** A labelled table of numbers in memory, as they are: nothing scaled. */
export interface TableRows {
  /** One row of numbers for each label. */
  readonly rows: readonly ArrayLike<number>[];
  /** Class of each row, by its name or number. */
  readonly labels: readonly (string | number)[];
  /** Name of each column; default `feature 1`, `feature 2`, ... */
  readonly columnNames?: readonly string[] | undefined;
  /** How much each row counts in training, finite and at least 0, not all 0; default: all alike. */
  readonly weights?: readonly number[] | undefined;
  /** Of the data set, for reports; default `data`. */
  readonly name?: string | undefined;
}

/**
 * Opens rows that are in memory as `openData` opens files.
 *
 * @throws {InvalidInputError} naming the row, when rows differ in length, a number is not finite, or labels or weights do not fit
 */
export function openRows({ rows, labels, columnNames, weights, name = 'data' }: TableRows): OpenData {
  const columns: NumberColumn[] =
    columnNames?.map((column) => ({ name: column, type: 'number' })) ?? unnamedColumns(rows[0]?.length ?? 0);
  const texts = labels.map(String);
  if (labels.length !== rows.length || rows.length === 0 || columns.length === 0) {
    throw new InvalidInputError(
      `${name}: needs rows of at least one number and a label for each, found ${rows.length} rows and ${labels.length} labels`,
    );
  }
  if (weights !== undefined) assertWeights(weights, rows.length, name);
  const classNames = orderedClassNames(texts);
  assertClassCount(classNames, name);
  return new OpenData({
    train: {
      name,
      values: rawValues(rows, columns, name),
      columnCount: columns.length,
      labels: classIndices(texts, classNames, name),
      rowCount: rows.length,
      classNames,
      columns,
      weights: weights && Float64Array.from(weights),
      weightName: weights && 'weights',
      inputShape: [columns.length],
    },
    test: undefined,
    unlabelled: [],
  });
}

function assertWeights(weights: readonly number[], rowCount: number, source: string): void {
  if (weights.length !== rowCount) {
    throw new InvalidInputError(
      `${source}: needs a weight for each of ${rowCount} rows, found ${weights.length}`,
    );
  }
  for (const [row, weight] of weights.entries()) {
    const problem = weightProblem(weight);
    if (problem !== undefined) {
      throw new InvalidInputError(`${source}: row ${row}: ${problem}, found ${String(weight)}`);
    }
  }
  if (weights.every((weight) => weight === 0)) throw new InvalidInputError(`${source}: all weights are 0`);
}

/**
 * Raw values of rows, one behind the other, `[rows, columns]`.
 *
 * @param source for messages
 * @param missing texts that stand for a missing value, as in files
 * @throws {InvalidInputError} naming the row that has another length or lacks a column, or the cell that its column cannot hold
 */
export function rawValues(
  rows: readonly Row[],
  columns: readonly RawColumn[],
  source: string,
  missing: readonly string[] = defaultMissing,
): Float64Array {
  const values = new Float64Array(rows.length * columns.length);
  for (const [index, row] of rows.entries()) {
    for (const [place, given] of cellsOf(row, columns, `${source}: row ${index}`).entries()) {
      const cell = typeof given === 'string' && missing.includes(given.trim()) ? null : given;
      const column = columns[place];
      const value = column === undefined ? undefined : rawValueOf(cell, column);
      if (column === undefined || value === undefined || (typeof cell === 'number' && Number.isNaN(cell))) {
        throw new InvalidInputError(
          `${source}: row ${index}, ${column?.name ?? `column ${place}`}: must be ${wantedOf(column)}, found ${String(cell)}`,
        );
      }
      values[index * columns.length + place] = value;
    }
  }
  return values;
}

function cellsOf(row: Row, columns: readonly RawColumn[], where: string): readonly Cell[] {
  if (isList(row)) {
    if (row.length === columns.length) return Array.from(row);
    throw new InvalidInputError(`${where} must hold ${columns.length} values, found ${row.length}`);
  }
  return columns.map(({ name }) => {
    if (name in row) return row[name];
    throw new InvalidInputError(`${where} misses ${JSON.stringify(name)}`);
  });
}

/** Whether a row is a list of cells in the order of the columns. */
export function isList(row: Row): row is ArrayLike<Cell> {
  return Array.isArray(row) || ArrayBuffer.isView(row);
}

function wantedOf(column: RawColumn | undefined): string {
  return column?.type === 'truth value' ? 'yes or no' : 'a finite number';
}
