import type { DuckDBConnection } from '@duckdb/node-api';
import { InvalidInputError } from '../../errors.js';
import { assertFits } from '../memory-limit.js';
import { shortList } from '../short-list.js';
import { chunksOf, namingFile, textOf, withDatabase } from './database.js';
import { decimalCommaNotes, withDecimalCommas } from './decimal-commas.js';
import { cellAt, numbersOf, type PlacedColumn } from './read-rows.js';
import { openTable, type TableFile } from './table-file.js';

/** Numbers that a table holds for classes, and what names its rows. */
export interface AnswerTable {
  readonly rowCount: number;
  /** Numbers in a row: one for each class, or one for the second of two. */
  readonly width: number;
  /** Row-major `[rowCount, width]`, in the order of the classes, all finite. */
  readonly values: Float32Array;
  /** Whether columns are called as the classes are. */
  readonly isNamed: boolean;
  /** Column that names the rows, and its texts, `[rowCount]`; absent where none does. */
  readonly key: { readonly column: string; readonly texts: readonly string[] } | undefined;
  /** What was found out rather than said, a line each. */
  readonly notes: readonly string[];
}

/**
 * Reads a table of a model's answers: a column for each class, called as the class is or in the order of the classes.
 *
 * @param keys columns that may name the rows, the better ones first
 * @throws {InvalidInputError} naming the file and the column or cell that does not fit
 */
export function readAnswerTable(
  path: string,
  classNames: readonly string[],
  keys: readonly string[],
): Promise<AnswerTable> {
  return withDatabase(async (connection) => {
    const table = await openAnswers(connection, path, classNames);
    const { columnNames } = table;
    const key = keys.find((name) => columnNames.includes(name) && !classNames.includes(name));
    const places = columnNames.flatMap((name, index) => (name === key ? [] : [index]));
    const { chosen, isNamed, notes } = chooseColumns(table, places, classNames);
    const plain = chosen.map((index) => ({
      column: { name: columnNames[index] ?? '', type: 'number' } as const,
      index,
      decimalComma: false,
    }));
    const columns = await withDecimalCommas(connection, table, plain);
    const keyPlace = key === undefined ? undefined : columnNames.indexOf(key);
    const { values, texts } = await readCells(connection, table, columns, keyPlace);
    return {
      rowCount: values.length / columns.length,
      width: columns.length,
      values,
      isNamed,
      key: key === undefined ? undefined : { column: key, texts },
      notes: [...decimalCommaNotes(path, columns), ...notes],
    };
  });
}

/** Names of classes that are numbers look like a first row of numbers. */
async function openAnswers(
  connection: DuckDBConnection,
  path: string,
  classNames: readonly string[],
): Promise<TableFile> {
  const table = await openTable(connection, path, {});
  if (table.headerLines !== 0) return table;
  const named = await openTable(connection, path, { header: 'yes' }).catch(() => table);
  return classNames.every((name) => named.columnNames.includes(name)) ? named : table;
}

function chooseColumns(
  { columnNames, path }: TableFile,
  places: readonly number[],
  classNames: readonly string[],
): Pick<AnswerTable, 'isNamed' | 'notes'> & { readonly chosen: readonly number[] } {
  const nameAt = (place: number | undefined): string => columnNames[place ?? 0] ?? '';
  const missing = classNames.filter((name) => !columnNames.includes(name));
  if (missing.length === 0) {
    const chosen = classNames.map((name) => columnNames.indexOf(name));
    const others = places.filter((place) => !chosen.includes(place)).map(nameAt);
    const notes = others.length === 0 ? [] : [`${path}: columns that are no classes: ${shortList(others)}`];
    return { chosen, isNamed: true, notes };
  }
  const [only, ...more] = places;
  const isSecond = classNames.length === 2 && more.length === 0 && nameAt(only) !== classNames[0];
  if (isSecond && only !== undefined) {
    const isNamed = nameAt(only) === classNames[1];
    const note = `${path}: column ${nameAt(only)} is taken for the second class, ${classNames[1] ?? ''}`;
    return { chosen: [only], isNamed, notes: isNamed ? [] : [note] };
  }
  if (missing.length < classNames.length || places.length !== classNames.length) {
    throw new InvalidInputError(
      `${path}: must have a column for each class (${shortList(classNames)}), called so or in this order, found ${shortList(places.map(nameAt))}`,
    );
  }
  const taken = classNames.map((name, index) => `${nameAt(places[index])} for ${name}`);
  return {
    chosen: places,
    isNamed: false,
    notes: [`${path}: its columns are taken in the order of the classes: ${shortList(taken)}`],
  };
}

async function readCells(
  connection: DuckDBConnection,
  table: TableFile,
  columns: readonly PlacedColumn[],
  key: number | undefined,
): Promise<{ readonly values: Float32Array; readonly texts: readonly string[] }> {
  const cells = columns.map(({ index, decimalComma }) => {
    const cell = decimalComma ? `replace(${table.cell(index)}, ',', '.')` : table.cell(index);
    return `coalesce(TRY_CAST(${cell} AS DOUBLE), 'nan'::DOUBLE)`;
  });
  const keyCell = key === undefined ? "''" : `trim(coalesce(${textOf(key)}, ''))`;
  const chunks = chunksOf(connection, `SELECT ${[...cells, keyCell].join(', ')} FROM ${table.relation}`);
  const parts: Float32Array[] = [];
  const texts: string[] = [];
  let done = 0;
  for (;;) {
    const { value: chunk, done: isEnd } = await namingFile(table.path, () => chunks.next());
    if (isEnd === true) break;
    const { rowCount } = chunk;
    const part = new Float32Array(rowCount * columns.length);
    for (const [place] of columns.entries()) {
      const column = numbersOf(chunk.getColumnVector(place));
      for (let row = 0; row < rowCount; row++) part[row * columns.length + place] = column[row] ?? NaN;
    }
    const bad = part.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      const { column, index } = columns[bad % columns.length] ?? {};
      const row = done + Math.floor(bad / columns.length);
      throw new InvalidInputError(
        `${table.path}: row ${row + 1}, column ${column?.name ?? ''}: must be a finite number, found ${JSON.stringify(await cellAt(connection, table, index ?? 0, row))}`,
      );
    }
    parts.push(part);
    assertFits(4 * (done + rowCount) * columns.length, `${table.path}: ${done + rowCount} rows`);
    if (key !== undefined) texts.push(...chunk.getColumnValues(columns.length).map(String));
    done += rowCount;
  }
  const values = new Float32Array(done * columns.length);
  let start = 0;
  for (const part of parts) {
    values.set(part, start);
    start += part.length;
  }
  return { values, texts };
}
