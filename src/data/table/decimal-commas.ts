import type { DuckDBConnection } from '@duckdb/node-api';
import { columnsPerQuery } from './column-profile.js';
import { namingFile, rowsOf, textOf } from './database.js';
import type { PlacedColumn } from './read-rows.js';
import type { TableFile } from './table-file.js';

/**
 * Finds the columns whose comma is a decimal point. That belongs to a file and not to a model, which may be given another
 * file. It holds where all cells are numbers so, and not all of them as they stand.
 */
export async function withDecimalCommas(
  connection: DuckDBConnection,
  table: TableFile,
  columns: readonly PlacedColumn[],
): Promise<PlacedColumn[]> {
  const { path, relation } = table;
  const found = new Set<number>();
  const numbers = columns.filter(({ column }) => column.type === 'number').map(({ index }) => index);
  for (let start = 0; start < numbers.length; start += columnsPerQuery) {
    const some = numbers.slice(start, start + columnsPerQuery);
    const [row = {}] = await namingFile(path, () =>
      rowsOf(
        connection,
        `SELECT ${some.map((index) => isDecimalComma(table, index)).join(', ')} FROM ${relation}`,
      ),
    );
    for (const index of some) if (row[textOf(index)] === true) found.add(index);
  }
  return columns.map((placed) => (found.has(placed.index) ? { ...placed, decimalComma: true } : placed));
}

function isDecimalComma(table: TableFile, index: number): string {
  const cell = table.cell(index);
  const numbersOf = (text: string) => `count(*) FILTER (isfinite(TRY_CAST(${text} AS DOUBLE)))`;
  const withComma = numbersOf(`replace(${cell}, ',', '.')`);
  return `${withComma} = count(${cell}) AND ${numbersOf(cell)} < count(${cell}) AS ${textOf(index)}`;
}

/** A line for people, where there is such a column. */
export function decimalCommaNotes(path: string, columns: readonly PlacedColumn[]): string[] {
  const names = columns.filter(({ decimalComma }) => decimalComma).map(({ column }) => column.name);
  return names.length === 0 ? [] : [`${path}: a comma is the decimal point in ${names.join(', ')}`];
}
