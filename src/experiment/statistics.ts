import { quantileSorted } from 'simple-statistics';
import { SeededRandom } from '../data/random.js';

/** A difference of two accuracies, as a fraction, with its confidence interval. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Per-row correctness of two classifiers in one trial, 0 or 1, `[rows]` each, the same rows in every trial. */
export interface PairedCorrectness {
  readonly first: Uint8Array;
  readonly second: Uint8Array;
}

/** Samples of test rows, drawn with replacement; drawn once, for all that is measured on the same rows. */
export class RowSamples {
  readonly rows: number;
  readonly samples: number;
  readonly seed: number;
  /** How often each row was drawn, row-major `[samples, rows]`. */
  readonly counts: Uint8Array;

  constructor({
    rows,
    samples = 2000,
    seed = 1,
  }: {
    readonly rows: number;
    readonly samples?: number;
    readonly seed?: number;
  }) {
    this.rows = rows;
    this.samples = samples;
    this.seed = seed;
    this.counts = new Uint8Array(samples * rows);
    const random = new SeededRandom(seed).fork('rows');
    for (let start = 0; start < this.counts.length; start += rows) {
      for (let draw = 0; draw < rows; draw++) {
        const drawn = start + random.integer(rows);
        this.counts[drawn] = (this.counts[drawn] ?? 0) + 1;
      }
    }
  }
}

/** Samples for each number of rows, drawn when they are first asked for. */
export function rowSamplesByCount(): (rows: number) => RowSamples {
  const drawn = new Map<number, RowSamples>();
  return (rows) => {
    const samples = drawn.get(rows) ?? new RowSamples({ rows });
    drawn.set(rows, samples);
    return samples;
  };
}

/**
 * Percentile bootstrap (Efron 1979) of the mean of `second - first` over trials and rows. Both are drawn with
 * replacement, the rows once for all trials, because all were measured on the same rows: the interval then covers other
 * seeds and other test rows alike. With one trial it covers other test rows alone.
 *
 * @param trials at least one, each of as many rows as `rowSamples`
 * @param confidence share of the samples' means inside the interval
 */
export function pairedBootstrap(
  trials: readonly PairedCorrectness[],
  rowSamples: RowSamples,
  confidence = 0.95,
): Interval {
  const { rows, samples, seed, counts } = rowSamples;
  const differences = trials.map(({ first, second }) =>
    Int8Array.from(second, (right, row) => right - (first[row] ?? 0)),
  );
  // Both are right or both are wrong about most rows, in every trial: those add nothing to any sum.
  const rowsThatDiffer = Array.from({ length: rows }, (_, row) => row).filter((row) =>
    differences.some((values) => values[row] !== 0),
  );
  const random = new SeededRandom(seed).fork('trials');
  const means = Array.from({ length: samples }, (_, sample) => {
    let sum = 0;
    for (const drawn of differences.map((_values, _index, all) => all[random.integer(all.length)])) {
      for (const row of rowsThatDiffer) sum += (counts[sample * rows + row] ?? 0) * (drawn?.[row] ?? 0);
    }
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
