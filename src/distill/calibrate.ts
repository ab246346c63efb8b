import type { Calibration } from '../tree/calibration.js';
import type { Prediction } from '../tree/prediction.js';

/** A tree's uncalibrated answers to rows that it was not fitted to, and the labels of these. */
export interface HeldOutAnswers extends Pick<Prediction, 'maxPathProbabilities' | 'mixtureProbabilities'> {
  /** `[rows]` */
  readonly labels: Uint16Array;
  /** How much each row counts, `[rows]`; default: all alike. */
  readonly weights?: Float32Array | undefined;
}

/**
 * The powers of least log loss on rows that a tree was not fitted to. Few rows say little: a power counts as if one more row had
 * -ln(likelihood) of ln(power)^2 / 2, so that it stays finite where all rows are right.
 */
export function fitCalibration(answers: HeldOutAnswers, classCount: number): Calibration {
  const powerOf = (probabilities: Float32Array) => leastPower(probabilities, answers, classCount);
  return {
    maxPath: powerOf(answers.maxPathProbabilities),
    mixture: powerOf(answers.mixtureProbabilities),
  };
}

/** Powers from 1/16 to 16. */
const widest = Math.log(16);
/** The least number of float32: what it rounds to 0 is at least that. */
const leastProbability = 2 ** -149;
const golden = (Math.sqrt(5) - 1) / 2;
/** Each step narrows the range by the golden ratio: to a ten-thousandth. */
const steps = 24;

/** Golden-section search: the log loss is convex in the power, the penalty in its logarithm. */
function leastPower(
  probabilities: Float32Array,
  { labels, weights }: HeldOutAnswers,
  classCount: number,
): number {
  const logarithms = Float64Array.from(probabilities, (probability) =>
    Math.log(Math.max(probability, leastProbability)),
  );
  let [low, high] = [-widest, widest];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [atLeft, atRight] = [lossAt(left), lossAt(right)];
  for (let step = 0; step < steps; step++) {
    if (atLeft < atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - golden * (high - low);
      atLeft = lossAt(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + golden * (high - low);
      atRight = lossAt(right);
    }
  }
  return Math.exp((low + high) / 2);

  function lossAt(logarithm: number): number {
    const power = Math.exp(logarithm);
    let loss = logarithm ** 2 / 2;
    for (const [row, label] of labels.entries()) {
      const start = row * classCount;
      let greatest = -Infinity;
      for (let at = start; at < start + classCount; at++) greatest = Math.max(greatest, logarithms[at] ?? 0);
      let sum = 0;
      for (let at = start; at < start + classCount; at++)
        sum += Math.exp(power * ((logarithms[at] ?? 0) - greatest));
      const ofLabel = power * ((logarithms[start + label] ?? 0) - greatest) - Math.log(sum);
      loss -= (weights?.[row] ?? 1) * ofLabel;
    }
    return loss;
  }
}
