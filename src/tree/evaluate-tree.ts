import type { Dataset } from '../data/dataset.js';
import { predict } from './prediction.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';
import type { TreeScores } from './tree-scores.js';

/** Accuracy of a tree on labelled rows, without a teacher to compare with. */
export interface TreeAccuracy extends Omit<TreeScores, 'fidelity' | 'mixtureFidelity'> {
  /** Rows by true class, then by max-path answer, `[classes][classes]`. */
  readonly confusion: number[][];
}

/**
 * Measures a tree with the library's own inference: both answers, and how often each is the teacher's.
 *
 * @param teacherClasses the teacher's answer to each row, `[rows]`
 */
export function evaluateTree(
  tree: SoftDecisionTree,
  dataset: Dataset,
  teacherClasses: Uint8Array,
): TreeAccuracy & TreeScores;
export function evaluateTree(tree: SoftDecisionTree, dataset: Dataset): TreeAccuracy;
export function evaluateTree(
  tree: SoftDecisionTree,
  dataset: Dataset,
  teacherClasses?: Uint8Array,
): TreeAccuracy & Partial<TreeScores> {
  const { labels, rowCount } = dataset;
  const { maxPathClasses, mixtureClasses, topPathProbabilities } = predict(tree, dataset.features, rowCount);
  const { classCount } = tree;
  const confusion = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  for (const [row, answer] of maxPathClasses.entries()) {
    const counts = confusion[labels[row] ?? 0];
    if (counts !== undefined) counts[answer] = (counts[answer] ?? 0) + 1;
  }
  const accuracy = {
    maxPath: shareOfEqual(maxPathClasses, labels),
    mixture: shareOfEqual(mixtureClasses, labels),
    topPathProbability: topPathProbabilities.reduce((sum, probability) => sum + probability, 0) / rowCount,
    confusion,
  };
  if (teacherClasses === undefined) return accuracy;
  return {
    ...accuracy,
    fidelity: shareOfEqual(maxPathClasses, teacherClasses),
    mixtureFidelity: shareOfEqual(mixtureClasses, teacherClasses),
  };
}

/** Share of positions where two lists of classes agree, in [0, 1]. */
export function shareOfEqual(answers: Uint8Array, expected: Uint8Array): number {
  return answers.filter((answer, row) => answer === expected[row]).length / answers.length;
}
