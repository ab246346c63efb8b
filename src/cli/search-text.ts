import type { TreeSearch } from '../file/tree-search-schema.js';
import { formatCounted, formatPercent } from './number-format.js';

/** How the size of a tree was found, for people; nothing where it was given. */
export function searchText(search: TreeSearch | undefined): string[] {
  if (search === undefined) return [];
  const { folds, rows, depth, epochs, points } = search;
  const judged = folds === 0 ? `${rows} validation rows` : `${folds} folds of ${rows} training rows`;
  const tried = points.map(
    (point) =>
      `depth ${point.depth}, ${formatCounted(point.epochs, 'epoch')}: ${formatPercent(point.score, 1)} ± ${(100 * point.standardError).toFixed(1)}`,
  );
  return [
    `Tree size: depth ${depth}, ${formatCounted(epochs, 'epoch')}, the smallest within a standard error of the best on ${judged}`,
    ...tried.map((line) => `  ${line}`),
  ];
}

/** That not the validation rows chose the epoch of a distilled tree, but rows without a label. */
export function choosingText(choosing: number | undefined): string[] {
  return choosing === undefined
    ? []
    : [
        `The epoch of the distilled tree was chosen by its agreement with the teacher on ${formatCounted(choosing, 'unlabelled row')}: the validation rows are few.`,
      ];
}
