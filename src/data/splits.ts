import { InvalidInputError } from '../errors.js';
import { gatherRows } from './batches.js';
import type { Dataset, DatasetSplits } from './dataset.js';
import { SeededRandom } from './random.js';

/** The rows with the given indices, copied, in that order. */
export function selectRows(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const features = new Float32Array(indices.length * dataset.featureCount);
  gatherRows(dataset.features, dataset.featureCount, indices, features);
  const labels = Uint8Array.from(indices, (row) => dataset.labels[row] ?? 0);
  return { ...dataset, features, labels, rowCount: indices.length };
}

/**
 * Takes `rows` random rows aside, the same share of each class (up to rounding), and keeps the rest in their order.
 *
 * @throws {InvalidInputError} when nothing would be left on one side
 */
export function takeAside(
  dataset: Dataset,
  rows: number,
  seed: number,
): { readonly rest: Dataset; readonly aside: Dataset } {
  if (!Number.isInteger(rows) || rows < 1 || rows >= dataset.rowCount) {
    throw new InvalidInputError(
      `a split of "${dataset.name}" must take from 1 to ${dataset.rowCount - 1} of its ${dataset.rowCount} rows, found ${rows}`,
    );
  }
  const random = new SeededRandom(seed).fork('split');
  const order = Int32Array.from({ length: dataset.rowCount }, (_, row) => row);
  random.shuffle(order);
  // Sorted by class, every (rowCount / rows)-th row is a stratified sample of exactly the wanted size.
  const byClass = [...order].sort((a, b) => (dataset.labels[a] ?? 0) - (dataset.labels[b] ?? 0));
  const isAside = new Uint8Array(dataset.rowCount);
  for (let index = 0; index < rows; index++) {
    const position = Math.floor(((index + 0.5) * dataset.rowCount) / rows);
    isAside[byClass[position] ?? 0] = 1;
  }
  const rowsWhere = (wanted: number): number[] =>
    [...isAside.keys()].filter((row) => isAside[row] === wanted);
  return { rest: selectRows(dataset, rowsWhere(0)), aside: selectRows(dataset, rowsWhere(1)) };
}

/**
 * Rows kept for choosing (best epoch, settings): one in twelve, as 5,000 of MNIST's 60,000; at least as many as there
 * are classes, at most 5,000 and at most half.
 */
export function validationRows(rowCount: number, classCount: number): number {
  const wanted = Math.max(Math.round(rowCount / 12), classCount);
  return Math.max(1, Math.min(5000, wanted, Math.floor(rowCount / 2)));
}

/**
 * Train, validation and test part. The validation part comes from the training rows; without a test part of its own, a
 * fifth of the rows is kept for the test. Features stay as they are: see `standardizeTables`.
 *
 * @throws {InvalidInputError} when there are too few rows
 */
export function splitDataset(
  { train, test }: { readonly train: Dataset; readonly test: Dataset | undefined },
  seed: number,
): DatasetSplits {
  if (test === undefined) {
    const { rest, aside } = takeAside(train, Math.max(1, Math.round(train.rowCount / 5)), seed);
    return splitDataset({ train: rest, test: aside }, seed);
  }
  const rows = validationRows(train.rowCount, train.classNames.length);
  const { rest, aside } = takeAside(train, rows, seed);
  return { train: rest, validation: aside, test };
}
