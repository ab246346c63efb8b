import type { TreeDocument } from '../file/tree-document.js';
import type { Prediction } from '../tree/prediction.js';

export type AnswerFormat = 'csv' | 'jsonl';

/** Turns answers into text, some rows at a time. */
export interface AnswerWriter {
  /** What stands above the rows. */
  readonly header: string;
  /** @param first number of the first of these rows, counted from 0 */
  rows(prediction: Prediction, first: number): string;
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

/** @param allClasses whether the distributions of leaf and mixture are written, too */
export function answerWriter(
  { classNames }: TreeDocument,
  format: AnswerFormat,
  allClasses: boolean,
): AnswerWriter {
  const names = [
    ...valueNames,
    ...(allClasses
      ? ['leaf', 'mixture'].flatMap((answer) => classNames.map((className) => `${answer}: ${className}`))
      : []),
  ];
  return {
    header: format === 'csv' ? `${names.map(csvCell).join(',')}\n` : '',
    rows(prediction, first) {
      const lines: string[] = [];
      for (let row = 0; row < prediction.maxPathClasses.length; row++) {
        const values = valuesOf(prediction, row, first, classNames, allClasses);
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

/** Quoted where it has to be; a text that a spreadsheet would take for a formula is marked as text. */
function csvCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) && !/^[+-]?[\d.]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
