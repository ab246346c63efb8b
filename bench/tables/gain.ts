import { quantileSorted } from 'simple-statistics';
import { SeededRandom } from '../../src/data/random.js';
import type { Interval } from '../../src/experiment/statistics.js';

const samples = 10_000;

/**
 * Mean over sets of the mean over seeds, with its 95 % percentile bootstrap (Efron 1979) over sets and, within each, seeds.
 *
 * @param differences of each set, one for each seed
 */
export function meanGain(differences: readonly (readonly number[])[]): Interval {
  const random = new SeededRandom(1).fork('gain');
  const draw = <T>(from: readonly T[]): T[] =>
    from.flatMap((_, __, all) => all.slice(random.integer(all.length)).slice(0, 1));
  const means = Array.from({ length: samples }, () =>
    mean(draw(differences).map((seeds) => mean(draw(seeds)))),
  );
  means.sort((a, b) => a - b);
  return {
    mean: mean(differences.map(mean)),
    low: quantileSorted(means, 0.025),
    high: quantileSorted(means, 0.975),
  };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
