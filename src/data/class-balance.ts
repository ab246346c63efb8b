import { argmax } from './argmax.js';
import type { Dataset } from './dataset.js';

/** How the measured rows are spread over the classes. */
export interface ClassBalance {
  /** In the order of the classes. */
  readonly classes: readonly { readonly name: string; readonly rows: number }[];
  /** The class that most rows have, and its share of them: whoever always answers it is right that often. */
  readonly mostFrequentClass: { readonly name: string; readonly share: number };
}

/** Counts the rows of each class; of equally frequent classes, the first is the most frequent. */
export function classBalance({
  labels,
  classNames,
  rowCount,
}: Pick<Dataset, 'labels' | 'classNames' | 'rowCount'>): ClassBalance {
  const counts = new Uint32Array(classNames.length);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const most = argmax(counts);
  return {
    classes: classNames.map((name, index) => ({ name, rows: counts[index] ?? 0 })),
    mostFrequentClass: { name: classNames[most] ?? '', share: (counts[most] ?? 0) / rowCount },
  };
}

/** Whether accuracy hides how the small classes fare: the largest has more than 1.5 times the rows of the smallest. */
export function areUnequal(classes: ClassBalance['classes']): boolean {
  const counts = classes.map(({ rows }) => rows).sort((a, b) => a - b);
  return (counts.at(-1) ?? 0) > 1.5 * (counts[0] ?? 0);
}
