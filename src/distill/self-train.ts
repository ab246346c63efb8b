import type { Dataset, DatasetSplits } from '../data/dataset.js';
import { SeededRandom } from '../data/random.js';
import { InvalidInputError } from '../errors.js';
import type { ResultsDocument } from '../file/results-schema.js';
import type { ExperimentSettings } from '../settings/settings.js';
import { datasetLogits, logitClasses } from '../teacher/logit-source.js';
import type { Teacher } from '../teacher/teacher.js';
import { fitTeacher } from '../train/fit-teacher.js';
import { shareOfEqual } from '../tree/evaluate-tree.js';
import { computeMeanLogits } from './mean-logits.js';
import { runPhase, type WorkContext } from './progress.js';
import { probabilitiesOf } from './soft-targets.js';
import { teach, type TaughtTeacher } from './teach.js';

/** Rounds differ clearly from so many standard errors on. */
const clearErrors = 2;

/** The trainings of a teacher, the first of them on labels alone. */
export type TeacherRounds = NonNullable<ResultsDocument['teacher']['rounds']>;

/** A teacher that may have learned from its own answers. */
export interface SelfTaughtTeacher extends TaughtTeacher {
  /** Absent without self-training. */
  readonly rounds?: TeacherRounds | undefined;
}

/**
 * Trains a built-in teacher on the labels and then, in rounds, a new one on the soft answers of the last to the rows without a label,
 * with the true labels of the others (noisy student, Xie et al. 2020). Images are deformed while it learns; its teacher answers for the
 * mean of some mild deformations. The last round's teacher is the result, unless it answers fewer validation rows than the one before (clearly
 * fewer, where settings say nothing of a `keptRound`), which is then kept and ends the rounds.
 *
 * @throws {InterruptedError} soon after `context.signal` is aborted.
 * @throws {InvalidInputError} when settings and data do not fit, or there are no rows without a label for self-training.
 */
export async function selfTrain(
  splits: DatasetSplits,
  {
    teacher: settings,
    selfTraining,
    seed,
    sharedSeed = seed,
  }: Pick<ExperimentSettings, 'teacher' | 'selfTraining' | 'seed' | 'sharedSeed'>,
  context: WorkContext,
): Promise<SelfTaughtTeacher> {
  assertUnlabelled(splits, selfTraining?.rounds ?? 0);
  const { train, validation, unlabelled } = splits;
  const first = await teach(splits, settings, sharedSeed, context);
  if (selfTraining === undefined || unlabelled === undefined) return first;
  let kept: TaughtTeacher = first;
  try {
    let right = await rightAnswers(first.teacher, validation);
    const rounds = [{ validationAccuracy: accuracyOf(right), kept: true }];
    for (let round = 1; round <= selfTraining.rounds; round++) {
      const roundSeed = new SeededRandom(sharedSeed).fork(`round ${round}`).integer(2 ** 30);
      const { teacher } = kept;
      const { result, seconds } = await runPhase(
        'selfTraining',
        selfTraining.epochs,
        context,
        async (report) => {
          const { epochs, batchSize, teacherDeformations = 1 } = selfTraining;
          const { signal } = report;
          const logits = await computeMeanLogits(teacher, unlabelled, teacherDeformations, { signal });
          const answers = { rows: unlabelled, probabilities: probabilitiesOf(logits, teacher.classCount) };
          const length = { ...settings, epochs, batchSize };
          return fitTeacher(train, validation, length, { ...report, seed: roundSeed }, answers);
        },
      );
      const student = { ...result, seconds: kept.seconds + seconds };
      const studentRight = await rightAnswers(student.teacher, validation);
      const isWorse = areFewer(studentRight, right, selfTraining.keptRound === 'best' ? 0 : clearErrors);
      rounds.push({ validationAccuracy: accuracyOf(studentRight), kept: !isWorse });
      await (isWorse ? student : kept).teacher.dispose();
      if (isWorse) break;
      [kept, right] = [student, studentRight];
    }
    return { ...kept, rounds };
  } catch (error) {
    await kept.teacher.dispose();
    throw error;
  }

  function accuracyOf(right: Uint16Array): number {
    return shareOfEqual(right, new Uint16Array(right.length).fill(1), validation.weights);
  }
}

/** @throws {InvalidInputError} when a teacher is to learn from rows without a label, and there are none */
export function assertUnlabelled({ train, unlabelled }: DatasetSplits, rounds: number): void {
  if (rounds === 0 || unlabelled !== undefined) return;
  throw new InvalidInputError(
    `${train.name}: self-training needs rows without a label, and there are none; --unlabelled adds some, --labels forgets labels`,
  );
}

/** 1 for each row that is answered right. */
async function rightAnswers(teacher: Teacher, rows: Dataset): Promise<Uint16Array> {
  const classes = logitClasses(await datasetLogits(teacher, rows), teacher.classCount);
  return Uint16Array.from(rows.labels, (label, row) => Number(classes[row] === label));
}

/** By more than so many standard errors of the difference on the same rows (McNemar 1947). */
function areFewer(right: Uint16Array, before: Uint16Array, standardErrors: number): boolean {
  let [lost, won] = [0, 0];
  for (const [row, isRight] of right.entries()) {
    lost += Number(isRight < (before[row] ?? 0));
    won += Number(isRight > (before[row] ?? 0));
  }
  return lost - won > standardErrors * Math.sqrt(lost + won);
}
