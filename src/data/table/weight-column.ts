import type { DuckDBConnection } from '@duckdb/node-api';
import { InvalidInputError } from '../../errors.js';
import { weightProblem } from '../training-weights.js';
import { chunksOf, textOf } from './database.js';
import { withDecimalCommas } from './decimal-commas.js';
import type { TableFile } from './table-file.js';

/**
 * Weights of the labelled rows of a table, in their order.
 *
 * @param name of the weights' column
 * @param label place of the labels' column
 * @throws {InvalidInputError} naming the row whose weight is missing, negative or not finite, and when all are 0
 */
export async function readWeights(
  connection: DuckDBConnection,
  table: TableFile,
  name: string,
  label: number,
): Promise<Float64Array> {
  const { path, columnNames, relation } = table;
  const index = columnNames.indexOf(name);
  const column = { name, type: 'number' } as const;
  const [placed] = await withDecimalCommas(connection, table, [{ column, index, decimalComma: false }]);
  const cell = table.cell(index);
  const number = placed?.decimalComma === true ? `replace(${cell}, ',', '.')` : cell;
  const weights: number[] = [];
  let row = 0;
  for await (const chunk of chunksOf(
    connection,
    `SELECT coalesce(TRY_CAST(${number} AS DOUBLE), 'nan'), ${textOf(index)}, ${table.cell(label)} IS NOT NULL FROM ${relation}`,
  )) {
    const [numbers = [], texts = [], labelled = []] = chunk.getColumns();
    for (const [position, isLabelled] of labelled.entries()) {
      row++;
      if (isLabelled !== true) continue;
      const weight = Number(numbers[position]);
      const problem = weightProblem(weight);
      if (problem !== undefined) {
        const found = JSON.stringify(String(texts[position] ?? ''));
        throw new InvalidInputError(`${path}: row ${row}, column ${name}: ${problem}, found ${found}`);
      }
      weights.push(weight);
    }
  }
  if (weights.every((weight) => weight === 0)) {
    throw new InvalidInputError(`${path}: column ${name}: all weights are 0`);
  }
  return Float64Array.from(weights);
}
