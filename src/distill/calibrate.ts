import { bestSharpness } from '../train/sharpness.js';
import type { Calibration } from '../tree/calibration.js';
import type { HeldOutAnswers } from './held-out-answers.js';

/** The least number of float32: what it rounds to 0 is at least that. */
const leastProbability = 2 ** -149;

/** The powers of least log loss on rows that a tree was not fitted to: of probabilities what `bestSharpness` finds of logits. */
export function fitCalibration(
  {
    labels,
    weights,
    maxPathProbabilities,
    mixtureProbabilities,
  }: Omit<HeldOutAnswers, 'maxPathClasses' | 'mixtureClasses'>,
  classCount: number,
): Calibration {
  const counts = weights ?? new Float32Array(labels.length).fill(1);
  const powerOf = (probabilities: Float32Array): number => {
    const logits = probabilities.map((probability) => Math.log(Math.max(probability, leastProbability)));
    return bestSharpness({ logits, classCount, labels, weights: counts }).factor;
  };
  return { maxPath: powerOf(maxPathProbabilities), mixture: powerOf(mixtureProbabilities) };
}
