import type { Dataset } from '../data/dataset.js';
import { rowOrigin } from '../data/row-origin.js';
import type { ReportSamples } from './report-data.js';

/** What the samples of a report are called in the data: by their rows there, and by their ids where these tell all test rows apart. */
export function sampleNames(test: Dataset, rows: readonly number[]): Pick<ReportSamples, 'fileRows' | 'ids'> {
  const origins = rows.map((row) => rowOrigin(test, row));
  const ids = origins.map(({ id }) => id?.text ?? '');
  const [first] = origins;
  return {
    fileRows: origins.some(({ fileRow }) => fileRow !== undefined)
      ? origins.map(({ fileRow }, index) => fileRow ?? (rows[index] ?? 0) + 1)
      : undefined,
    ids:
      first?.id !== undefined && !ids.includes('') && new Set(ids).size === ids.length
        ? { column: first.id.column, texts: ids }
        : undefined,
  };
}
