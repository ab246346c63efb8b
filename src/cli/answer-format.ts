import { csvCell } from '../data/table/csv-cell.js';
import type { ColumnType } from '../data/table/write-parquet.js';
import { InvalidInputError } from '../errors.js';
import type { TreeDocument } from '../file/tree-document.js';
import type { Prediction } from '../tree/prediction.js';

export type AnswerFormat = 'csv' | 'jsonl';

/** Turns answers into text, some rows at a time. */
export interface AnswerWriter {
  /** Of the values of a row, in order. */
  readonly names: readonly string[];
  /** What stands above the rows. */
  readonly header: string;
  /**
   * @param first number of the first of these rows, counted from 0
   * @param kept texts of the rows that are passed on, `[kept columns][rows]`
   */
  rows(prediction: Prediction, first: number, kept: readonly (readonly string[])[]): string;
}

/** Names of the values of a row; class names follow where whole distributions are asked for. */
const valueNames = [
  'row',
  'class',
  'leaf',
  'path_probability',
  'leaf_probability',
  'mixture_class',
  'mixture_probability',
] as const;

/**
 * @param allClasses whether the distributions of leaf and mixture are written, too
 * @param keptNames of the columns that are passed on
 * @throws {InvalidInputError} when a kept column is called as a value of an answer is
 */
export function answerWriter(
  { classNames }: TreeDocument,
  format: AnswerFormat,
  allClasses: boolean,
  keptNames: readonly string[],
): AnswerWriter {
  const names = [
    ...valueNames,
    ...(allClasses
      ? ['leaf', 'mixture'].flatMap((answer) => classNames.map((className) => `${answer}: ${className}`))
      : []),
  ];
  const taken = keptNames.find((name) => names.includes(name));
  if (taken !== undefined) {
    throw new InvalidInputError(
      `a column named ${JSON.stringify(taken)} cannot be kept: answers have one of that name`,
    );
  }
  names.splice(1, 0, ...keptNames);
  return {
    names,
    header: format === 'csv' ? `${names.map(csvCell).join(',')}\n` : '',
    rows(prediction, first, kept) {
      const lines: string[] = [];
      for (let row = 0; row < prediction.maxPathClasses.length; row++) {
        const values = valuesOf(prediction, row, first, classNames, allClasses);
        values.splice(1, 0, ...kept.map((texts) => texts[row] ?? ''));
        lines.push(
          format === 'csv'
            ? values.map(csvCell).join(',')
            : JSON.stringify(Object.fromEntries(names.map((name, index) => [name, values[index]]))),
        );
      }
      return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
    },
  };
}

/** What the values of a row are in Parquet; all that is not the answer's own is a text that is passed on. */
export function answerTypes(names: readonly string[]): [name: string, type: ColumnType][] {
  return names.map((name) => {
    if (name === 'row' || name === 'leaf') return [name, 'BIGINT'];
    return [name, /_probability$|^(leaf|mixture): /.test(name) ? 'DOUBLE' : 'VARCHAR'];
  });
}

function valuesOf(
  prediction: Prediction,
  row: number,
  first: number,
  classNames: readonly string[],
  allClasses: boolean,
): (string | number)[] {
  const { length } = classNames;
  const [maxPath, mixture] = [prediction.maxPathClasses[row] ?? 0, prediction.mixtureClasses[row] ?? 0];
  const leaf = prediction.maxPathProbabilities.subarray(row * length, (row + 1) * length);
  const all = prediction.mixtureProbabilities.subarray(row * length, (row + 1) * length);
  return [
    first + row,
    classNames[maxPath] ?? '',
    prediction.maxPathLeaves[row] ?? 0,
    short(prediction.topPathProbabilities[row]),
    short(leaf[maxPath]),
    classNames[mixture] ?? '',
    short(all[mixture]),
    ...(allClasses ? [...leaf, ...all].map(short) : []),
  ];
}

/** Six digits: more than float32 computations of a tree agree on between machines. */
function short(value = 0): number {
  return Number(value.toPrecision(6));
}
