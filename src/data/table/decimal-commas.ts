import type { DuckDBConnection } from '@duckdb/node-api';
import { columnOf, namingFile, rowsOf } from './database.js';
import type { PlacedColumn } from './read-rows.js';
import type { TableFile } from './table-file.js';

/**
 * Finds the columns whose comma is a decimal point. That belongs to a file and not to a model, which may be given another
 * file. It holds where all cells are numbers so, and not all of them as they stand.
 */
export async function withDecimalCommas(
  connection: DuckDBConnection,
  { path, relation }: TableFile,
  columns: readonly PlacedColumn[],
): Promise<PlacedColumn[]> {
  const numbers = columns.filter(({ column }) => column.type === 'number');
  if (numbers.length === 0) return [...columns];
  const measures = numbers.map(({ index }) => {
    const cell = columnOf(index);
    const numbersOf = (text: string) => `count(*) FILTER (isfinite(TRY_CAST(${text} AS DOUBLE)))`;
    const withComma = numbersOf(`replace(${cell}, ',', '.')`);
    return `${withComma} = count(${cell}) AND ${numbersOf(cell)} < count(${cell}) AS ${cell}`;
  });
  const [found = {}] = await namingFile(path, () =>
    rowsOf(connection, `SELECT ${measures.join(', ')} FROM ${relation}`),
  );
  return columns.map((placed) =>
    found[columnOf(placed.index)] === true ? { ...placed, decimalComma: true } : placed,
  );
}

/** A line for people, where there is such a column. */
export function decimalCommaNotes(path: string, columns: readonly PlacedColumn[]): string[] {
  const names = columns.filter(({ decimalComma }) => decimalComma).map(({ column }) => column.name);
  return names.length === 0 ? [] : [`${path}: a comma is the decimal point in ${names.join(', ')}`];
}
