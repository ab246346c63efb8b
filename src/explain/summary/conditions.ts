import { rowWriterOf } from '../../data/features.js';
import { cellValue, type CellValue, type ExplainedColumn } from '../table-columns.js';
import type { SummarizedRows } from './spread-rows.js';

/** What the values of a column can be told by: numbers at or above `from` and below `below`, or one of some words. */
export type Condition =
  | { readonly column: number; readonly from?: number | undefined; readonly below?: number | undefined }
  | { readonly column: number; readonly words: readonly CellValue[] };

/** The values of a table's column, at hand for searches. */
export type ColumnValues =
  | {
      readonly kind: 'numbers';
      /** NaN where one is missing. */
      readonly numbers: Float64Array;
      /** Rows that are searched and have one, the least number first, and these numbers. */
      readonly sorted: Int32Array;
      readonly ordered: Float64Array;
    }
  | { readonly kind: 'words'; readonly values: readonly CellValue[] };

/** @param searched rows that conditions are looked for in */
export function columnValues(
  columns: readonly ExplainedColumn[],
  { features, raw, rowCount }: SummarizedRows,
  searched: Int32Array,
): ColumnValues[] {
  const width = features.length / Math.max(1, rowCount);
  const writeRow = rowWriterOf(features, width);
  const own = new Float32Array(width);
  return columns.map((column, index) => {
    const values = Array.from({ length: rowCount }, (_, row) => {
      const known = raw?.[row * columns.length + index];
      if (column.input.kind === 'number' && known !== undefined) return Number.isNaN(known) ? null : known;
      writeRow(row, own, 0);
      return cellValue(
        column,
        index,
        own,
        known === undefined ? undefined : { [index]: known, length: index + 1 },
      );
    });
    if (column.input.kind !== 'number') return { kind: 'words', values };
    const numbers = Float64Array.from(values, (value) => (typeof value === 'number' ? value : NaN));
    const sorted = searched
      .filter((row) => !Number.isNaN(numbers[row] ?? NaN))
      .sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0) || a - b);
    return {
      kind: 'numbers',
      numbers,
      sorted,
      ordered: Float64Array.from(sorted, (row) => numbers[row] ?? 0),
    };
  });
}

/** Whether a row meets a condition. */
export function meets(condition: Condition, values: ColumnValues | undefined, row: number): boolean {
  if (values === undefined) return false;
  if ('words' in condition)
    return values.kind === 'words' && condition.words.includes(values.values[row] ?? null);
  if (values.kind !== 'numbers') return false;
  const value = values.numbers[row] ?? NaN;
  const { from = -Infinity, below = Infinity } = condition;
  return value >= from && value < below;
}

/** A condition and how much more weight it holds of the wanted rows than of the others. */
export interface Candidate {
  readonly condition: Condition;
  /** Sum of the weights of the rows that meet it. */
  readonly gain: number;
}

/** An interval open on one side is told where the closed one is hardly better. */
const worthClosing = 0.02;

/**
 * The condition on a column that holds the greatest sum of weights: with a weight of 1 / wanted rows for a wanted row and -1 / others for
 * another, the one that tells them best apart (share of the wanted less share of the others: weighted relative accuracy, Lavrac, Flach &
 * Zupan 1999). The best interval of numbers is the segment of greatest sum (Kadane's algorithm, in Bentley 1984).
 *
 * @param weights of each row, `[rows]`; 0 for rows that do not count
 * @returns `undefined` where no condition parts the rows that count
 */
export function bestCondition(
  column: number,
  values: ColumnValues,
  weights: Float64Array,
): Candidate | undefined {
  return values.kind === 'numbers'
    ? bestInterval(column, values, weights)
    : bestWords(column, values.values, weights);
}

function bestWords(
  column: number,
  values: readonly CellValue[],
  weights: Float64Array,
): Candidate | undefined {
  const sums = new Map<CellValue, number>();
  for (const [row, weight] of weights.entries()) {
    if (weight === 0) continue;
    const value = values[row] ?? null;
    sums.set(value, (sums.get(value) ?? 0) + weight);
  }
  const held = [...sums].filter(([, sum]) => sum > 0).sort((a, b) => b[1] - a[1]);
  if (held.length === 0 || held.length === sums.size) return undefined;
  return {
    condition: { column, words: held.map(([word]) => word) },
    gain: held.reduce((total, [, sum]) => total + sum, 0),
  };
}

function bestInterval(
  column: number,
  values: Extract<ColumnValues, { kind: 'numbers' }>,
  weights: Float64Array,
): Candidate | undefined {
  const { steps, sums, count, total } = weightsByNumber(values, weights);
  const none = { start: 0, end: 0, gain: 0 };
  let [below, above, between] = [none, none, none];
  let [sum, running, start] = [0, 0, 0];
  for (let index = 0; index < count; index++) {
    const weight = sums[index] ?? 0;
    // Everything from this number on.
    if (total - sum > above.gain && index > 0) above = { start: index, end: count, gain: total - sum };
    sum += weight;
    if (sum > below.gain && index + 1 < count) below = { start: 0, end: index + 1, gain: sum };
    if (running <= 0) {
      running = 0;
      start = index;
    }
    running += weight;
    if (running > between.gain && start > 0 && index + 1 < count)
      between = { start, end: index + 1, gain: running };
  }
  const open = below.gain >= above.gain ? below : above;
  const best = between.gain > open.gain + worthClosing ? between : open;
  if (best.gain <= 0) return undefined;
  const edge = (at: number) => roundestBetween(steps[at - 1] ?? 0, steps[at] ?? 0);
  return {
    condition: {
      column,
      ...(best.start > 0 && { from: edge(best.start) }),
      ...(best.end < count && { below: edge(best.end) }),
    },
    gain: best.gain,
  };
}

/** Written anew by each call below, of which there are thousands: new arrays would fill the memory before they are taken away. */
let steps = new Float64Array(0);
let sums = new Float64Array(0);

/** The different numbers of the rows that count, the least first, with the sum of the weights at each: `count` of them. */
function weightsByNumber(
  { sorted, ordered }: Extract<ColumnValues, { kind: 'numbers' }>,
  weights: Float64Array,
) {
  if (steps.length < sorted.length) {
    steps = new Float64Array(sorted.length);
    sums = new Float64Array(sorted.length);
  }
  let [count, total] = [0, 0];
  let [last, sum] = [NaN, 0];
  for (let index = 0; index < ordered.length; index++) {
    const weight = weights[sorted[index] ?? 0] ?? 0;
    if (weight === 0) continue;
    const value = ordered[index] ?? 0;
    if (value !== last) {
      steps[count++] = value;
      [last, sum] = [value, 0];
    }
    sum += weight;
    sums[count - 1] = sum;
    total += weight;
  }
  return { steps, sums, count, total };
}

/** The number with the fewest digits above `low` and not above `high`, near their middle. */
export function roundestBetween(low: number, high: number): number {
  const middle = low + (high - low) / 2;
  const first = Math.ceil(Math.log10(high - low));
  for (let digit = first; digit > first - 17; digit--) {
    const grain = 10 ** digit;
    // Decimal digits, without the noise of binary fractions.
    const value = Number((Math.round(middle / grain) * grain).toFixed(Math.max(0, Math.min(100, -digit))));
    if (value > low && value <= high) return value;
  }
  return high;
}
