import type { DuckDBConnection } from '@duckdb/node-api';
import { InvalidInputError } from '../../errors.js';
import { assertFits } from '../memory-limit.js';
import { shortList } from '../short-list.js';
import { withDatabase } from './database.js';
import { decimalCommaNotes, withDecimalCommas } from './decimal-commas.js';
import { placeColumns, type TableSchema } from './load-table.js';
import { unnamedColumns } from './raw-column.js';
import { numberedPixels } from './pixel-columns.js';
import { readRows, type PlacedColumn, type RowChunk } from './read-rows.js';
import { openTable, type TableFile } from './table-file.js';
import type { TableOptions } from './table-options.js';

/** Rows of a file for a model, labels or not; some at a time, so that the file may be larger than the memory. */
export interface RowStream {
  readonly chunks: AsyncIterable<RowChunk>;
  /** What the user may want to know about how the file was read. */
  readonly notes: readonly string[];
  /** Columns of the schema whose words are kept behind the texts of `keep`, by their places in a row; empty unless they were asked for. */
  readonly wordColumns: readonly number[];
}

/** How rows are to be read, and the columns whose texts are passed on as they are. */
export interface UnlabelledOptions extends TableOptions {
  readonly keep?: readonly string[] | undefined;
  /** Whether the words of all categories are kept; default false. */
  readonly keepWords?: boolean | undefined;
}

/**
 * Opens the rows of a table for a model: its columns are found by their names, or by their places where neither file nor model
 * has names. Labels are not needed, and columns that the model does not know are passed over.
 *
 * @param work reads the rows; the file is closed behind it
 * @throws {InvalidInputError} naming the file, and the columns that are missing or the cell that does not fit
 */
export async function withRows<T>(
  path: string,
  schema: TableSchema,
  { keep = [], keepWords = false, ...options }: UnlabelledOptions,
  work: (rows: RowStream) => Promise<T>,
): Promise<T> {
  return withDatabase(async (connection: DuckDBConnection) => {
    const missing = options.missing ?? schema.missing;
    const table = await openTable(connection, path, { ...options, missing });
    const { columns, notes } = await columnsFor(connection, table, schema);
    const allNotes = [...table.notes, ...decimalCommaNotes(path, columns), ...notes];
    const wordColumns = keepWords
      ? columns.flatMap(({ column }, place) => (column.type === 'category' ? [place] : []))
      : [];
    const words = wordColumns.flatMap((place) => columns[place]?.index ?? []);
    const kept = [...keep.map((name) => placeOf(table, name)), ...words];
    const chunks = readRows(connection, table, columns, undefined, kept);
    return work({ chunks, notes: allNotes, wordColumns });
  });
}

async function columnsFor(
  connection: DuckDBConnection,
  table: TableFile,
  schema: TableSchema,
): Promise<{ readonly columns: readonly PlacedColumn[]; readonly notes: readonly string[] }> {
  const { columnNames, headerLines, path } = table;
  const { columns } = schema;
  const pixels = numberedPixels(columnNames.map((name, index) => ({ name, index })));
  if (pixels?.size === columns.length && !columns.every(({ name }) => columnNames.includes(name))) {
    const placed = [...pixels].map(([{ index }, place]) => ({ index, place, column: columns[place] }));
    return {
      columns: placed
        .sort((a, b) => a.place - b.place)
        .flatMap(({ index, column }) =>
          column === undefined ? [] : [{ column, index, decimalComma: false }],
        ),
      notes: [`${path}: ${columns.length} columns are taken for pixels by their names`],
    };
  }
  const isByPlace = headerLines === 0 || columns.every(({ name }, index) => name === `feature ${index + 1}`);
  if (isByPlace && !columns.every(({ name }) => columnNames.includes(name))) {
    if (columnNames.length !== columns.length) {
      throw new InvalidInputError(
        `${path}: must hold ${columns.length} values in a row (${shortList(columns.map(({ name }) => name))}), found ${columnNames.length}`,
      );
    }
    const placed = columns.map((column, index) => ({ column, index, decimalComma: false }));
    return {
      columns: await withDecimalCommas(connection, table, placed),
      notes: [`${path}: has no names of columns; they are taken in the model's order`],
    };
  }
  const { columns: placed, extra } = await placeColumns(connection, table, schema);
  const hasLabel = schema.label !== undefined && columnNames.includes(schema.label);
  return {
    columns: placed,
    notes: [
      ...(hasLabel ? [`${path}: column ${schema.label ?? ''} holds labels, which are not looked at`] : []),
      ...(extra.length === 0 ? [] : [`${path}: columns that the model does not know: ${shortList(extra)}`]),
    ],
  };
}

function placeOf({ columnNames, path }: TableFile, name: string): number {
  const place = columnNames.indexOf(name);
  if (place >= 0) return place;
  throw new InvalidInputError(
    `${path}: has no column ${JSON.stringify(name)} to keep; its columns are ${shortList(columnNames)}`,
  );
}

/**
 * All values of a file of numbers, line by line, whatever its names.
 *
 * @throws {InvalidInputError} naming row and column of a cell that is no number
 */
export async function readNumbers(
  path: string,
): Promise<{ readonly rows: number; readonly values: Float64Array }> {
  return withDatabase(async (connection) => {
    const table = await openTable(connection, path, {});
    const columns = unnamedColumns(table.columnNames.length).map((column, index) => ({
      column,
      index,
      decimalComma: false,
    }));
    const parts: Float64Array[] = [];
    let rows = 0;
    for await (const chunk of readRows(connection, table, columns)) {
      parts.push(chunk.values);
      rows += chunk.rowCount;
      assertFits(8 * rows * columns.length, `${path}: ${rows} rows of ${columns.length} columns`);
    }
    const values = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
    let start = 0;
    for (const part of parts) {
      values.set(part, start);
      start += part.length;
    }
    return { rows, values };
  });
}
