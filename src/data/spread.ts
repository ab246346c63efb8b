import { mean, sampleStandardDeviation } from 'simple-statistics';

/** Mean and spread of a score over seeds. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation (divided by n - 1); absent for a single value. */
  readonly deviation?: number | undefined;
  readonly count: number;
}

/** @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
  const deviation = values.length > 1 ? sampleStandardDeviation([...values]) : undefined;
  return { mean: mean([...values]), deviation, count: values.length };
}

/** The error bar: one standard deviation down and up. */
export function spreadBar({ mean, deviation }: Spread): readonly [low: number, high: number] | undefined {
  return deviation === undefined ? undefined : [mean - deviation, mean + deviation];
}
