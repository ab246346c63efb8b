import { joinedRows } from '../data/dataset.js';
import type { TreeTrainingSettings } from '../settings/settings.js';
import { fitTree, type FittedTree } from '../train/fit-tree.js';
import type { TargetSource, TargetsOf } from '../train/targets.js';
import { fitCalibration } from './calibrate.js';
import { answersTo, crossFit, heldOutFolds, joinedAnswers, type HeldOutAnswers } from './held-out-answers.js';
import type { LessonSplits } from './lesson.js';
import { runPhase, type WorkContext } from './progress.js';

/** A fitted tree, and how long it took. */
export interface GrownTree extends FittedTree {
  readonly seconds: number;
}

/** What there is of a tree before it is grown, so that it need not be made again. */
export interface Groundwork {
  /** The tree itself. */
  readonly fitted?: FittedTree | undefined;
  /** Answers to the training rows by trees like it that did not learn from them. */
  readonly heldOut?: HeldOutAnswers | undefined;
  /** Given where such answers are to be had, if validation rows are few: targets of some training rows. */
  readonly targetsOf?: TargetsOf | undefined;
}

/**
 * Fits a tree to hard or soft targets of the training rows: the baseline or the distilled tree, which learns from the rows without a
 * label as well; and calibrates its answers on the validation rows, and on held-out training rows where the groundwork speaks of them.
 * The same seed gives both trees the same start weights, order of rows and deformations.
 *
 * @throws {InterruptedError} soon after `context.signal` is aborted.
 * @throws {InvalidInputError} when settings and data do not fit, or the loss stops being finite.
 */
export async function grow(
  given: LessonSplits,
  targets: TargetSource,
  settings: TreeTrainingSettings,
  seed: number,
  context: WorkContext,
  { fitted, heldOut, targetsOf }: Groundwork = {},
): Promise<GrownTree> {
  const isSoft = targets.kind === 'soft';
  const { train, validation, test } = given;
  const splits: LessonSplits = isSoft ? given : { train, validation, test };
  const phase = isSoft ? 'distilled' : 'baseline';
  const { result, seconds } = await runPhase(phase, settings.epochs, context, async (report) => {
    const { unlabelled, choosing = validation } = splits;
    const result =
      fitted ??
      (await fitTree(joinedRows(train, unlabelled), choosing, targets, settings, { ...report, seed }));
    const { engine, signal, checkpoint } = report;
    const folds = heldOut || targetsOf === undefined ? [] : heldOutFolds(splits, seed);
    const others =
      targetsOf === undefined || folds.length === 0
        ? heldOut
        : await crossFit(splits, targetsOf, settings, folds, { engine, signal, checkpoint, seed });
    const answers = answersTo(validation, result.tree);
    const all = others === undefined ? answers : joinedAnswers(others, answers);
    const calibration = fitCalibration(all, result.tree.classCount);
    return { ...result, tree: result.tree.calibrated(calibration) };
  });
  return { ...result, seconds };
}
