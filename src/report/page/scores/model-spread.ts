import { spreadOf, type Spread } from '../../../data/spread.js';

/** Mean and deviation of a model's scores over the runs; no deviation where they are one model's, as of a teacher that all runs share. */
export function modelSpread(scores: readonly number[]): Spread {
  const [first] = scores;
  return first !== undefined && scores.every((score) => score === first)
    ? { mean: first, deviation: undefined, count: 1 }
    : spreadOf(scores);
}
