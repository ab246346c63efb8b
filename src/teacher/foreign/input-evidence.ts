import { argmax, argmaxOfRows } from '../../data/argmax.js';
import { selectRows, type Dataset } from '../../data/dataset.js';
import { InvalidInputError } from '../../errors.js';

/** What a teacher answers in one way of asking it. */
interface Answers {
  /** `[rows, classes]` */
  readonly logits: Float32Array;
}

/** One way to ask a teacher, and what it is worth. */
export interface RatedInput<T, A extends Answers> {
  readonly input: T;
  readonly answer: A;
  /** Whether each row has the label that most rows with the same answer have: right, in whatever order the teacher has the classes. */
  readonly right: readonly boolean[];
}

/** Labelled rows that ways are tried on: more say no more. */
const mostRows = 2000;
/** A way must be better by this share of the rows, or it is not. */
const leastGain = 0.01;

/** Some rows of a data set, evenly spread over it. */
export function evidenceRows(data: Dataset): ReturnType<typeof selectRows> {
  const count = Math.min(mostRows, data.rowCount);
  const step = data.rowCount / count;
  return selectRows(
    data,
    Array.from({ length: count }, (_, index) => Math.floor(index * step)),
  );
}

/**
 * Asks a teacher about labelled rows in several ways, until one leaves nothing to gain.
 *
 * @param inputs the likeliest first
 * @throws {InvalidInputError} why it cannot be asked in the first way, when it can be in none
 */
export async function rateInputs<T, A extends Answers>(
  inputs: readonly T[],
  { labels, rowCount, classNames }: Dataset,
  answerTo: (input: T) => Promise<A>,
): Promise<RatedInput<T, A>[]> {
  const rated: RatedInput<T, A>[] = [];
  const errors: InvalidInputError[] = [];
  for (const input of inputs) {
    try {
      const answer = await answerTo(input);
      const answers = argmaxOfRows(answer.logits, answer.logits.length / rowCount);
      rated.push({ input, answer, right: rightRows(answers, labels, classNames.length) });
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      errors.push(error);
    }
    if (rated.some((way) => rightCount(way) >= (1 - leastGain) * rowCount)) break;
  }
  if (rated.length === 0) throw errors[0] ?? new InvalidInputError('no rows to ask the teacher about');
  return rated;
}

/**
 * The first of some ways, unless another is clearly better: by more than one row in a hundred, and by more than three standard
 * errors of the difference, where only rows count that the two answer differently (McNemar 1947).
 */
export function bestInput<T, A extends Answers>(rated: readonly RatedInput<T, A>[]): RatedInput<T, A> {
  const best = rated.reduce((a, b) => (rightCount(b) > rightCount(a) ? b : a));
  const [first = best] = rated;
  const differing = best.right.filter((right, row) => right !== first.right[row]).length;
  const gain = rightCount(best) - rightCount(first);
  return gain > leastGain * best.right.length && gain > 3 * Math.sqrt(differing) ? best : first;
}

/** `of 2,000 labelled rows raw fits 99.8 %, standardized 33.3 %` */
export function evidenceText<T, A extends Answers>(
  rated: readonly RatedInput<T, A>[],
  nameOf: (input: T) => string,
): string {
  const rows = rated[0]?.right.length ?? 0;
  const shares = rated.map((way, index) => {
    const share = ((100 * rightCount(way)) / rows).toFixed(1);
    return `${nameOf(way.input)}${index === 0 ? ' fits' : ''} ${share} %`;
  });
  return `of ${rows.toLocaleString('en-US')} labelled rows ${shares.join(', ')}`;
}

function rightRows(answers: Uint16Array, labels: Uint16Array, classCount: number): boolean[] {
  const counts = new Map<number, Uint32Array>();
  for (const [row, answer] of answers.entries()) {
    const ofAnswer = counts.get(answer) ?? new Uint32Array(classCount);
    counts.set(answer, ofAnswer);
    const label = labels[row] ?? 0;
    ofAnswer[label] = (ofAnswer[label] ?? 0) + 1;
  }
  const labelOf = new Map([...counts].map(([answer, ofAnswer]) => [answer, argmax(ofAnswer)]));
  return Array.from(answers, (answer, row) => labelOf.get(answer) === labels[row]);
}

function rightCount<T, A extends Answers>({ right }: RatedInput<T, A>): number {
  return right.filter(Boolean).length;
}
