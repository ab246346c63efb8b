import { quantile, sampleRankCorrelation } from 'simple-statistics';
import { SeededRandom } from '../../data/random.js';
import type { SettingValue } from '../../settings/named-settings.js';

/** Groups that the values of a range are parted into. */
const parts = 3;
const reorderings = 2000;

/** How much a setting had to do with the score. */
export interface SettingImportance {
  readonly name: string;
  /** Share of the variance of the ranks of the scores that lies between the groups of the setting's values, in [0, 1]. */
  readonly share: number;
  /** What the share is in 95 of 100 random reorderings at most: chance alone. */
  readonly chance: number;
  /** Spearman's rank correlation with the score, in [-1, 1]; absent for words and where one of both is constant. */
  readonly correlation: number | undefined;
}

/**
 * What mattered in a search, the most first: eta squared on ranks, which is H / (n - 1) of Kruskal & Wallis (1952). A list of words or
 * few numbers is its own groups, and other values are in thirds, so that a best value in the middle shows as well.
 *
 * @param trials value of each setting in each trial
 * @param scores of the trials, on the same rows
 */
export function settingImportance(
  names: readonly string[],
  trials: readonly Readonly<Record<string, SettingValue>>[],
  scores: readonly number[],
  seed = 1,
): SettingImportance[] {
  const ranks = ranksOf(scores);
  return names
    .map((name) => {
      const values = trials.map((trial) => trial[name] ?? 0);
      const groups = groupsOf(values);
      return {
        name,
        share: shareBetween(groups, ranks),
        chance: chanceOf(groups, ranks, seed),
        correlation: correlationOf(values, scores),
      };
    })
    .sort((a, b) => b.share - a.share);
}

/** From 1; equal values share the mean of their ranks. */
function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}

/** Group of each value. */
function groupsOf(values: readonly SettingValue[]): number[] {
  const different = [...new Set(values)];
  const isRange = different.length > parts + 1 && values.every((value) => typeof value === 'number');
  if (!isRange) return values.map((value) => different.indexOf(value));
  const ranks = ranksOf(values as readonly number[]);
  return ranks.map((rank) => Math.min(parts - 1, Math.floor(((rank - 0.5) / values.length) * parts)));
}

function shareBetween(groups: readonly number[], ranks: readonly number[]): number {
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length;
  const total = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0);
  if (total === 0) return 0;
  const sums = new Map<number, { sum: number; count: number }>();
  for (const [index, group] of groups.entries()) {
    const { sum, count } = sums.get(group) ?? { sum: 0, count: 0 };
    sums.set(group, { sum: sum + (ranks[index] ?? 0), count: count + 1 });
  }
  const between = [...sums.values()].reduce(
    (all, { sum, count }) => all + count * (sum / count - mean) ** 2,
    0,
  );
  return between / total;
}

function chanceOf(groups: readonly number[], ranks: readonly number[], seed: number): number {
  const random = new SeededRandom(seed).fork('importance');
  const order = [...ranks];
  return quantile(
    Array.from({ length: reorderings }, () => {
      random.shuffle(order);
      return shareBetween(groups, order);
    }),
    0.95,
  );
}

function correlationOf(values: readonly SettingValue[], scores: readonly number[]): number | undefined {
  if (!values.every((value) => typeof value === 'number')) return undefined;
  const isConstant = (list: readonly unknown[]) => new Set(list).size < 2;
  if (isConstant(values) || isConstant(scores)) return undefined;
  return sampleRankCorrelation([...(values as readonly number[])], [...scores]);
}
