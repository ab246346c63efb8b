import { selectRows, type Dataset } from '../../data/dataset.js';
import type { OutputKind } from '../foreign/output-kind.js';
import { datasetLogits, logitClasses, type LogitSource } from '../logit-source.js';
import { checkAccuracy } from './accuracy-check.js';
import { assertSameClasses } from './class-count.js';
import { checkClassOrder } from './class-order-check.js';
import { assertFinite } from './finite-answers.js';
import type { TeacherCheck } from './teacher-check.js';

/** Training rows that a teacher is asked about to find out what it is worth: evenly over all of them. */
const sampledRows = 5000;

const answerTexts: Readonly<Record<OutputKind, string>> = {
  logits: 'finite logits',
  probabilities: 'finite probabilities, rows sum to one',
  'log-probabilities': 'finite logarithms of probabilities, rows sum to one',
};

/**
 * Looks at what a teacher answers to training rows, before trees learn from it for long.
 *
 * @param order class of each output of the teacher, where other than the data's
 * @returns a line for each check; warnings are those that are not passed
 * @throws {InvalidInputError} when the teacher knows another number of classes, or does not answer with logits or distributions
 */
export async function checkTeacher(
  teacher: LogitSource,
  train: Dataset,
  order: readonly string[] = train.classNames,
): Promise<TeacherCheck[]> {
  assertSameClasses(teacher, train);
  const sample = sampleOf(train);
  const { labels, classNames } = sample;
  const logits = await datasetLogits(teacher, sample);
  assertFinite(logits, teacher);
  const rows = { labels, answers: logitClasses(logits, teacher.classCount) };
  return [
    { name: 'classes', passed: true, text: `${teacher.classCount}, as many as the data has` },
    { name: 'answers', passed: true, text: answerTexts[teacher.answersWith ?? 'logits'] },
    checkAccuracy(rows, classNames),
    checkClassOrder(rows, classNames, order),
  ];
}

function sampleOf(train: Dataset): Dataset {
  const { rowCount } = train;
  if (rowCount <= sampledRows) return train;
  const rows = Int32Array.from({ length: sampledRows }, (_, index) =>
    Math.floor((index * rowCount) / sampledRows),
  );
  return selectRows(train, rows);
}
