import { isIdName } from '../data/table/raw-column.js';
import {
  grainOf,
  isUnknownWord,
  onGrain,
  otherWord,
  spreadOf,
  type CellValue,
  type ExplainedColumn,
} from './table-columns.js';

/** Another value of a column, within what the training rows hold. */
export interface ValueChange {
  readonly column: number;
  readonly from: CellValue;
  readonly value: CellValue;
  /** How far that is: in standard deviations of a number; another word, and yes for no, counts 1. */
  readonly spreads: number;
}

/**
 * Whether a value may be changed: its column is not fixed, not constant, not called as one that names the rows, the value is there, and
 * the tree's file says what its training rows hold.
 */
export function isChangeable(column: ExplainedColumn, value: CellValue): boolean {
  const { input, usual } = column;
  if (usual === undefined || value === null || isIdName(input.name)) return false;
  if (input.kind !== 'number') return (usual.counts ?? []).filter((count) => count > 0).length > 1;
  const { least = 0, greatest = 0 } = usual.numbers ?? {};
  return least < greatest && spreadOf(column) > 0;
}

/** Other words of a column that training rows hold; for yes, no. */
export function otherWords(column: ExplainedColumn, value: CellValue): CellValue[] {
  const { input, usual } = column;
  if (input.kind === 'number') return [];
  const all: CellValue[] = input.kind === 'category' ? [...input.categories, otherWord] : [false, true];
  // A word that the tree does not know is one of the others.
  const own = isUnknownWord(column, value) ? otherWord : value;
  return all.filter((word, index) => word !== own && (usual?.counts?.[index] ?? 0) > 0);
}

/**
 * Numbers of a column on its grain, away from one, up to the least or greatest of the training rows; from beyond those only towards them.
 *
 * Each `next` may say how many of them to pass over.
 *
 * @param direction 1 for greater ones, -1 for smaller ones
 */
export function* numbersFrom(
  column: ExplainedColumn,
  from: number,
  direction: 1 | -1,
): Generator<number, void, number | undefined> {
  const { least = from, greatest = from } = column.usual?.numbers ?? {};
  const grain = grainOf(column);
  const start = Math.max(least, Math.min(greatest, from));
  // A value that is off the grain has the next ones above and below it.
  const first = onGrain(start, grain, direction > 0 ? Math.floor : Math.ceil);
  for (let step = 0; ; step++) {
    const value = onGrain(first + direction * step * grain, grain);
    if (direction > 0 ? value > greatest : value < least) return;
    const isAway = direction > 0 ? value > from && value >= least : value < from && value <= greatest;
    if (isAway) step += (yield value) ?? 0;
  }
}

/** What a change of a value costs. */
export function changeTo(
  column: ExplainedColumn,
  index: number,
  from: CellValue,
  value: CellValue,
): ValueChange {
  const isNumber = typeof value === 'number' && typeof from === 'number';
  return { column: index, from, value, spreads: isNumber ? Math.abs(value - from) / spreadOf(column) : 1 };
}
