import type { ClassBalance } from '../data/class-balance.js';
import type { AnswerQuality } from '../tree/tree-scores.js';
import { formatPercent } from './number-format.js';

/** From this many rows on, an accuracy is known to a percent or two, and its interval is left out of texts. */
export const manyRows = 1000;
/** A class of less recall is as good as lost. */
const poorRecall = 0.1;
const namedClasses = 3;

/** 95 % interval of an accuracy, `86.3 to 98.3 %`, where few rows were measured. */
export function intervalText(
  { accuracyInterval: { low, high } }: AnswerQuality,
  rows: number,
): string | undefined {
  return rows < manyRows ? `${(100 * low).toFixed(1)} to ${formatPercent(high, 1)}` : undefined;
}

/** An accuracy, with its interval where few rows were measured: `95.00 % (86.3 to 98.3 %)`. */
export function accuracyText(accuracy: number, quality: AnswerQuality, rows: number): string {
  const interval = intervalText(quality, rows);
  return interval === undefined ? formatPercent(accuracy) : `${formatPercent(accuracy)} (${interval})`;
}

/** `Most frequent class: 34.10 % (setosa)`, what an accuracy is to be compared with. */
export function mostFrequentText({ mostFrequentClass: { name, share } }: ClassBalance): string {
  return `Most frequent class: ${formatPercent(share)} (${name})`;
}

/** One line when classes are never answered, or hardly ever where they should be; none otherwise. */
export function lostClassesWarning(
  title: string,
  { recall, precision }: AnswerQuality,
  { classes }: Pick<ClassBalance, 'classes'>,
): string[] {
  const lost = classes.flatMap(({ name, rows }, index) => {
    const found = recall[index];
    if (typeof found !== 'number' || found >= poorRecall) return [];
    const rest = precision[index] === null ? 'never answered' : `recall ${formatPercent(found, 1)}`;
    return [`class ${name} (${rows} rows: ${rest})`];
  });
  if (lost.length === 0) return [];
  const hidden = lost.length - namedClasses;
  return [
    `Warning: ${title} misses ${lost.slice(0, namedClasses).join(', ')}${hidden > 0 ? ` and ${hidden} more classes` : ''}`,
  ];
}
