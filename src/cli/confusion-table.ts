import { formatCount, formatCounted } from './number-format.js';
import { formatTable } from './text-table.js';
import { displayWidth } from './wrapped-text.js';

/** More classes than this, or than the width has room for, do not fit a terminal; the commonest confusions and lowest recalls stand for the matrix. */
const mostClassesInMatrix = 20;
const shownConfusions = 10;
const shownRecalls = 5;

/**
 * Confusion matrix `[true class][answered class]` as text: rows are the truth, columns the answers, `.` stands for 0.
 */
export function confusionTable(
  confusion: readonly (readonly number[])[],
  names: readonly string[],
  width = Infinity,
): string[] {
  if (names.length > mostClassesInMatrix) return commonConfusions(confusion, names, width);
  const columns = [
    { title: 'true', align: 'left' } as const,
    ...names.map((title) => ({ title, align: 'right' }) as const),
    { title: 'recall', align: 'right' } as const,
  ];
  const rows = confusion.map((counts, actual) => [
    names[actual] ?? String(actual),
    ...counts.map((count) => (count === 0 ? '.' : formatCount(count))),
    recall(counts, actual),
  ]);
  const matrix = formatTable(columns, rows);
  const isTooWide = matrix.some((line) => displayWidth(line) > width);
  return isTooWide ? commonConfusions(confusion, names, width) : matrix;
}

function recall(counts: readonly number[], actual: number): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return total === 0 ? '-' : `${((100 * (counts[actual] ?? 0)) / total).toFixed(1)} %`;
}

function commonConfusions(
  confusion: readonly (readonly number[])[],
  names: readonly string[],
  width: number,
): string[] {
  const mistakes = confusion
    .flatMap((counts, actual) => counts.map((count, answered) => ({ actual, answered, count })))
    .filter(({ actual, answered, count }) => actual !== answered && count > 0)
    .sort((first, second) => second.count - first.count);
  if (mistakes.length === 0) return ['No row is answered wrongly.'];
  const rows = mistakes
    .slice(0, shownConfusions)
    .map(({ actual, answered, count }) => [names[actual] ?? '', names[answered] ?? '', formatCount(count)]);
  const hidden = mistakes.length - rows.length;
  return [
    ...formatTable(
      [
        { title: 'true', align: 'left' },
        { title: 'answer', align: 'left' },
        { title: 'rows', align: 'right' },
      ],
      rows,
      '',
      width,
    ),
    ...(hidden > 0 ? [`and ${formatCounted(hidden, 'rarer confusion')}`] : []),
    '',
    ...lowestRecalls(confusion, names, width),
  ];
}

function lowestRecalls(
  confusion: readonly (readonly number[])[],
  names: readonly string[],
  width: number,
): string[] {
  const rows = confusion
    .map((counts, actual) => ({ actual, counts, total: counts.reduce((sum, count) => sum + count, 0) }))
    .filter(({ total }) => total > 0)
    .map((line) => ({ ...line, share: (line.counts[line.actual] ?? 0) / line.total }))
    .sort((first, second) => first.share - second.share)
    .slice(0, shownRecalls)
    .map(({ actual, counts, total }) => [names[actual] ?? '', formatCount(total), recall(counts, actual)]);
  return formatTable(
    [
      { title: 'lowest recall', align: 'left' },
      { title: 'rows', align: 'right' },
      { title: 'recall', align: 'right' },
    ],
    rows,
    '',
    width,
  );
}
