import { quantileSorted } from 'simple-statistics';
import type { ChosenInputs } from './raw-dataset.js';
import type { RawColumn } from './table/raw-column.js';

/** Where the numbers of a column lie. */
export interface NumberRange {
  readonly least: number;
  /** 5 % of the values are not above it. */
  readonly low: number;
  readonly median: number;
  /** 95 % of the values are not above it. */
  readonly high: number;
  readonly greatest: number;
  /** Most digits behind the point; absent where they are more than six. */
  readonly decimals?: number | undefined;
}

/** What a column holds in the rows that a model learned from. */
export interface UsualValues {
  /** Rows without a value. */
  readonly missing: number;
  /** Of a column of numbers; absent where all are missing. */
  readonly numbers?: NumberRange | undefined;
  /** Rows of each word, and of any other one; of a truth value: no, yes. */
  readonly counts?: readonly number[] | undefined;
}

/** The same of all columns, in their order. */
export interface UsualTable {
  readonly rows: number;
  readonly columns: readonly UsualValues[];
}

/** Quantiles are of this many rows at most, spread evenly over all. */
const mostQuantileRows = 20_000;
const mostDecimals = 6;

/** What is usual in the columns of a table, over all rows given. */
export function usualValues(columns: readonly RawColumn[], parts: readonly ChosenInputs[]): UsualTable {
  const rows = parts.reduce((sum, part) => sum + part.rows.length, 0);
  return {
    rows,
    columns: columns.map((column, index) => {
      const values = columnValues(parts, rows, columns.length, index);
      const present = values.filter((value) => !Number.isNaN(value));
      const missing = values.length - present.length;
      if (column.type === 'number') return { missing, numbers: numberRange(present) };
      const counts = new Array<number>(column.type === 'category' ? column.categories.length + 1 : 2).fill(0);
      for (const value of present) counts[value] = (counts[value] ?? 0) + 1;
      return { missing, counts };
    }),
  };
}

function columnValues(
  parts: readonly ChosenInputs[],
  count: number,
  columnCount: number,
  column: number,
): Float64Array {
  const values = new Float64Array(count);
  let place = 0;
  for (const { source, rows } of parts)
    for (const row of rows) values[place++] = source.values[row * columnCount + column] ?? NaN;
  return values;
}

function numberRange(values: Float64Array): NumberRange | undefined {
  if (values.length === 0) return undefined;
  const every = Math.ceil(values.length / mostQuantileRows);
  const sorted = Array.from(values.filter((_, index) => index % every === 0).sort());
  return {
    least: values.reduce((a, b) => Math.min(a, b)),
    low: quantileSorted(sorted, 0.05),
    median: quantileSorted(sorted, 0.5),
    high: quantileSorted(sorted, 0.95),
    greatest: values.reduce((a, b) => Math.max(a, b)),
    decimals: decimalsOf(values),
  };
}

function decimalsOf(values: Float64Array): number | undefined {
  let decimals = 0;
  for (const value of values) {
    while (!hasDecimals(value, decimals)) {
      decimals++;
      if (decimals > mostDecimals) return undefined;
    }
  }
  return decimals;
}

/** Whether so many digits behind the point write a number exactly. */
function hasDecimals(value: number, decimals: number): boolean {
  const power = 10 ** decimals;
  const whole = Math.round(value * power);
  // Most often this tells already: a quotient is the number nearest to its digits. Writing it out takes much longer.
  if (Number.isSafeInteger(whole) && whole / power === value) return true;
  return Number(value.toFixed(decimals)) === value;
}
