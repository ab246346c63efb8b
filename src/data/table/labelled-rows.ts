import type { DuckDBConnection } from '@duckdb/node-api';
import type { ImageShape } from '../image/image-shape.js';
import type { RawDataset } from '../raw-dataset.js';
import { rowsOf } from './database.js';
import { readRows, type PlacedColumn, type PlacedLabel } from './read-rows.js';
import type { TableFile } from './table-file.js';

/** A table that is read, and what was found out about it. */
export interface ReadTable {
  readonly data: RawDataset;
  /** Where rows are images. */
  readonly shape?: ImageShape | undefined;
  readonly notes: readonly string[];
}

/** Rows of a table, and those that have a label. */
export interface RowCounts {
  readonly rows: number;
  readonly labelled: number;
}

export async function countLabelled(
  connection: DuckDBConnection,
  { relation, cell }: TableFile,
  label: number,
): Promise<RowCounts> {
  const [counted] = await rowsOf(
    connection,
    `SELECT count(*) AS rows, count(${cell(label)}) AS labelled FROM ${relation}`,
  );
  return { rows: Number(counted?.rows ?? 0), labelled: Number(counted?.labelled ?? 0) };
}

/**
 * Reads the rows that have a label.
 *
 * @param id place of the column that names the rows, where there is one
 */
export async function readLabelled(
  connection: DuckDBConnection,
  table: TableFile,
  name: string,
  columns: readonly PlacedColumn[],
  { rows, labelled: rowCount }: RowCounts,
  label: PlacedLabel,
  id?: Pick<PlacedLabel, 'name' | 'index'>,
): Promise<ReadTable> {
  const unlabelled = rows - rowCount;
  const values = new Float64Array(rowCount * columns.length);
  const labels = new Uint16Array(rowCount);
  const numbers = new Int32Array(rowCount);
  const texts: string[] = [];
  let row = 0;
  let first = 0;
  for await (const chunk of readRows(connection, table, columns, label, id && [id.index])) {
    for (const text of chunk.kept[0] ?? []) texts.push(text.trim());
    for (let position = 0; position < chunk.rowCount; position++) {
      const index = chunk.labels[position] ?? -1;
      if (index < 0) continue;
      const start = position * columns.length;
      values.set(chunk.values.subarray(start, start + columns.length), row * columns.length);
      labels[row] = index;
      numbers[row] = first + position;
      row++;
    }
    first += chunk.rowCount;
  }
  return {
    data: {
      name,
      values,
      columnCount: columns.length,
      labels,
      rowCount,
      classNames: label.classNames,
      columns: columns.map(({ column }) => column),
      labelName: label.name,
      places:
        unlabelled === 0 && id === undefined
          ? undefined
          : { count: rows, numbers, names: id && { column: id.name, areFiles: false, texts } },
      inputShape: [columns.length],
    },
    notes:
      unlabelled === 0
        ? []
        : [`${table.path}: ${unlabelled} of ${rowCount + unlabelled} rows have no label and are left out`],
  };
}
