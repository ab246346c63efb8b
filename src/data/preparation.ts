import { imageShapeOf } from './image/image-shape.js';
import type { ChosenInputs, RawDataset } from './raw-dataset.js';
import type { RawColumn } from './table/raw-column.js';

/** Features are float32. */
export const greatestFloat32 = 2 ** 128 - 2 ** 104;

/** `feature = (raw - offset) * scale`, one number for all columns or one for each; a missing value becomes 0, the mean. */
export interface AffineStep {
  readonly kind: 'affine';
  readonly offset: number | readonly number[];
  readonly scale: number | readonly number[];
}

/** A column of numbers: `(raw - offset) * scale`, 0 where it is missing, and then 1 in a feature of its own if that is kept. */
export interface NumberPreparation {
  readonly type: 'number';
  readonly offset: number;
  readonly scale: number;
  /** Whether a feature says that the value is missing. */
  readonly indicator: boolean;
}

/** A column of words: a feature for each, 1 for the word that is there, one for any other word, and one for none if that is kept. */
export interface CategoryPreparation {
  readonly type: 'category';
  readonly categories: readonly string[];
  /** Whether a feature says that the word is missing; otherwise all features are 0. */
  readonly indicator: boolean;
}

/** Makes features of a table's columns, each by its kind. */
export interface ColumnsStep {
  readonly kind: 'columns';
  readonly columns: readonly (NumberPreparation | CategoryPreparation)[];
}

/** One thing that is done to raw values. */
export type PreparationStep = AffineStep | ColumnsStep;

/**
 * What makes features of raw values: steps in their order, fitted on the training rows. They are recorded and applied to raw
 * values wherever a model answers, and never undone.
 */
export type Preparation = readonly PreparationStep[];

/**
 * Tables: each column of numbers gets mean 0 and standard deviation 1 over the rows given, and one that is constant there is
 * ignored: it is 0 whatever it holds. Categories become one feature each; what is missing in these rows gets a feature of its own.
 * Images: values from 0 to full brightness come to [0, 1]; values of unknown range stay as they are.
 *
 * @param rows of the training part
 * @param unlabelled rows of the same columns that decide with them: what is fitted looks at no label
 */
export function fitPreparation(
  raw: RawDataset,
  rows: Int32Array,
  unlabelled: readonly ChosenInputs[] = [],
): Preparation {
  if (imageShapeOf(raw) !== undefined) {
    return [{ kind: 'affine', offset: 0, scale: raw.fullScale === undefined ? 1 : 1 / raw.fullScale }];
  }
  const numbers = Array.from({ length: raw.columnCount }, (_, column) =>
    standardization([{ source: raw, rows }, ...unlabelled], raw.columnCount, column),
  );
  const isPlain = numbers.every(({ isComplete }) => isComplete);
  if (isPlain && (raw.columns ?? []).every(({ type }) => type !== 'category')) {
    return [
      { kind: 'affine', offset: numbers.map(({ mean }) => mean), scale: numbers.map(({ scale }) => scale) },
    ];
  }
  const columns = numbers.map(({ mean, scale, isComplete }, index) => {
    const column = raw.columns?.[index];
    const indicator = !isComplete;
    return column?.type === 'category'
      ? ({ type: 'category', categories: column.categories, indicator } as const)
      : ({ type: 'number', offset: mean, scale, indicator } as const);
  });
  return [{ kind: 'columns', columns }];
}

interface Standardization {
  readonly mean: number;
  /** One over the standard deviation; 0 for a constant column. */
  readonly scale: number;
  /** Whether no value is missing. */
  readonly isComplete: boolean;
}

/** Of one column, over the rows that have a value. */
function standardization(
  parts: readonly ChosenInputs[],
  columnCount: number,
  column: number,
): Standardization {
  let [count, missing, sum, least, greatest] = [0, 0, 0, Infinity, -Infinity];
  for (const { source, rows } of parts) {
    for (const row of rows) {
      const value = source.values[row * columnCount + column] ?? NaN;
      if (Number.isNaN(value)) {
        missing++;
        continue;
      }
      count++;
      sum += value;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
  }
  const isComplete = missing === 0;
  // The mean of equal numbers need not be that number after rounding, and their deviation not 0.
  if (least >= greatest) return { mean: count === 0 ? 0 : least, scale: 0, isComplete };
  const mean = sum / count;
  let squares = 0;
  for (const { source, rows } of parts) {
    for (const row of rows) {
      const value = source.values[row * columnCount + column] ?? NaN;
      if (!Number.isNaN(value)) squares += (value - mean) ** 2;
    }
  }
  // Squares of tiny differences may vanish: such a column is as good as constant.
  const scale = 1 / Math.sqrt(squares / count);
  return { mean, scale: Math.abs(scale) <= greatestFloat32 ? scale : 0, isComplete };
}

/** Features of each row after preparation. */
export function preparedWidth(preparation: Preparation, columnCount: number): number {
  return preparation.reduce(
    (width, step) =>
      step.kind === 'affine' ? width : step.columns.reduce((sum, column) => sum + widthOf(column), 0),
    columnCount,
  );
}

function widthOf(column: NumberPreparation | CategoryPreparation): number {
  const own = column.type === 'number' ? 1 : column.categories.length + 1;
  return own + Number(column.indicator);
}

/** Name of each feature of a table: `age`, `age is missing`, `work = Private`, `work = other`. */
export function featureNamesOf(columns: readonly RawColumn[], preparation: Preparation): string[] {
  const names = columns.map(({ name }) => name);
  const step = preparation.find(({ kind }) => kind === 'columns');
  if (step?.kind !== 'columns') return names;
  return step.columns.flatMap((column, index) => {
    const name = names[index] ?? `feature ${index + 1}`;
    return [
      ...(column.type === 'number'
        ? [name]
        : [...column.categories.map((word) => `${name} = ${word}`), `${name} = other`]),
      ...(column.indicator ? [`${name} is missing`] : []),
    ];
  });
}

/** The only step of a preparation that is no more than an affine map, else `undefined`. */
export function onlyAffineStep(preparation: Preparation): AffineStep | undefined {
  const [step] = preparation;
  return preparation.length === 1 && step?.kind === 'affine' ? step : undefined;
}
