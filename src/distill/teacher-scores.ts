import type { Dataset } from '../data/dataset.js';
import { assertSameClasses } from '../teacher/checks/class-count.js';
import { datasetLogits, logitClasses, type LogitSource } from '../teacher/logit-source.js';
import { answerQuality } from '../tree/answer-quality.js';
import { shareOfEqual } from '../tree/evaluate-tree.js';
import type { AnswerQuality } from '../tree/tree-scores.js';
import { probabilitiesOf } from './soft-targets.js';

/** A teacher's answers to labelled rows, and what they are worth. */
export interface TeacherScores {
  /** Class of each row, `[rows]`. */
  readonly classes: Uint16Array;
  /** At temperature 1, row-major `[rows, classCount]`. */
  readonly probabilities: Float32Array;
  /** Share of right answers, in [0, 1]. */
  readonly accuracy: number;
  readonly quality: AnswerQuality;
}

/**
 * Asks a teacher about labelled rows, once, and measures its answers.
 *
 * @throws {InvalidInputError} when the teacher knows another number of classes than the data.
 */
export async function teacherScores(teacher: LogitSource, dataset: Dataset): Promise<TeacherScores> {
  assertSameClasses(teacher, dataset);
  const { labels } = dataset;
  const { classCount } = teacher;
  const logits = await datasetLogits(teacher, dataset);
  const classes = logitClasses(logits, classCount);
  const probabilities = probabilitiesOf(logits, classCount);
  return {
    classes,
    probabilities,
    accuracy: shareOfEqual(classes, labels),
    quality: answerQuality(labels, classes, probabilities, classCount),
  };
}
