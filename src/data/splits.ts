import { InvalidInputError } from '../errors.js';
import { SeededRandom } from './random.js';
import type { Fold } from './row-choice.js';

/** One parting into folds for all that is compared on them. */
const seedOfFolds = 1;

/** Rows by their indices, in rising order. */
export interface RowSplit {
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/** All rows from 0 on. */
export function allRows(rowCount: number): Int32Array {
  return Int32Array.from({ length: rowCount }, (_, row) => row);
}

/**
 * Takes `count` random rows aside, the same share of each class (up to rounding), and keeps the rest; both stay in their order.
 *
 * @param rows indices of the rows to choose from
 * @param labels class index of every row, also of others
 * @param name of the data, for messages
 * @param leastOfClass rows of every class, or half of those that it has where that is less, if `count` is enough for that
 * @throws {InvalidInputError} when nothing would be left on one side
 */
export function takeAside(
  rows: Int32Array,
  labels: Uint16Array,
  count: number,
  seed: number,
  name: string,
  leastOfClass = 0,
): { readonly rest: Int32Array; readonly aside: Int32Array } {
  if (!Number.isInteger(count) || count < 1 || count >= rows.length) {
    throw new InvalidInputError(
      `a split of "${name}" must take from 1 to ${rows.length - 1} of its ${rows.length} rows, found ${count}`,
    );
  }
  const order = allRows(rows.length);
  new SeededRandom(seed).fork('split').shuffle(order);
  // Sorted by class, every (rows / count)-th row is a stratified sample of exactly the wanted size.
  const labelOf = (position: number) => labels[rows[position] ?? 0] ?? 0;
  const byClass = sortedByLabel(order, labelOf);
  const isAside = new Uint8Array(rows.length);
  for (let index = 0; index < count; index++) {
    isAside[byClass[Math.floor(((index + 0.5) * rows.length) / count)] ?? 0] = 1;
  }
  if (leastOfClass > 0) fillClasses(byClass, labelOf, isAside, leastOfClass);
  return {
    rest: rows.filter((_, position) => isAside[position] === 0),
    aside: rows.filter((_, position) => isAside[position] === 1),
  };
}

/** Gives classes with too few rows aside some more, each in exchange for a row of the class that then has most above its least. */
function fillClasses(
  byClass: Int32Array,
  labelOf: (position: number) => number,
  isAside: Uint8Array,
  leastOfClass: number,
): void {
  const groups = new Map<number, number[]>();
  for (const position of byClass) {
    const group = groups.get(labelOf(position));
    if (group === undefined) groups.set(labelOf(position), [position]);
    else group.push(position);
  }
  const classes = [...groups.values()].map((positions) => ({
    positions,
    least: Math.min(leastOfClass, Math.floor(positions.length / 2)),
    taken: positions.filter((position) => isAside[position] === 1).length,
  }));
  const move = (from: (typeof classes)[number], side: 0 | 1): void => {
    const position = from.positions.find((one) => isAside[one] !== side);
    if (position === undefined) throw new Error('a class without such a row');
    isAside[position] = side;
    from.taken += side === 1 ? 1 : -1;
  };
  for (const poor of classes) {
    while (poor.taken < poor.least) {
      const rich = classes.reduce((a, b) => (b.taken - b.least > a.taken - a.least ? b : a));
      if (rich.taken <= rich.least) return;
      move(rich, 0);
      move(poor, 1);
    }
  }
}

/**
 * At most `count` of all rows of some sources, drawn without a look at any label; each source keeps its order.
 */
export function fewerRows<T extends { readonly rows: Int32Array }>(
  sources: readonly T[],
  count: number,
  seed: number,
): T[] {
  const total = sources.reduce((sum, { rows }) => sum + rows.length, 0);
  if (total <= count) return [...sources];
  const order = allRows(total);
  new SeededRandom(seed).fork('unlabelled').shuffle(order);
  const chosen = new Set(order.subarray(0, count));
  let place = 0;
  return sources.map((source) => ({ ...source, rows: source.rows.filter(() => chosen.has(place++)) }));
}

/**
 * Parts the rows of a data set into folds of equal size, up to one row, with the same share of each class, up to rounding.
 *
 * @returns rows of each fold, in rising order
 */
export function stratifiedFolds(labels: Uint16Array, count: number, seed: number): Int32Array[] {
  const order = allRows(labels.length);
  new SeededRandom(seed).fork('folds').shuffle(order);
  const byClass = sortedByLabel(order, (row) => labels[row] ?? 0);
  return Array.from({ length: count }, (_, fold) =>
    byClass.filter((__, position) => position % count === fold).sort(),
  );
}

/**
 * Rows in two parts: those of a fold, which are the same whatever the seed of the rest, and the others.
 *
 * @throws {InvalidInputError} when there are fewer rows than folds
 */
export function withoutFold(
  rows: Int32Array,
  labels: Uint16Array,
  { number, count }: Fold,
): { readonly rest: Int32Array; readonly aside: Int32Array } {
  if (count > rows.length)
    throw new InvalidInputError(
      `folds must be at most as many as labelled rows, ${rows.length}, found ${count}`,
    );
  const ofRows = Uint16Array.from(rows, (row) => labels[row] ?? 0);
  const places = new Set(stratifiedFolds(ofRows, count, seedOfFolds)[number - 1]);
  return {
    rest: rows.filter((_, place) => !places.has(place)),
    aside: rows.filter((_, place) => places.has(place)),
  };
}

/** Those of equal labels stay in their order; by counting, for there may be millions. */
function sortedByLabel(positions: Int32Array, labelAt: (position: number) => number): Int32Array {
  const starts = new Int32Array(2 ** 16 + 1);
  for (const position of positions) starts[labelAt(position) + 1] = (starts[labelAt(position) + 1] ?? 0) + 1;
  for (let label = 1; label < starts.length; label++)
    starts[label] = (starts[label] ?? 0) + (starts[label - 1] ?? 0);
  const sorted = new Int32Array(positions.length);
  for (const position of positions) {
    const label = labelAt(position);
    const place = starts[label] ?? 0;
    sorted[place] = position;
    starts[label] = place + 1;
  }
  return sorted;
}

/**
 * Rows kept for choosing (best epoch, settings): one in twelve, as 5,000 of MNIST's 60,000; at least as many as there
 * are classes, at most 5,000 and at most half.
 */
export function validationRows(rowCount: number, classCount: number): number {
  const wanted = Math.max(Math.round(rowCount / 12), classCount);
  return Math.max(1, Math.min(5000, wanted, Math.floor(rowCount / 2)));
}

/** The same where other labels are not looked at: a fifth, for few labels are chosen by better than by none. */
export function validationRowsOfFew(labels: number, classCount: number): number {
  const wanted = Math.max(Math.round(labels / 5), classCount);
  return Math.max(1, Math.min(5000, wanted, Math.floor(labels / 2)));
}

/** Rows kept for the test where the data has no test part of its own: a fifth. */
export function testRows(rowCount: number): number {
  return Math.max(1, Math.round(rowCount / 5));
}
