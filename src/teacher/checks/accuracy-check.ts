import { percent, type TeacherCheck } from './teacher-check.js';
import type { LabelledAnswers } from './class-order-check.js';

/** Whether a teacher is right more often, beyond chance, than who always answers the most frequent class. */
export function checkAccuracy(
  { labels, answers }: LabelledAnswers,
  classNames: readonly string[],
): TeacherCheck {
  const rows = labels.length;
  const counts = new Float64Array(classNames.length);
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
  const greatest = counts.indexOf(Math.max(...counts));
  const share = (counts[greatest] ?? 0) / rows;
  const accuracy = answers.filter((answer, row) => answer === labels[row]).length / rows;
  const passed = accuracy > share + Math.sqrt((share * (1 - share)) / rows);
  const measured = `right on ${percent(accuracy)} of ${rows} training rows`;
  const frequent = `the most frequent class, ${classNames[greatest] ?? ''}, has ${percent(share)} of them`;
  return {
    name: 'accuracy',
    passed,
    text: passed
      ? `${measured}; ${frequent}`
      : `${measured}, hardly better than no teacher at all: ${frequent}`,
  };
}

/**
 * Whether a teacher is better, within a standard error, than a tree that learned without it.
 *
 * @param teacher share of test rows that it answers rightly
 * @param baseline the same of the baseline tree, by max path
 * @param rows test rows
 */
export function checkAgainstBaseline(teacher: number, baseline: number, rows: number): TeacherCheck {
  const passed = teacher > baseline - Math.sqrt((teacher * (1 - teacher)) / rows);
  const measured = `right on ${percent(teacher)} of the test rows, the baseline tree on ${percent(baseline)}`;
  return {
    name: 'baseline',
    passed,
    text: passed ? measured : `${measured}: there is little to learn from it`,
  };
}
