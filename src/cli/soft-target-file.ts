import path from 'node:path';
import type { Dataset } from '../data/dataset.js';
import type { ColumnType } from '../data/table/write-parquet.js';
import { UsageError } from '../errors.js';
import { intoFile } from './answer-file.js';
import { quotedCell } from '../data/table/csv-cell.js';
import type { CommandOutput } from './command-output.js';

const formats = ['.npy', '.csv', '.parquet'] as const;

/** @throws {UsageError} when the ending of the file is none that can be written */
export function assertSoftTargetFile(file: string): void {
  if (formats.some((format) => file.toLowerCase().endsWith(format))) return;
  throw new UsageError(`--out must end in ${formats.join(' or ')}, found ${JSON.stringify(file)}`);
}

/**
 * Writes a teacher's logits for the rows of a data set, as `--teacher-answers` takes them. Rows of a table of answers are named as
 * the data names them, or else numbered; numbers are written so that reading gives the same bits.
 *
 * @param logits row-major `[rows, classes]`
 */
export async function writeSoftTargets(
  file: string,
  logits: Float32Array,
  dataset: Dataset,
  output: CommandOutput,
): Promise<void> {
  const { rowCount, classNames } = dataset;
  const format = path.extname(file).toLowerCase();
  if (format === '.npy') {
    const { dump } = await import('npyjs');
    await output.writeFile(file, new Uint8Array(dump(logits, [rowCount, classNames.length])));
    return;
  }
  const key = await keyOf(dataset);
  const names = [...(key === undefined ? [] : [key.name]), ...classNames];
  const types = names.map((name): [string, ColumnType] => [name, name === key?.name ? key.type : 'DOUBLE']);
  const isCsv = format === '.csv';
  await intoFile(file, isCsv ? undefined : types, async (write) => {
    if (isCsv) await write(`${names.map(quotedCell).join(',')}\n`);
    for (let first = 0; first < rowCount; first += rowsAtATime) {
      const lines: string[] = [];
      for (let row = first; row < Math.min(rowCount, first + rowsAtATime); row++) {
        const values = [...logits.subarray(row * classNames.length, (row + 1) * classNames.length)];
        const cells = [...(key === undefined ? [] : [key.valueOf(row)]), ...values];
        lines.push(
          isCsv
            ? cells.map((cell) => quotedCell(String(cell))).join(',')
            : JSON.stringify(Object.fromEntries(names.map((name, index) => [name, cells[index]]))),
        );
      }
      await write(`${lines.join('\n')}\n`);
    }
  });
  output.wrote(file);
}

const rowsAtATime = 10_000;

/** The column that names the rows: ids, image files, or numbers; none where classes are called so. */
async function keyOf({ classNames, sourceRows, rowSource }: Dataset): Promise<
  | {
      readonly name: string;
      readonly type: ColumnType;
      valueOf(row: number): string | number;
    }
  | undefined
> {
  const { rowColumn } = await import('../teacher/foreign/answer-places.js');
  const placeOf = (row: number): number => rowSource?.places[sourceRows?.[row] ?? row] ?? row;
  const names = rowSource?.names;
  if (names !== undefined && !classNames.includes(names.column)) {
    return { name: names.column, type: 'VARCHAR', valueOf: (row) => names.texts[placeOf(row)] ?? '' };
  }
  return classNames.includes(rowColumn) ? undefined : { name: rowColumn, type: 'BIGINT', valueOf: placeOf };
}
