import { bestSharpness, type KnownAnswers } from '../train/sharpness.js';
import type { Calibration } from '../tree/calibration.js';
import type { HeldOutAnswers } from './held-out-answers.js';

/** The least number of float32: what it rounds to 0 is at least that. */
const leastProbability = 2 ** -149;

/** Powers that are tried for the answer of a leaf, and then around the best of them. */
const powers = { least: 0.05, greatest: 20, coarse: 25, fine: 9 } as const;
/** Most that a leaf is doubted. */
const mostDoubt = 0.5;
const doubts = 25;

/**
 * How sure the answers to rows that a tree was not fitted to should have been: the calibration of least log loss. For the mixture
 * what `bestSharpness` finds; for a leaf power and doubt together, the doubt at least that of one row more whose class nobody knows.
 */
export function fitCalibration(
  answers: Omit<HeldOutAnswers, 'maxPathClasses' | 'mixtureClasses'>,
  classCount: number,
): Calibration {
  const { labels, maxPathProbabilities, mixtureProbabilities } = answers;
  const weights = answers.weights ?? new Float32Array(labels.length).fill(1);
  const known = (probabilities: Float32Array): KnownAnswers => ({
    logits: probabilities.map((probability) => Math.log(Math.max(probability, leastProbability))),
    classCount,
    labels,
    weights,
  });
  const { power: maxPath, doubt } = bestDoubt(known(maxPathProbabilities));
  return { maxPath, doubt, mixture: bestSharpness(known(mixtureProbabilities)).factor };
}

function bestDoubt(answers: KnownAnswers): { readonly power: number; readonly doubt: number } {
  const { least, greatest, coarse, fine } = powers;
  const rows = answers.weights.reduce((sum, weight) => sum + weight, 0);
  const leastDoubt = Math.min(mostDoubt, 1 / (rows + 1));
  const tried = geometric(leastDoubt, mostDoubt, doubts);
  let best = { power: 1, doubt: leastDoubt, loss: Infinity };
  const tryPower = (power: number): void => {
    const ofLabels = labelProbabilities(answers, power);
    for (const doubt of tried) {
      const loss = lossOf(ofLabels, doubt, answers);
      if (loss < best.loss) best = { power, doubt, loss };
    }
  };
  for (const power of geometric(least, greatest, coarse)) tryPower(power);
  const step = (greatest / least) ** (1 / (coarse - 1));
  for (const power of geometric(best.power / step, best.power * step, fine)) tryPower(power);
  return best;
}

/** From the first to the last, each as many times the one before. */
function geometric(first: number, last: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first * (last / first) ** (index / (count - 1)));
}

/** Probability of the label of each row when all are raised to a power, `[rows]`. */
function labelProbabilities({ logits, classCount, labels }: KnownAnswers, power: number): Float64Array {
  return Float64Array.from(labels, (label, row) => {
    const own = logits[row * classCount + label] ?? 0;
    let sum = 0;
    for (let index = row * classCount; index < (row + 1) * classCount; index++)
      sum += Math.exp(power * ((logits[index] ?? 0) - own));
    return 1 / sum;
  });
}

function lossOf(ofLabels: Float64Array, doubt: number, { weights, classCount }: KnownAnswers): number {
  let sum = 0;
  for (let row = 0; row < ofLabels.length; row++)
    sum -= (weights[row] ?? 1) * Math.log((1 - doubt) * (ofLabels[row] ?? 0) + doubt / classCount);
  return sum;
}
