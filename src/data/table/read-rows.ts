import type { DuckDBConnection } from '@duckdb/node-api';
import { InvalidInputError } from '../../errors.js';
import { shellWord } from '../../shell-word.js';
import { chunksOf, namingFile, numberOf, rowsOf, sqlText, textOf } from './database.js';
import type { RawColumn } from './raw-column.js';
import type { TableFile } from './table-file.js';

/** A column of a file, and how its cells become raw values. */
export interface PlacedColumn {
  readonly column: RawColumn;
  /** Place in the file, from 0. */
  readonly index: number;
  /** Whether a comma is the decimal point of its numbers. */
  readonly decimalComma: boolean;
}

/** Where the labels stand, and which there are. */
export interface PlacedLabel {
  readonly name: string;
  readonly index: number;
  readonly classNames: readonly string[];
}

/** Some rows one behind the other. Buffers are the caller's to keep. */
export interface RowChunk {
  readonly rowCount: number;
  /** Row-major `[rowCount, columns]`, NaN where a value is missing. */
  readonly values: Float64Array;
  /** Class index of each row; -1 for a row without a label. */
  readonly labels: Int32Array;
  /** Cells of the columns that are kept, as they stand in the file, `[kept columns][rowCount]`. */
  readonly kept: readonly (readonly string[])[];
}

/**
 * Reads the rows of a table in their order, some at a time, so that a file may be larger than the memory.
 *
 * @param keep places of columns whose texts are wanted as well
 * @throws {InvalidInputError} naming row and column of a cell that its column cannot hold
 */
export async function* readRows(
  connection: DuckDBConnection,
  table: TableFile,
  columns: readonly PlacedColumn[],
  label?: PlacedLabel,
  keep: readonly number[] = [],
): AsyncGenerator<RowChunk, void> {
  const numbers = [
    ...columns.map((column) => valueOf(table, column)),
    label === undefined ? '-1' : labelOf(table, label),
  ];
  const cells = [...numbers.map((number) => `CAST(${number} AS DOUBLE)`), ...keep.map(textOf)];
  const query = `SELECT ${cells.join(', ')} FROM ${table.relation}`;
  const chunks = chunksOf(connection, query);
  let done = 0;
  for (;;) {
    const { value: chunk, done: isEnd } = await namingFile(table.path, () => chunks.next());
    if (isEnd === true) return;
    const { rowCount } = chunk;
    const values = new Float64Array(rowCount * columns.length);
    for (let place = 0; place < columns.length; place++) {
      const column = numbersOf(chunk.getColumnVector(place));
      for (let row = 0; row < rowCount; row++) values[row * columns.length + place] = column[row] ?? NaN;
    }
    const bad = values.indexOf(Infinity);
    if (bad >= 0) {
      const placed = columns[bad % columns.length];
      throw await badCell(connection, table, placed, done + Math.floor(bad / columns.length));
    }
    const labels = Int32Array.from(numbersOf(chunk.getColumnVector(columns.length)).subarray(0, rowCount));
    const unknown = labels.indexOf(unknownLabel);
    if (unknown >= 0 && label !== undefined) throw await badLabel(connection, table, label, done + unknown);
    const kept = keep.map((_, place) =>
      chunk.getColumnValues(columns.length + 1 + place).map((cell) => (cell === null ? '' : String(cell))),
    );
    done += rowCount;
    yield { rowCount, values, labels, kept };
  }
}

/** Stands for a label that is none of the classes. */
const unknownLabel = -2;

/** The bytes of a vector of doubles, none of them NULL. */
export function numbersOf(vector: object): Float64Array {
  if ('items' in vector && vector.items instanceof Float64Array) return vector.items;
  throw new Error('the query gives numbers alone');
}

/** Numbers of at most this size are finite in float32 for sure. */
const float32Limit = '3.4e38';

/** NULL becomes NaN, and a cell that does not fit becomes infinite, which no cell that fits is. */
function valueOf(table: TableFile, { column, index, decimalComma }: PlacedColumn): string {
  const cell = table.cell(index);
  const value = `CASE WHEN ${cell} IS NULL THEN 'nan'::DOUBLE ELSE coalesce(${presentValue()}, 'inf'::DOUBLE) END`;
  if (column.type !== 'number' || decimalComma) return value;
  // What is behind ELSE is only looked at where it is needed.
  return `CASE WHEN ${numberOf(index)} BETWEEN -${float32Limit} AND ${float32Limit} THEN ${numberOf(index)} ELSE ${value} END`;

  function presentValue(): string {
    switch (column.type) {
      case 'number': {
        const number = `TRY_CAST(${decimalComma ? `replace(${cell}, ',', '.')` : cell} AS DOUBLE)`;
        // Models compute in float32, where a number may have no place.
        return `CASE WHEN isfinite(TRY_CAST(${number} AS FLOAT)) THEN ${number} END`;
      }
      case 'truth value':
        return `CASE WHEN lower(${cell}) IN ('true', 'yes', '1') THEN 1 WHEN lower(${cell}) IN ('false', 'no', '0') THEN 0 END`;
      case 'category':
        return `coalesce(${indexIn(column.categories, cell)}, ${column.categories.length})`;
    }
  }
}

function labelOf(table: TableFile, { index, classNames }: PlacedLabel): string {
  const cell = table.cell(index);
  return `CASE WHEN ${cell} IS NULL THEN -1 ELSE coalesce(${indexIn(classNames, cell)}, ${unknownLabel}) END`;
}

/** Index of a text in a list, else NULL. */
function indexIn(words: readonly string[], cell: string): string {
  return `enum_code(TRY_CAST(${cell} AS ENUM(${words.map(sqlText).join(', ')})))::INTEGER`;
}

/** The text of a cell. */
export async function cellAt(
  connection: DuckDBConnection,
  { relation, cell }: TableFile,
  index: number,
  row: number,
): Promise<string> {
  const [found] = await rowsOf(
    connection,
    `SELECT coalesce(${cell(index)}, ${textOf(index)}) AS cell FROM ${relation} LIMIT 1 OFFSET ${row}`,
  );
  return String((found?.cell as string | number | bigint | null | undefined) ?? '');
}

async function badCell(
  connection: DuckDBConnection,
  table: TableFile,
  placed: PlacedColumn | undefined,
  row: number,
): Promise<InvalidInputError> {
  const { column, index = 0 } = placed ?? {};
  const name = column?.name ?? '';
  const cell = await cellAt(connection, table, index, row);
  const wanted = column?.type === 'truth value' ? 'yes or no' : 'a finite number';
  return new InvalidInputError(
    `${table.path}: row ${row + 1}, column ${name}: must be ${wanted}, found ${JSON.stringify(cell)}; if it stands for a missing value: --missing ${shellWord(cell)}; if the column holds words: --categorical ${shellWord(name)}`,
  );
}

async function badLabel(
  connection: DuckDBConnection,
  table: TableFile,
  { name, index, classNames }: PlacedLabel,
  row: number,
): Promise<InvalidInputError> {
  const known = classNames.map((className) => JSON.stringify(className)).join(', ');
  const cell = await cellAt(connection, table, index, row);
  return new InvalidInputError(
    `${table.path}: label ${JSON.stringify(cell)} of row ${row + 1} (column ${name}) must be one of the classes ${known}`,
  );
}
