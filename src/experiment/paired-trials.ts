import type { TrialRecord } from '../file/trial-record.js';
import { unpackCorrectness } from './correctness.js';
import { pairedBootstrap, type Interval, type PairedCorrectness, type RowSamples } from './statistics.js';

export type Inference = 'maxPath' | 'mixture';

/** Two classifiers on the same rows: which of these each answered right, see `packCorrectness`. */
export interface PackedPair {
  /** Where the rows are a fold: trials of other folds have other rows. */
  readonly fold?: TrialRecord['fold'];
  readonly rows: number;
  readonly first: string;
  readonly second: string;
}

/**
 * Mean difference of two accuracies over trials, with its interval over trials and rows; over rows alone where each trial has rows of
 * its own, which are taken together then, since each row was measured once.
 *
 * @param trials at least one
 */
export function differenceOf(
  trials: readonly PackedPair[],
  samplesOf: (rows: number) => RowSamples,
): Interval {
  const pairs = trials.map(({ rows, first, second }) => ({
    first: unpackCorrectness(first, rows),
    second: unpackCorrectness(second, rows),
  }));
  const compared = trials.some(({ fold }) => fold) ? [joined(pairs)] : pairs;
  return pairedBootstrap(compared, samplesOf(compared[0]?.first.length ?? 0));
}

function joined(pairs: readonly PairedCorrectness[]): PairedCorrectness {
  const all = (of: (pair: PairedCorrectness) => Uint8Array) =>
    Uint8Array.from(pairs.flatMap((pair) => [...of(pair)]));
  return { first: all(({ first }) => first), second: all(({ second }) => second) };
}
