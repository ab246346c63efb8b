import { munkres } from 'munkres';
import { percent, type TeacherCheck } from './teacher-check.js';
import { shellWord } from '../../shell-word.js';

/** Beyond this many classes the best order is not looked for: its time grows with their third power. */
const mostClasses = 1000;
/** By how much another order must be right more often, as a share of the rows and in standard errors. */
const leastGain = 0.1;
const leastErrors = 3;

/** Answers to labelled rows: class indices, `[rows]`. */
export interface LabelledAnswers {
  readonly labels: Uint16Array;
  readonly answers: Uint16Array;
}

/**
 * Whether another order of the teacher's classes fits the labels much better. It is found on every other row and measured on the
 * rest, so that chance alone does not look like an order.
 *
 * @param classNames in the order in which the answers are counted
 * @param order class of each output of the teacher, as it is known now
 */
export function checkClassOrder(
  rows: LabelledAnswers,
  classNames: readonly string[],
  order: readonly string[],
): TeacherCheck {
  const check = { name: 'class order', passed: true } as const;
  if (classNames.length > mostClasses) {
    return { ...check, text: `not looked for another one: more than ${mostClasses} classes` };
  }
  const [found, held] = [halfOf(rows, 0), halfOf(rows, 1)];
  const plain = identity(classNames.length);
  const { gained, lost } = changedBy(bestOrder(found, classNames.length), held);
  const gain = (gained - lost) / Math.max(1, held.labels.length);
  const best = bestOrder(rows, classNames.length);
  if (gain < leastGain || gained - lost < leastErrors * Math.sqrt(gained + lost) || isSame(best, plain)) {
    return { ...check, text: 'as in the data; no other one fits much better' };
  }
  const fitting = order.map((name) => classNames[best[classNames.indexOf(name)] ?? 0] ?? name);
  const [now, then] = [plain, best].map((classes) => percent(shareRight(rows, classes)));
  return {
    name: 'class order',
    passed: false,
    text: `the classes of the teacher seem to stand in another order: with --teacher-classes ${optionText(fitting)} it would be right on ${then} of the training rows, not on ${now}`,
  };
}

/** As `--teacher-classes` takes it: names with commas between, a JSON list where a name has one itself. */
function optionText(names: readonly string[]): string {
  const plain = names.join(',');
  if (names.some((name) => name.includes(',') || name.startsWith('[') || name !== name.trim())) {
    return shellWord(JSON.stringify(names));
  }
  return shellWord(plain);
}

/** Class that each answer stands for, so that as many rows as can be are right; of equals, one that changes less. */
function bestOrder({ labels, answers }: LabelledAnswers, classCount: number): number[] {
  const costs = Array.from({ length: classCount }, (_, answer) =>
    Float64Array.from({ length: classCount }, (_, label) => (answer === label ? -1 : 0)),
  );
  for (const [row, answer] of answers.entries()) {
    const line = costs[answer];
    const label = labels[row] ?? 0;
    if (line !== undefined) line[label] = (line[label] ?? 0) - (classCount + 1);
  }
  const best = identity(classCount);
  for (const [answer, label] of munkres(costs)) best[answer] = label;
  return best;
}

function halfOf({ labels, answers }: LabelledAnswers, half: number): LabelledAnswers {
  const isHalf = (_: number, row: number): boolean => row % 2 === half;
  return { labels: labels.filter(isHalf), answers: answers.filter(isHalf) };
}

/** Rows that are right by another order alone, and by the plain one alone. */
function changedBy(order: readonly number[], { labels, answers }: LabelledAnswers) {
  let [gained, lost] = [0, 0];
  for (const [row, answer] of answers.entries()) {
    const [before, after] = [answer === labels[row], order[answer] === labels[row]];
    if (after && !before) gained++;
    if (before && !after) lost++;
  }
  return { gained, lost };
}

function shareRight({ labels, answers }: LabelledAnswers, order: readonly number[]): number {
  return answers.filter((answer, row) => order[answer] === labels[row]).length / labels.length;
}

function identity(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

function isSame(first: readonly number[], second: readonly number[]): boolean {
  return first.every((value, index) => value === second[index]);
}
