import { mean, quantileSorted, sampleStandardDeviation } from 'simple-statistics';
import { SeededRandom } from '../data/random.js';

/** Mean and spread over seeds. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation (divided by n - 1); absent for a single value. */
  readonly deviation?: number;
  readonly count: number;
}

/** @param values at least one */
export function spreadOf(values: readonly number[]): Spread {
  const deviation = values.length > 1 ? { deviation: sampleStandardDeviation([...values]) } : {};
  return { mean: mean([...values]), ...deviation, count: values.length };
}

/** A difference of two accuracies, as a fraction, with its confidence interval. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface BootstrapOptions {
  /** Samples drawn; default 2000. */
  readonly resamples?: number;
  /** Share of the samples' means inside the interval; default 0.95. */
  readonly confidence?: number;
  readonly seed?: number;
}

/** Per-row correctness of two classifiers in one trial, 0 or 1, `[rows]` each, the same rows in every trial. */
export interface PairedCorrectness {
  readonly first: Uint8Array;
  readonly second: Uint8Array;
}

/**
 * Percentile bootstrap (Efron 1979) of the mean of `second - first` over trials and rows. Both are drawn with
 * replacement, the rows once for all trials, because all were measured on the same rows: the interval then covers other
 * seeds and other test rows alike. With one trial it covers other test rows alone.
 *
 * @param trials at least one, of equal numbers of rows
 */
export function pairedBootstrap(
  trials: readonly PairedCorrectness[],
  { resamples = 2000, confidence = 0.95, seed = 1 }: BootstrapOptions = {},
): Interval {
  const rows = trials[0]?.first.length ?? 0;
  const differences = trials.map(({ first, second }) =>
    Int8Array.from(second, (right, row) => right - (first[row] ?? 0)),
  );
  const random = new SeededRandom(seed);
  const drawnSums = new Int32Array(rows);
  const means = Array.from({ length: resamples }, () => {
    drawnSums.fill(0);
    const drawnTrials = differences.map((_, __, all) => all[random.integer(all.length)]);
    for (const drawn of drawnTrials) {
      drawn?.forEach((difference, row) => (drawnSums[row] = (drawnSums[row] ?? 0) + difference));
    }
    const sum = drawnSums.reduce((partial) => partial + (drawnSums[random.integer(rows)] ?? 0), 0);
    return sum / (rows * trials.length);
  }).sort((a, b) => a - b);
  const total = differences.reduce(
    (sum, values) => sum + values.reduce((rowSum, value) => rowSum + value, 0),
    0,
  );
  const tail = (1 - confidence) / 2;
  return {
    mean: total / (rows * trials.length),
    low: quantileSorted(means, tail),
    high: quantileSorted(means, 1 - tail),
  };
}
