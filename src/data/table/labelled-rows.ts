import type { DuckDBConnection } from '@duckdb/node-api';
import type { ImageShape } from '../image/image-shape.js';
import { assertFits } from '../memory-limit.js';
import type { RawDataset, UnlabelledRows } from '../raw-dataset.js';
import { rowsOf } from './database.js';
import { readRows, type PlacedColumn, type PlacedLabel } from './read-rows.js';
import type { TableFile } from './table-file.js';

/** A table that is read, and what was found out about it. */
export interface ReadTable {
  readonly data: RawDataset;
  /** Its rows without a label, where they are wanted. */
  readonly unlabelled?: UnlabelledRows | undefined;
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
 * Reads the rows that have a label, and those that have none.
 *
 * @param id place of the column that names the rows, where there is one
 * @param areBytes whether all values are known to be whole numbers from 0 to 255
 */
export async function readLabelled(
  connection: DuckDBConnection,
  table: TableFile,
  name: string,
  columns: readonly PlacedColumn[],
  { rows, labelled: rowCount }: RowCounts,
  label: PlacedLabel,
  id?: Pick<PlacedLabel, 'name' | 'index'>,
  areBytes = false,
): Promise<Omit<ReadTable, 'notes'>> {
  const unlabelled = rows - rowCount;
  const width = columns.length;
  const Values = areBytes ? Uint8Array : Float64Array;
  assertFits(Values.BYTES_PER_ELEMENT * rows * width, `${table.path}: ${rows} rows of ${width} columns`);
  const labelled = { values: new Values(rowCount * width), numbers: new Int32Array(rowCount) };
  const others = { values: new Values(unlabelled * width), numbers: new Int32Array(unlabelled) };
  const labels = new Uint16Array(rowCount);
  const texts: string[] = [];
  let [row, other, first] = [0, 0, 0];
  for await (const chunk of readRows(connection, table, columns, label, id && [id.index])) {
    for (const text of chunk.kept[0] ?? []) texts.push(text.trim());
    for (let position = 0; position < chunk.rowCount; position++) {
      const index = chunk.labels[position] ?? -1;
      const [kind, at] = index < 0 ? [others, other++] : [labelled, row++];
      kind.values.set(chunk.values.subarray(position * width, (position + 1) * width), at * width);
      kind.numbers[at] = first + position;
      if (index >= 0) labels[at] = index;
    }
    first += chunk.rowCount;
  }
  const names = id && { column: id.name, areFiles: false, texts };
  const common = {
    name,
    columnCount: width,
    classNames: label.classNames,
    columns: columns.map(({ column }) => column),
    labelName: label.name,
    inputShape: [width],
  };
  const placesOf = (numbers: Int32Array) =>
    unlabelled === 0 && id === undefined ? undefined : { count: rows, numbers, names };
  return {
    data: { ...common, values: labelled.values, labels, rowCount, places: placesOf(labelled.numbers) },
    unlabelled: { ...common, values: others.values, rowCount: unlabelled, places: placesOf(others.numbers) },
  };
}

/** What becomes of rows without a label, a line where there are any. */
export function unlabelledNotes(
  { path }: Pick<TableFile, 'path'>,
  { data, unlabelled }: Pick<ReadTable, 'data' | 'unlabelled'>,
  areKept: boolean,
): string[] {
  const count = unlabelled?.rowCount ?? 0;
  const fate = areKept ? ': a tree learns from what its teacher answers to them' : ' and are left out';
  return count === 0 ? [] : [`${path}: ${count} of ${data.rowCount + count} rows have no label${fate}`];
}
