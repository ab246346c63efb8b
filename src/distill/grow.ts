import { joinedRows } from '../data/dataset.js';
import type { TreeTrainingSettings } from '../settings/settings.js';
import { fitTree, type FittedTree } from '../train/fit-tree.js';
import { predict } from '../tree/prediction.js';
import { fitCalibration } from './calibrate.js';
import type { TargetSource } from '../train/targets.js';
import type { LessonSplits } from './lesson.js';
import { runPhase, type WorkContext } from './progress.js';

/** A fitted tree, and how long it took. */
export interface GrownTree extends FittedTree {
  readonly seconds: number;
}

/**
 * Fits a tree to hard or soft targets of the training rows: the baseline or the distilled tree, which learns from the rows without a
 * label as well; and calibrates its answers on the validation rows. The same seed gives both trees the same start weights, order of rows and deformations.
 *
 * @param fitted the tree that this would give, where it was fitted before
 * @throws {InterruptedError} soon after `context.signal` is aborted.
 * @throws {InvalidInputError} when settings and data do not fit, or the loss stops being finite.
 */
export async function grow(
  { train, validation, unlabelled, choosing }: LessonSplits,
  targets: TargetSource,
  settings: TreeTrainingSettings,
  seed: number,
  context: WorkContext,
  fitted?: FittedTree,
): Promise<GrownTree> {
  const isSoft = targets.kind === 'soft';
  const phase = isSoft ? 'distilled' : 'baseline';
  const { result, seconds } = await runPhase(phase, settings.epochs, context, async (report) => {
    if (fitted !== undefined) return fitted;
    const rows = isSoft ? joinedRows(train, unlabelled) : train;
    const chooses = (isSoft ? choosing : undefined) ?? validation;
    return fitTree(rows, chooses, targets, settings, { ...report, seed });
  });
  const { features, rowCount, labels, weights } = validation;
  const answers = predict(result.tree, features, rowCount);
  const calibration = fitCalibration({ ...answers, labels, weights }, result.tree.classCount);
  return { ...result, tree: result.tree.calibrated(calibration), seconds };
}
