import { joinedRows, selectInputs, type Dataset, type DatasetSplits } from '../data/dataset.js';
import { gatherRows } from '../data/features.js';
import { SeededRandom } from '../data/random.js';
import { allRows, validationRows } from '../data/splits.js';
import type { ExperimentSettings } from '../settings/settings.js';
import { knowsRows, logitClasses, type LogitSource } from '../teacher/logit-source.js';
import type { TargetsOf } from '../train/targets.js';
import { ask } from './ask.js';
import type { WorkContext } from './progress.js';
import { softTargetsOf } from './soft-targets.js';

/** Rows of a tree that is distilled. */
export interface LessonSplits extends DatasetSplits {
  /** Rows that choose its epoch, the teacher's answers for their labels; absent: the validation rows do. */
  readonly choosing?: Dataset | undefined;
}

/** What a tree learns from its teacher. */
export interface Lesson {
  readonly splits: LessonSplits;
  readonly targetsOf: TargetsOf;
  /** That the teacher took. */
  readonly seconds: number;
}

/** With fewer validation rows than this, agreement with the teacher on more rows is the better choice of an epoch. */
const enoughValidationRows = 500;

/**
 * Asks a teacher about the training rows and those without a label. Where few validation rows have labels, as many rows without one
 * as there would be validation rows are set aside, and the tree's epoch is chosen by its agreement with the teacher there.
 *
 * @throws {InvalidInputError} when a setting is out of range, or the teacher cannot answer what it would be asked.
 * @throws {InterruptedError} when `context.signal` is aborted meanwhile.
 */
export async function prepareLesson(
  teacher: LogitSource,
  given: DatasetSplits,
  { distillation, seed }: Pick<ExperimentSettings, 'distillation' | 'seed'>,
  context: WorkContext,
): Promise<Lesson> {
  const { train, validation } = given;
  const unlabelled = given.unlabelled && knowsRows(teacher, given.unlabelled) ? given.unlabelled : undefined;
  const splits = { ...given, unlabelled };
  const { logits, seconds } = await ask(teacher, joinedRows(train, unlabelled), distillation, context);
  const lessonOf = (rows: LessonSplits, answers: Float32Array): Lesson => ({
    splits: rows,
    targetsOf: softTargetsOf(answers, distillation, train.rowCount),
    seconds,
  });
  const classCount = train.classNames.length;
  const others = unlabelled?.rowCount ?? 0;
  const wanted = validationRows(train.rowCount + validation.rowCount + others, classCount);
  const count = Math.min(wanted, Math.floor(others / 2));
  const isEnough = validation.rowCount >= Math.min(enoughValidationRows, count);
  if (unlabelled === undefined || isEnough) return lessonOf(splits, logits);

  const order = allRows(others);
  new SeededRandom(seed).fork('choosing').shuffle(order);
  const [aside, rest] = [order.slice(0, count).sort(), order.slice(count).sort()];
  const labelled = train.rowCount * classCount;
  const answers = logits.subarray(labelled);
  const kept = new Float32Array(labelled + rest.length * classCount);
  kept.set(logits.subarray(0, labelled));
  gatherRows(answers, classCount, rest, kept.subarray(labelled));
  const ofAside = new Float32Array(aside.length * classCount);
  gatherRows(answers, classCount, aside, ofAside);
  const choosing = { ...selectInputs(unlabelled, aside), labels: logitClasses(ofAside, classCount) };
  return lessonOf({ ...splits, unlabelled: selectInputs(unlabelled, rest), choosing }, kept);
}
