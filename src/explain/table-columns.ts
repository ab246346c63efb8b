import { greatestFloat32 } from '../data/preparation.js';
import type { UsualTable, UsualValues } from '../data/usual-values.js';
import { featureCountOf } from '../file/feature-count.js';
import type { InputColumn } from '../file/input-columns.js';

/** What a cell holds, in the user's units; `null` where it is missing. A word that the tree does not know stays as it is. */
export type CellValue = number | string | boolean | null;

/** The word for all words that the training rows did not have. */
export const otherWord = 'other';

/** A column of a table as an explanation speaks of it. */
export interface ExplainedColumn {
  readonly input: InputColumn;
  /** Its name without the unit, and the unit where the name ends in one: `petal length (cm)`. */
  readonly title: string;
  readonly unit?: string | undefined;
  /** What the training rows hold; absent where the tree's file does not say. */
  readonly usual?: UsualValues | undefined;
  /** Training rows. */
  readonly rows: number;
}

/** The columns of a tree's raw rows, in their order. */
export function explainedColumns(inputs: readonly InputColumn[], usual?: UsualTable): ExplainedColumn[] {
  return inputs.map((input, index) => {
    const [, title = input.name, unit] = /^(.*\S)\s*[([]([^()[\]]+)[)\]]\s*$/su.exec(input.name) ?? [];
    return { input, title, unit, usual: usual?.columns[index], rows: usual?.rows ?? 0 };
  });
}

/** A usual distance between two values of a column of numbers: its standard deviation; 0 for a constant one. */
export function spreadOf({ input }: ExplainedColumn): number {
  return input.kind === 'category' || input.scale === 0 ? 0 : 1 / input.scale;
}

/**
 * The smallest step between two numbers of a column that is worth telling apart: a decimal digit of about a hundredth of its spread, and
 * nothing finer than the training rows have.
 */
export function grainOf(column: ExplainedColumn): number {
  const { decimals = Infinity } = column.usual?.numbers ?? {};
  const spread = spreadOf(column);
  const digits = spread === 0 ? 0 : Math.round(2 - Math.log10(spread));
  return 10 ** -Math.min(decimals, digits);
}

/** The number of grains nearest to a value, without the noise of binary fractions. */
export function onGrain(value: number, grain: number, round: (value: number) => number = Math.round): number {
  const digits = Math.max(0, Math.round(-Math.log10(grain)));
  // A quotient that is whole but for rounding is whole.
  const steps = value / grain;
  const near = Math.round(steps);
  const whole = Math.abs(steps - near) < 1e-9 * Math.max(1, Math.abs(steps)) ? near : round(steps);
  return Number((whole * grain).toFixed(Math.min(100, digits)));
}

/**
 * What a row holds in a column.
 *
 * @param features the row as the tree takes it, `[featureCount]`
 * @param raw the row before its preparation, where it is known: features alone do not tell a missing value from the mean where no
 *   training row missed one, and have the digits of float32
 * @param word of a category as the row has it, where it is known: features alone tell only that it is none of the tree's
 */
export function cellValue(
  column: ExplainedColumn,
  index: number,
  features: Float32Array,
  raw?: ArrayLike<number>,
  word?: string,
): CellValue {
  const { input } = column;
  const given = raw?.[index];
  const isMissing = input.indicator && features[input.feature + featureCountOf(input) - 1] === 1;
  if (isMissing || (given !== undefined && Number.isNaN(given))) return null;
  if (input.kind === 'category') {
    const words = [...input.categories, otherWord];
    const at = words.findIndex((_, word) => features[input.feature + word] === 1);
    const value = words[at] ?? null;
    return value === otherWord && word !== undefined && word !== '' ? word : value;
  }
  const value = given ?? restored(column, features[input.feature] ?? 0);
  return input.kind === 'truth value' ? value > 0.5 : value;
}

/** Whether a word is none that the tree tells apart: it goes with all `other` ones. */
export function isUnknownWord({ input }: ExplainedColumn, value: CellValue): value is string {
  return (
    input.kind === 'category' &&
    typeof value === 'string' &&
    value !== otherWord &&
    !input.categories.includes(value)
  );
}

/** A number as its user wrote it, from its feature. */
function restored(column: ExplainedColumn, feature: number): number {
  const { input, usual } = column;
  if (input.kind === 'category') return feature;
  const { offset, scale } = input;
  const value = scale === 0 ? offset : feature / scale + offset;
  const decimals = usual?.numbers?.decimals;
  // A feature has the 24 bits of float32: the digits behind them are not the user's, least of all near 0.
  const digits = Math.abs(value) < Math.abs(offset) * 1e-5 ? 0 : Number(value.toPrecision(5));
  if (decimals === undefined) return digits;
  const rounded = Number(value.toFixed(decimals));
  const noise = 1e-5 * Math.max(Math.abs(value), spreadOf(column));
  return Math.abs(rounded - value) <= noise ? rounded : digits;
}

/** Features of a column that holds a value, exactly as its preparation makes them. */
export function featuresOf(column: ExplainedColumn, value: CellValue): Float32Array {
  const { input } = column;
  const features = new Float32Array(featureCountOf(input));
  if (value === null) {
    if (input.indicator) features[features.length - 1] = 1;
  } else if (input.kind === 'category') {
    const word = input.categories.indexOf(String(value));
    features[word < 0 ? input.categories.length : word] = 1;
  } else if (input.scale !== 0) {
    const feature = (Number(value) - input.offset) * input.scale;
    features[0] = Math.max(-greatestFloat32, Math.min(greatestFloat32, feature));
  }
  return features;
}

/** A copy of a row in which some columns hold other values. */
export function changedRow(
  features: Float32Array,
  columns: readonly ExplainedColumn[],
  changes: readonly { readonly column: number; readonly value: CellValue }[],
): Float32Array {
  const changed = features.slice();
  for (const { column: index, value } of changes) {
    const column = columns[index];
    if (column !== undefined) changed.set(featuresOf(column, value), column.input.feature);
  }
  return changed;
}

/** Share of the training rows that hold each word, or no and yes, and that hold nothing; alike where the file does not say. */
export function wordShares(column: ExplainedColumn): {
  readonly shares: readonly number[];
  readonly missing: number;
} {
  const { input, usual, rows } = column;
  const words = input.kind === 'category' ? input.categories.length + 1 : 2;
  if (usual?.counts === undefined || rows === 0)
    return { shares: new Array<number>(words).fill(1 / words), missing: 0 };
  return { shares: usual.counts.map((count) => count / rows), missing: usual.missing / rows };
}
