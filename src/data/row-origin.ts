import type { UnlabelledDataset } from './dataset.js';

/** Where a row stands in the data as its files have it, so that people find it there. */
export interface RowOrigin {
  /** Its number in the file, from 1 as messages count; absent where it is not known, or its place in the part says it. */
  readonly fileRow?: number | undefined;
  /** What it is called there: the id of a table, or an image file. */
  readonly id?: { readonly column: string; readonly text: string } | undefined;
}

/** @param row place in the data set, from 0 */
export function rowOrigin(
  { sourceRows, rowSource }: Pick<UnlabelledDataset, 'sourceRows' | 'rowSource'>,
  row: number,
): RowOrigin {
  const place = rowSource?.places[sourceRows?.[row] ?? -1] ?? -1;
  if (rowSource === undefined || place < 0) return {};
  const { parts, names } = rowSource;
  let start = 0;
  for (const rows of parts) {
    if (place < start + rows) break;
    start += rows;
  }
  const fileRow = place - start + 1;
  const text = names?.texts[place];
  return {
    fileRow: fileRow === row + 1 ? undefined : fileRow,
    id: names && text ? { column: names.column, text } : undefined,
  };
}

/** `row 246 of the data, counting from 1, id "A17"`; empty where nothing more is known of a row than its place. */
export function rowOriginText({ fileRow, id }: RowOrigin): string {
  const row = fileRow === undefined ? [] : [`row ${fileRow} of the data, counting from 1`];
  return [...row, ...(id === undefined ? [] : [`${id.column} "${id.text}"`])].join(', ');
}

/**
 * The row of a data set that people call by a name: by its id, or else by its number in the file, from 1.
 *
 * @returns -1 where there is none
 */
export function rowCalled(
  dataset: Pick<UnlabelledDataset, 'sourceRows' | 'rowSource' | 'rowCount'>,
  name: string,
): number {
  let numbered = -1;
  for (let row = 0; row < dataset.rowCount; row++) {
    const { id, fileRow = row + 1 } = rowOrigin(dataset, row);
    if (id?.text === name) return row;
    if (String(fileRow) === name) numbered = row;
  }
  return numbered;
}
