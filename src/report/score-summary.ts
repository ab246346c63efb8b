import { mean, sampleStandardDeviation } from 'simple-statistics';

/** Mean of the same score over several seeds, with its standard deviation where there is more than one. */
export interface ScoreSummary {
  readonly mean: number;
  readonly deviation: number | undefined;
}

/** @returns `undefined` without any score */
export function meanAndDeviation(scores: readonly number[]): ScoreSummary | undefined {
  if (scores.length === 0) return undefined;
  const values = [...scores];
  return { mean: mean(values), deviation: values.length > 1 ? sampleStandardDeviation(values) : undefined };
}
