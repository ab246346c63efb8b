import type { DatasetSplits } from '../data/dataset.js';
import type { TeacherSettings } from '../settings/teacher-settings.js';
import { fitTeacher, type FittedTeacher } from '../train/fit-teacher.js';
import { runPhase, type WorkContext } from './progress.js';

/** A trained teacher, and how long it took. */
export interface TaughtTeacher extends FittedTeacher {
  readonly seconds: number;
}

/**
 * Trains a built-in teacher on the labels of the training rows; the validation rows choose its epoch.
 *
 * @param seed decides start weights, order of rows and deformations
 * @throws {InterruptedError} soon after `context.signal` is aborted.
 * @throws {InvalidInputError} when settings and data do not fit, or the loss stops being finite.
 */
export async function teach(
  { train, validation }: DatasetSplits,
  settings: TeacherSettings,
  seed: number,
  context: WorkContext,
): Promise<TaughtTeacher> {
  const { result, seconds } = await runPhase('teacher', settings.epochs, context, (report) =>
    fitTeacher(train, validation, settings, { ...report, seed }),
  );
  return { ...result, seconds };
}
