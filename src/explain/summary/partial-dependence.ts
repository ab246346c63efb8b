import { leafDistributions } from '../../tree/leaf-distributions.js';
import { featureCountOf } from '../../file/feature-count.js';
import {
  cellValue,
  featuresOf,
  grainOf,
  onGrain,
  otherWord,
  type CellValue,
  type ExplainedColumn,
} from '../table-columns.js';
import type { ChangedRows } from './changed-rows.js';

/** What answers would be if a column held one value in all rows. */
export interface PartialDependence {
  /** Index of the column. */
  readonly column: number;
  /** The values: numbers from least to greatest within the usual range, or words; last `null` where training rows lack one. */
  readonly values: readonly CellValue[];
  /** Mean probability of each class for each value, `[values][classes]`. */
  readonly probabilities: readonly (readonly number[])[];
}

/** The part of it over values that are there, and the part where one is missing. */
export function partsOfDependence({ column, values, probabilities }: PartialDependence) {
  const part = (isMissing: boolean): PartialDependence => ({
    column,
    values: values.filter((value) => (value === null) === isMissing),
    probabilities: probabilities.filter((_, at) => (values[at] === null) === isMissing),
  });
  return { present: part(false), missing: part(true) };
}

const mostNumbers = 21;
const mostWords = 12;

/**
 * Partial dependence (Friedman 2001, section 8.2) of the max-path answers on one column: each value of a grid is put into all rows, and
 * the class distributions of the leaves that answer then, calibrated, are averaged. Rows may become unlike any real one where columns
 * depend on each other.
 *
 * @param columns all of the tree's
 * @param column index among them
 */
export function partialDependence(
  changed: ChangedRows,
  columns: readonly ExplainedColumn[],
  column: number,
): PartialDependence {
  const explained = columns[column];
  if (explained === undefined) return { column, values: [], probabilities: [] };
  const { classCount } = changed.tree;
  const distributions = leafDistributions(changed.tree);
  const range = { first: explained.input.feature, count: featureCountOf(explained.input) };
  const values = gridOf(explained, column, changed);
  const probabilities = values.map((value) => {
    const features = featuresOf(explained, value);
    const sums = new Array<number>(classCount).fill(0);
    for (let row = 0; row < changed.rowCount; row++) {
      const leaf = changed.leafWith(row, range, features);
      for (let index = 0; index < classCount; index++)
        sums[index] = (sums[index] ?? 0) + (distributions[leaf * classCount + index] ?? 0);
    }
    return sums.map((sum) => sum / changed.rowCount);
  });
  return { column, values, probabilities };
}

/** Values that the training rows hold; of an older file, which does not say, those of the rows at hand. */
function gridOf(column: ExplainedColumn, index: number, changed: ChangedRows): CellValue[] {
  const { input, usual } = column;
  const missing = usual !== undefined && usual.missing > 0 ? [null] : [];
  if (input.kind === 'number') {
    const { low, high } = usual?.numbers ?? usualOf(column, index, changed);
    const grain = grainOf(column);
    const step = (high - low) / (mostNumbers - 1);
    const numbers = Array.from({ length: mostNumbers }, (_, at) => onGrain(low + at * step, grain));
    return [...new Set(numbers), ...missing];
  }
  const words: CellValue[] = input.kind === 'category' ? [...input.categories, otherWord] : [false, true];
  const counted = words.map((value, at) => ({
    value,
    at,
    count: usual?.counts?.[at] ?? Number(value !== otherWord),
  }));
  const frequent = counted
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || a.at - b.at)
    .slice(0, mostWords)
    .sort((a, b) => a.at - b.at);
  return [...frequent.map(({ value }) => value), ...missing];
}

function usualOf(column: ExplainedColumn, index: number, { tree, features, rowCount }: ChangedRows) {
  const { featureCount } = tree;
  const sorted = Array.from({ length: rowCount }, (_, row) =>
    cellValue(column, index, features.subarray(row * featureCount, (row + 1) * featureCount)),
  )
    .filter((value) => typeof value === 'number')
    .sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { low: at(0.05), high: at(0.95) };
}
