import { BestRows } from './best-rows.js';
import type { GalleryName } from './report-data.js';

/** What a classifier answered on every test row. */
export interface RowAnswers {
  /** True class of each row. */
  readonly labels: Uint16Array;
  readonly classes: Uint16Array;
}

/** Rows of a cell of the confusion matrix, of right answers and of wrong ones: these are few, and worth reading. */
const perCell = { right: 8, wrong: 60 };
const perLeaf = 6;
const perGallery = 48;

/** Counts `[true class][answered class]`, and the first rows of each cell. */
export function confusionCells(
  { labels, classes }: RowAnswers,
  classCount: number,
): { counts: number[][]; rows: number[][][] } {
  const counts = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  const rows = counts.map((line) => line.map((): number[] => []));
  labels.forEach((label, row) => {
    const answer = classes[row] ?? 0;
    const line = counts[label];
    const cell = rows[label]?.[answer];
    if (line === undefined || cell === undefined) return;
    line[answer] = (line[answer] ?? 0) + 1;
    if (cell.length < (label === answer ? perCell.right : perCell.wrong)) cell.push(row);
  });
  return { counts, rows };
}

/** Rows whose greatest path ends at a leaf, surest first, apart by whether the leaf answers them rightly. */
export interface LeafRows {
  readonly typical: readonly number[];
  readonly wrong: readonly number[];
  readonly rows: number;
  readonly correct: number;
}

export function rowsByLeaf(
  { labels, classes }: RowAnswers,
  leaves: Uint16Array,
  pathProbabilities: Float32Array,
  leafCount: number,
): LeafRows[] {
  const collected = Array.from({ length: leafCount }, () => ({
    typical: new BestRows(perLeaf),
    wrong: new BestRows(perLeaf),
    rows: 0,
    correct: 0,
  }));
  leaves.forEach((leaf, row) => {
    const entry = collected[leaf];
    if (entry === undefined) return;
    const isCorrect = classes[row] === labels[row];
    entry.rows += 1;
    if (isCorrect) entry.correct += 1;
    (isCorrect ? entry.typical : entry.wrong).offer(row, -(pathProbabilities[row] ?? 0));
  });
  return collected.map((entry) => ({ ...entry, typical: entry.typical.rows, wrong: entry.wrong.rows }));
}

/**
 * Galleries to choose a sample from, by the max-path answer: `correct` takes turns through the classes, `wrong` starts
 * with the surest mistakes, `leastSure` with the smallest greatest-path probability, `disagreeing` (teacher and tree
 * differ) with the surest tree.
 */
export function galleryRows(
  { labels, classes }: RowAnswers,
  pathProbabilities: Float32Array,
  classCount: number,
  teacherClasses: Uint16Array | undefined,
): Record<GalleryName, readonly number[]> {
  const perClass = Math.max(1, Math.ceil(perGallery / classCount));
  const correct = Array.from({ length: classCount }, (): number[] => []);
  const wrong = new BestRows(perGallery);
  const leastSure = new BestRows(perGallery);
  const disagreeing = new BestRows(perGallery);
  labels.forEach((label, row) => {
    const sureness = pathProbabilities[row] ?? 0;
    leastSure.offer(row, sureness);
    if (classes[row] !== label) wrong.offer(row, -sureness);
    else if ((correct[label]?.length ?? 0) < perClass) correct[label]?.push(row);
    if (teacherClasses !== undefined && classes[row] !== teacherClasses[row])
      disagreeing.offer(row, -sureness);
  });
  const turns = Array.from({ length: perClass }, (_, turn) => correct.flatMap((rows) => rows[turn] ?? []));
  return {
    correct: turns.flat().slice(0, perGallery),
    wrong: wrong.rows,
    leastSure: leastSure.rows,
    disagreeing: disagreeing.rows,
  };
}
