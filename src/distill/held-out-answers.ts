import { joinedRows, selectRows, type Dataset } from '../data/dataset.js';
import { allRows, stratifiedFolds } from '../data/splits.js';
import type { TreeTrainingSettings } from '../settings/settings.js';
import { fitTree } from '../train/fit-tree.js';
import type { TargetsOf } from '../train/targets.js';
import type { TrainingContext } from '../train/training-context.js';
import { predict, type Prediction } from '../tree/prediction.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import type { LessonSplits } from './lesson.js';

/** Uncalibrated answers to rows that a tree was not fitted to, and what is known of these. */
export interface HeldOutAnswers extends Pick<
  Prediction,
  'maxPathClasses' | 'mixtureClasses' | 'maxPathProbabilities' | 'mixtureProbabilities'
> {
  /** `[rows]` */
  readonly labels: Uint16Array;
  /** How much each row counts, `[rows]`; default: all alike. */
  readonly weights?: Float32Array | undefined;
}

const foldCount = 5;
/** With fewer validation rows than this, what they say of a tree is too uncertain to choose or to calibrate by. */
const enoughValidationRows = 1000;

/** Folds of the training rows that are held out in turn; none where the validation rows are enough. */
export function heldOutFolds({ train, validation }: LessonSplits, seed: number): readonly Int32Array[] {
  const isEnough = validation.rowCount >= enoughValidationRows;
  return isEnough ? [] : stratifiedFolds(train.labels, foldCount, seed);
}

/**
 * Cross-fitting: for each fold a tree is fitted to the other training rows, and answers those of the fold, so that there is an answer
 * to every training row from a tree that did not learn from it.
 *
 * @param targetsOf of some training rows and all rows without a label
 * @param folds see `heldOutFolds`; the answers come in their order
 * @throws {InterruptedError} soon after `context.signal` is aborted.
 */
export async function crossFit(
  { train, validation, unlabelled, choosing = validation }: LessonSplits,
  targetsOf: TargetsOf,
  settings: TreeTrainingSettings,
  folds: readonly Int32Array[],
  context: TrainingContext,
): Promise<HeldOutAnswers> {
  const answers: HeldOutAnswers[] = [];
  for (const fold of folds) {
    const heldOut = new Set(fold);
    const rows = allRows(train.rowCount).filter((row) => !heldOut.has(row));
    const part = selectRows(train, rows);
    const learned = joinedRows(part, unlabelled);
    const { tree } = await fitTree(learned, choosing, targetsOf(part, rows), settings, context);
    answers.push(answersTo(selectRows(train, fold), tree));
  }
  return answers.reduce(joinedAnswers);
}

export function answersTo(rows: Dataset, tree: SoftDecisionTree): HeldOutAnswers {
  const { features, rowCount, labels, weights } = rows;
  return { ...predict(tree, features, rowCount), labels, weights };
}

/** Answers of two trees of one kind, those of the first one first. */
export function joinedAnswers(first: HeldOutAnswers, second: HeldOutAnswers): HeldOutAnswers {
  const { weights } = second;
  return {
    labels: joinedIntegers(first.labels, second.labels),
    weights: first.weights && weights && joinedNumbers(first.weights, weights),
    maxPathClasses: joinedIntegers(first.maxPathClasses, second.maxPathClasses),
    mixtureClasses: joinedIntegers(first.mixtureClasses, second.mixtureClasses),
    maxPathProbabilities: joinedNumbers(first.maxPathProbabilities, second.maxPathProbabilities),
    mixtureProbabilities: joinedNumbers(first.mixtureProbabilities, second.mixtureProbabilities),
  };
}

function joinedIntegers(first: Uint16Array, second: Uint16Array): Uint16Array {
  const all = new Uint16Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}

function joinedNumbers(first: Float32Array, second: Float32Array): Float32Array {
  const all = new Float32Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
