import type { DatasetSplits } from '../data/dataset.js';
import type { LoadedDataset } from '../data/load-dataset.js';
import { standardizeTables } from '../data/preparation.js';
import { splitDataset, takeAside } from '../data/splits.js';
import { sharedSeed, type RowSelection } from './trial.js';

/**
 * The parts of a data set when only some rows are labelled: the test rows are always the same, and the validation rows
 * come from the labelled ones.
 *
 * @throws {InvalidInputError} when there are not enough rows
 */
export function selectedRows(loaded: LoadedDataset, { labels, trainRows }: RowSelection): DatasetSplits {
  const { train, test } = withTest(loaded);
  const labelled =
    labels === undefined || labels >= train.rowCount ? train : takeAside(train, labels, sharedSeed).aside;
  const splits = splitDataset({ train: labelled, test }, sharedSeed);
  if (trainRows === undefined || trainRows >= splits.train.rowCount) return standardizeTables(splits);
  const fewer = takeAside(splits.train, trainRows, sharedSeed).aside;
  return standardizeTables({ ...splits, train: fewer });
}

/** Rows that are not test rows. */
export function labelledRowCount(loaded: LoadedDataset): number {
  return withTest(loaded).train.rowCount;
}

/** As `splitDataset` does where the data has no test part: a fifth of the rows. */
function withTest({ train, test }: LoadedDataset) {
  if (test !== undefined) return { train, test };
  const { rest, aside } = takeAside(train, Math.max(1, Math.round(train.rowCount / 5)), sharedSeed);
  return { train: rest, test: aside };
}
