import { classBalance, type ClassBalance } from '../data/class-balance.js';
import type { Dataset } from '../data/dataset.js';
import { answerQuality, sureness } from './answer-quality.js';
import { toPowerOfRows, uncalibrated } from './calibration.js';
import { leafDistributions } from './leaf-distributions.js';
import { predict, type Prediction } from './prediction.js';
import type { RowVisitor } from './routing.js';
import type { SoftDecisionTree } from './soft-decision-tree.js';
import type { AnswerQuality, TreeAccuracy, TreeQuality, TreeScores } from './tree-scores.js';

/** A tree's answers to labelled rows, and what they are worth. */
export interface TreeEvaluation<Scores extends TreeAccuracy = TreeAccuracy> extends ClassBalance {
  readonly scores: Scores;
  /** Of both answers: what accuracy does not say. */
  readonly quality: TreeQuality;
  /** Rows by true class, then by max-path answer, `[classes][classes]`. */
  readonly confusion: number[][];
  readonly prediction: Prediction;
}

/**
 * Measures a tree with the library's own inference: both answers, what they are worth, and how often each is the teacher's.
 *
 * @param teacherClasses the teacher's answer to each row, `[rows]`; absent: fidelity is not measured
 * @param visit called with each row when it is routed, for what else is to be measured
 */
export function evaluateTree(
  tree: SoftDecisionTree,
  dataset: Dataset,
  teacherClasses: Uint16Array,
  visit?: RowVisitor,
): TreeEvaluation<TreeScores>;
export function evaluateTree(
  tree: SoftDecisionTree,
  dataset: Dataset,
  teacherClasses?: Uint16Array,
  visit?: RowVisitor,
): TreeEvaluation<TreeAccuracy & Partial<TreeScores>>;
export function evaluateTree(
  tree: SoftDecisionTree,
  dataset: Dataset,
  teacherClasses?: Uint16Array,
  visit?: RowVisitor,
): TreeEvaluation<TreeAccuracy & Partial<TreeScores>> {
  const { features, labels, rowCount } = dataset;
  const prediction = predict(tree, features, rowCount, visit);
  const { maxPathClasses, mixtureClasses, topPathProbabilities } = prediction;
  const scores = {
    maxPath: shareOfEqual(maxPathClasses, labels),
    mixture: shareOfEqual(mixtureClasses, labels),
    ...(teacherClasses && {
      fidelity: shareOfEqual(maxPathClasses, teacherClasses),
      mixtureFidelity: shareOfEqual(mixtureClasses, teacherClasses),
    }),
    topPathProbability: topPathProbabilities.reduce((sum, probability) => sum + probability, 0) / rowCount,
  };
  return {
    scores,
    quality: treeQuality(prediction, labels, tree),
    ...classBalance(dataset),
    confusion: confusionOf(maxPathClasses, labels, tree.classCount),
    prediction,
  };
}

/** Quality of both answers that a tree has given to rows of these labels, `[rows]`. */
export function treeQuality(
  prediction: Prediction,
  labels: Uint16Array,
  tree: SoftDecisionTree,
): TreeQuality {
  const { maxPathClasses, maxPathProbabilities, mixtureClasses, mixtureProbabilities } = prediction;
  const { classCount, calibration } = tree;
  const { maxPath, mixture, doubt = 0 } = calibration;
  const qualityOf = (
    classes: Uint16Array,
    probabilities: Float32Array,
    fitted?: Float32Array,
  ): AnswerQuality => ({
    ...answerQuality(labels, classes, probabilities, classCount),
    ...(fitted && { uncalibrated: sureness(labels, classes, fitted, classCount) }),
  });
  return {
    maxPath: qualityOf(
      maxPathClasses,
      maxPathProbabilities,
      maxPath === 1 && doubt === 0 ? undefined : fittedAnswers(tree, prediction),
    ),
    // Probabilities so small that float32 rounds them to 0 count as the least one before and after.
    mixture: qualityOf(
      mixtureClasses,
      mixtureProbabilities,
      mixture === 1 ? undefined : toPowerOfRows(mixtureProbabilities, classCount, 1 / mixture),
    ),
  };
}

/** What the leaves answered before they were calibrated, row-major `[rows, classCount]`. */
function fittedAnswers(tree: SoftDecisionTree, { maxPathLeaves }: Prediction): Float32Array {
  const { classCount } = tree;
  const ofLeaves = leafDistributions(tree, uncalibrated);
  const answers = new Float32Array(maxPathLeaves.length * classCount);
  for (const [row, leaf] of maxPathLeaves.entries())
    answers.set(ofLeaves.subarray(leaf * classCount, (leaf + 1) * classCount), row * classCount);
  return answers;
}

function confusionOf(answers: Uint16Array, labels: Uint16Array, classCount: number): number[][] {
  const confusion = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  for (const [row, answer] of answers.entries()) {
    const counts = confusion[labels[row] ?? 0];
    if (counts !== undefined) counts[answer] = (counts[answer] ?? 0) + 1;
  }
  return confusion;
}

/**
 * Share of positions where two lists of classes agree, in [0, 1].
 *
 * @param weights how much each position counts, not all 0; default: all alike
 */
export function shareOfEqual(answers: Uint16Array, expected: Uint16Array, weights?: Float32Array): number {
  if (weights === undefined) {
    return answers.filter((answer, row) => answer === expected[row]).length / answers.length;
  }
  let [equal, all] = [0, 0];
  for (const [row, weight] of weights.entries()) {
    all += weight;
    if (answers[row] === expected[row]) equal += weight;
  }
  return equal / all;
}
