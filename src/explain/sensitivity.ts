import { isChangeable, changeTo, numbersFrom, otherWords, type ValueChange } from './changeable-columns.js';
import type { NearbyRows } from './nearby-rows.js';
import { grainOf, onGrain, type CellValue } from './table-columns.js';

/** A single value that, changed alone, turns a gate to its other side. */
export interface GateTurn extends ValueChange {
  /** Class that the max path answers then. */
  readonly answer: number;
}

/**
 * The single values that turn a gate, the nearest change first: for each column the number nearest to its own on the other side of the
 * gate, or each word there, within what the training rows hold.
 *
 * @param values of the row by its columns
 * @param fixed indices of columns that stay as they are
 */
export function gateTurns(
  rows: NearbyRows,
  values: readonly CellValue[],
  node: number,
  fixed: ReadonlySet<number>,
): GateTurn[] {
  const gate = rows.tree.topology.gateOf(node);
  const own = rows.logOdds[gate] ?? 0;
  const turned = (index: number, value: CellValue): GateTurn[] => {
    const shift = rows.shift(index, value);
    if (rows.logOddsOf(gate, [shift]) > 0 === own > 0) return [];
    const column = rows.columns[index];
    if (column === undefined) return [];
    const answer = rows.answer([shift]);
    return [{ ...changeTo(column, index, values[index] ?? null, value), answer }];
  };
  const turns = rows.columns.flatMap((column, index): GateTurn[] => {
    const value = values[index] ?? null;
    if (fixed.has(index) || !isChangeable(column, value)) return [];
    const { input } = column;
    if (typeof value !== 'number' || input.kind === 'category')
      return otherWords(column, value).flatMap((word) => turned(index, word));
    // The log-odds are a line over the value.
    const slope = rows.tree.beta(node) * (rows.tree.filter(node)[input.feature] ?? 0) * input.scale;
    if (slope === 0) return [];
    const even = value - own / slope;
    const direction = even > value ? 1 : -1;
    const near = onGrain(even, grainOf(column), direction > 0 ? Math.floor : Math.ceil);
    // The first number beyond; one or two grains farther where the rounding of features or of the grain says so.
    const from =
      direction > 0 ? Math.max(value, near - grainOf(column)) : Math.min(value, near + grainOf(column));
    let tries = 0;
    for (const number of numbersFrom(column, from, direction)) {
      if (number === value) continue;
      const found = turned(index, number);
      if (found.length > 0) return found;
      if (++tries > 4) return [];
    }
    return [];
  });
  return turns.sort((a, b) => a.spreads - b.spreads || a.column - b.column);
}
