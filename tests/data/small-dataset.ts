import type { RawDataset } from '../../src/data/raw-dataset.js';

/** A table whose first column is the row's index, so that rows can be recognized after a split. */
export function numberedRows(
  labels: readonly number[],
  otherColumns: readonly (readonly number[])[] = [],
): RawDataset {
  const columnCount = 1 + otherColumns.length;
  const classCount = Math.max(...labels) + 1;
  return {
    name: 'rows',
    values: Float64Array.from(labels.flatMap((_, row) => [row, ...otherColumns.map((f) => f[row] ?? 0)])),
    columnCount,
    labels: Uint16Array.from(labels),
    rowCount: labels.length,
    classNames: Array.from({ length: classCount }, (_, index) => `class ${index}`),
    inputShape: [columnCount],
  };
}
