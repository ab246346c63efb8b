import { greatestFloat32, type Preparation } from '../data/preparation.js';
import { imageShapeOf } from '../data/image/image-shape.js';
import { unnamedColumns, type RawColumn } from '../data/table/raw-column.js';
import { defaultMissing } from '../data/table/table-options.js';
import { InvalidInputError } from '../errors.js';
import { featureCountOf } from './feature-count.js';
import type { TreeDocument } from './tree-document.js';

/** A quantity or a yes or no: `(raw - offset) * scale`, 0 where it is missing. */
export interface NumberInput {
  readonly name: string;
  readonly kind: 'number' | 'truth value';
  readonly offset: number;
  readonly scale: number;
  /** Whether the feature behind says that the value is missing. */
  readonly indicator: boolean;
  /** Its first feature. */
  readonly feature: number;
}

/** One of some words: a feature for each, one for any other word, and one that says that it is missing if that is kept. */
export interface WordInput {
  readonly name: string;
  readonly kind: 'category';
  readonly categories: readonly string[];
  readonly indicator: boolean;
  /** Its first feature. */
  readonly feature: number;
}

/** One column of raw rows and the features that are made of it. */
export type InputColumn = NumberInput | WordInput;

/** Whether a column holds numbers. */
export function isNumberInput(column: InputColumn): column is NumberInput {
  return column.kind !== 'category';
}

/** Whether a column holds words. */
export function isWordInput(column: InputColumn): column is WordInput {
  return column.kind === 'category';
}

/** Raw columns of a tree in their order: what the preparation of its file does, column by column. Pixels are called `pixel0`, `pixel1`, ... */
export function inputColumns(document: TreeDocument): readonly InputColumn[] {
  const inputs = preparedColumns(rawColumns(document), document.preparation);
  const { featureCount } = document.tree;
  const count = inputs.reduce((sum, input) => sum + featureCountOf(input), 0);
  if (count !== featureCount)
    throw new InvalidInputError(
      `preparation must give ${featureCount} features (featureCount), found ${count}`,
    );
  return inputs;
}

/** Raw columns with what a preparation makes of each. */
export function preparedColumns(
  columns: readonly RawColumn[],
  preparation: Preparation,
): readonly InputColumn[] {
  const [step, ...others] = preparation;
  if (step === undefined || others.length > 0) {
    throw new InvalidInputError(
      `the preparation of a tree must have one step, as those of sdt do, found ${preparation.length}`,
    );
  }
  let feature = 0;
  return columns.map((column, index): InputColumn => {
    const input = { ...preparedColumn(column, index, step), feature };
    feature += featureCountOf(input);
    return input;
  });
}

/** Texts that stand for a missing value, the empty one first. */
export function missingMarkers({ table }: TreeDocument): readonly string[] {
  return [...new Set(['', ...(table?.missing ?? defaultMissing)])];
}

/** Whether raw rows are images. */
export function isOfImages(document: TreeDocument): boolean {
  return document.table === undefined && imageShapeOf(document) !== undefined;
}

function rawColumns(document: TreeDocument): readonly RawColumn[] {
  const { table, inputShape } = document;
  if (table !== undefined) return table.columns;
  const count = inputShape.reduce((product, size) => product * size, 1);
  if (!isOfImages(document)) return unnamedColumns(count);
  return Array.from({ length: count }, (_, index) => ({ name: `pixel${index}`, type: 'number' }));
}

function preparedColumn(
  { name, ...column }: RawColumn,
  index: number,
  step: Preparation[number],
): Omit<NumberInput, 'feature'> | Omit<WordInput, 'feature'> {
  const prepared =
    step.kind === 'columns'
      ? step.columns[index]
      : {
          type: 'number' as const,
          offset: entryOf(step.offset, index),
          scale: entryOf(step.scale, index),
          indicator: false,
        };
  if (prepared?.type === 'category' && column.type === 'category') {
    const { categories, indicator } = prepared;
    if (categories.some((word, place) => column.categories[place] !== word))
      throw new InvalidInputError(
        `column ${JSON.stringify(name)}: its words and those of its preparation differ`,
      );
    return { name, kind: 'category', categories, indicator };
  }
  if (prepared?.type === 'number' && column.type !== 'category') {
    const { offset, scale, indicator } = prepared;
    return { name, kind: column.type, offset, scale, indicator };
  }
  throw new InvalidInputError(`column ${JSON.stringify(name)} and its preparation are of different types`);
}

function entryOf(values: number | readonly number[], index: number): number {
  return typeof values === 'number' ? values : (values[index] ?? 0);
}

/** Features are float32: a value far beyond all training rows stays finite. */
export const featureLimit = greatestFloat32;

/** The same for formats that compute in float32, where sums of a gate must stay finite, too. */
export const featureLimit32 = 1e30;
