import type { Dataset } from '../data/dataset.js';
import { allRows } from '../data/splits.js';
import { spreadRows } from '../explain/summary/spread-rows.js';
import type { ReportTrainingRows } from './report-data.js';
import { packRows } from './sample-features.js';
import { sampleNames } from './sample-names.js';

/** Training rows that a page may carry, and values of them together. */
const mostRows = 2_000;
const mostValues = 100_000;

/** Training rows of a table for the page: all, or as many as it has room for. `undefined` for images. */
export function trainingRows(train: Dataset): ReportTrainingRows | undefined {
  const { rawTable, rowCount, labels } = train;
  if (rawTable === undefined) return undefined;
  const room = Math.max(1, Math.min(mostRows, Math.floor(mostValues / Math.max(1, rawTable.columns.length))));
  const rows = rowCount <= room ? [...allRows(rowCount)] : [...spreadRows(rowCount, room)];
  return {
    rows,
    total: rowCount,
    labels: rows.map((row) => labels[row] ?? 0),
    ...sampleNames(train, rows),
    ...packRows(train, rows),
  };
}
