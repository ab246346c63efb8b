import { InvalidInputError } from '../../errors.js';

/**
 * What the numbers are that a model answers with. One column, for two classes, is the logit or the probability of the second.
 */
export type OutputKind = 'logits' | 'probabilities' | 'log-probabilities';

/** How far the sum of a distribution may be from 1: as far as probabilities of a text file that are rounded. */
const rounding = 0.01;
/** How far below 0 a probability may come out. */
const smallestShare = 1e-4;

/**
 * Tells by its answers to real rows what a model answers with: by its last layer it cannot be told where that is nested, or of a
 * kind that is not known.
 *
 * @param outputs row-major `[rows, width]`, of at least one row
 * @param width numbers in each row: the classes, or one for two classes
 * @param what the numbers are called in messages
 * @throws {InvalidInputError} when a number is not finite, or all lie in [0, 1] but rows do not sum to 1
 */
export function outputKindOf(
  outputs: Float32Array,
  width: number,
  what = "the teacher's answers",
): OutputKind {
  const bad = outputs.findIndex((output) => !Number.isFinite(output));
  if (bad >= 0) {
    throw new InvalidInputError(
      `${what} must be finite numbers, found ${outputs[bad]} for row ${Math.floor(bad / width) + 1}, output ${(bad % width) + 1}`,
    );
  }
  const areShares = outputs.every((output) => output >= -smallestShare && output <= 1 + rounding);
  if (width === 1) return areShares ? 'probabilities' : 'logits';
  const sums = rowSums(outputs, width);
  const odd = sums.findIndex((sum) => Math.abs(sum - 1) > rounding);
  if (areShares && odd >= 0) {
    throw new InvalidInputError(
      `${what} are no distributions: all are numbers from 0 to 1, but those for row ${odd + 1} sum to ${(sums[odd] ?? 0).toPrecision(4)}; a teacher must answer with logits, or with probabilities that sum to 1`,
    );
  }
  if (areShares) return 'probabilities';
  const areLogs =
    outputs.every((output) => output <= rounding) &&
    rowSums(outputs.map(Math.exp), width).every((sum) => Math.abs(sum - 1) <= rounding);
  return areLogs ? 'log-probabilities' : 'logits';
}

/** Classes that outputs of a width are for. */
export function classesOfWidth(width: number): number {
  return Math.max(2, width);
}

/** Least probability whose logarithm is taken, so that a model that is entirely sure gives finite logits. */
const smallestProbability = 1e-12;
const finiteLog = (probability: number): number => Math.log(Math.max(probability, smallestProbability));

/**
 * Logits at temperature 1, row-major `[rows, classes]`, of outputs `[rows, width]`; the logarithms of probabilities are logits, up
 * to a constant that softmax ignores.
 */
export function outputsToLogits(outputs: Float32Array, width: number, kind: OutputKind): Float32Array {
  const isProbability = kind === 'probabilities';
  if (width > 1) return isProbability ? outputs.map(finiteLog) : outputs;
  const logits = new Float32Array(2 * outputs.length);
  for (const [row, output] of outputs.entries()) {
    logits[2 * row + 1] = isProbability ? finiteLog(output) - finiteLog(1 - output) : output;
  }
  return logits;
}

function rowSums(values: Float32Array, width: number): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, row) =>
    values.subarray(row * width, (row + 1) * width).reduce((sum, value) => sum + value, 0),
  );
}
