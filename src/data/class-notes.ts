import type { DatasetSplits } from './dataset.js';
import { quotedList, shortList } from './short-list.js';

/** Classes of fewer rows are hardly learned, and do not reach every part. */
const fewRows = 5;
/** Below this share of the most frequent class, the rarest may as well be ignored by a model. */
const balancedShare = 0.1;

/** What the user should know about the classes, a line each: weights, few rows, imbalance, and parts that lack a class. */
export function classNotes({ train, validation, test }: DatasetSplits): string[] {
  const parts = { training: train, validation, test };
  const { classNames } = train;
  const counts = Object.entries(parts).map(([name, { labels }]) => ({
    name,
    rows: countsOf(labels, classNames.length),
  }));
  const totals = classNames.map((_, index) => counts.reduce((sum, { rows }) => sum + (rows[index] ?? 0), 0));
  const few = classNames.flatMap((name, index) => {
    const rows = totals[index] ?? 0;
    return rows < fewRows ? [`${name} (${rows})`] : [];
  });
  const lacking = counts.flatMap(({ name, rows }) => {
    const names = classNames.filter((_, index) => rows[index] === 0 && totals[index] !== 0);
    return names.length === 0 ? [] : [`${quotedList(names)} in the ${name} part`];
  });
  return [
    ...weightNotes(train),
    ...(few.length === 0 ? [] : [`classes of fewer than ${fewRows} rows: ${shortList(few)}`]),
    ...(lacking.length === 0 ? [] : [`no rows of ${lacking.join('; of ')}`]),
    ...(train.origin?.data.weights?.classes === undefined ? imbalanceNotes(classNames, totals) : []),
  ];
}

function weightNotes({ origin }: DatasetSplits['train']): string[] {
  const { column, classes } = origin?.data.weights ?? {};
  const ofClasses = Object.entries(classes ?? {}).map(([name, weight]) => `${name} ${weight.toPrecision(3)}`);
  return [
    ...(column === undefined ? [] : [`rows count in training by their column ${column}`]),
    ...(ofClasses.length === 0 ? [] : [`rows count in training by their class: ${shortList(ofClasses)}`]),
  ];
}

function imbalanceNotes(classNames: readonly string[], totals: readonly number[]): string[] {
  const present = classNames
    .map((name, index) => ({ name, rows: totals[index] ?? 0 }))
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => a.rows - b.rows);
  const [rarest, mostFrequent] = [present[0], present.at(-1)];
  if (rarest === undefined || mostFrequent === undefined) return [];
  if (rarest.rows >= balancedShare * mostFrequent.rows) return [];
  const all = totals.reduce((sum, rows) => sum + rows, 0);
  const shareOf = ({ name, rows }: { readonly name: string; readonly rows: number }) =>
    `${JSON.stringify(name)} has ${((100 * rows) / all).toPrecision(2)} % of the rows`;
  return [
    `classes are not balanced: ${shareOf(rarest)}, ${shareOf(mostFrequent)}; --class-weight balanced makes all classes count alike`,
  ];
}

function countsOf(labels: Uint16Array, classCount: number): Uint32Array {
  const counts = new Uint32Array(classCount);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}
