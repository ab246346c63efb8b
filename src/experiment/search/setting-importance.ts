import { quantile, sampleRankCorrelation } from 'simple-statistics';
import { SeededRandom } from '../../data/random.js';
import type { SettingValue } from '../../settings/named-settings.js';

/** Groups that the values of a range are parted into. */
const parts = 3;
const reorderings = 1000;

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
  const settings = names.map((name) => {
    const values = trials.map((trial) => trial[name] ?? 0);
    return { name, values, groups: groupsOf(values) };
  });
  const chances = chancesOf(
    settings.map(({ groups }) => groups),
    ranks,
    seed,
  );
  return settings
    .map(({ name, values, groups }, index) => ({
      name,
      share: shareBetween(groups, ranks),
      chance: chances[index] ?? 0,
      correlation: correlationOf(values, scores),
    }))
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
  const ranks = ranksOf(values);
  return ranks.map((rank) => Math.min(parts - 1, Math.floor(((rank - 0.5) / values.length) * parts)));
}

function shareBetween(groups: readonly number[], ranks: readonly number[]): number {
  const mean = ranks.reduce((sum, rank) => sum + rank, 0) / ranks.length;
  const total = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0);
  if (total === 0) return 0;
  const size = Math.max(...groups) + 1;
  const [sums, counts] = [new Float64Array(size), new Float64Array(size)];
  for (const [index, group] of groups.entries()) {
    sums[group] = (sums[group] ?? 0) + (ranks[index] ?? 0);
    counts[group] = (counts[group] ?? 0) + 1;
  }
  const between = sums.reduce((all, sum, group) => {
    const count = counts[group] ?? 0;
    return count === 0 ? all : all + count * (sum / count - mean) ** 2;
  }, 0);
  return between / total;
}

/** What the share of each setting does not exceed in 95 of 100 reorderings. */
function chancesOf(
  settings: readonly (readonly number[])[],
  ranks: readonly number[],
  seed: number,
): number[] {
  const random = new SeededRandom(seed).fork('importance');
  const order = [...ranks];
  const shares = Array.from({ length: reorderings }, () => {
    random.shuffle(order);
    return settings.map((groups) => shareBetween(groups, order));
  });
  return settings.map((_, setting) =>
    quantile(
      shares.map((each) => each[setting] ?? 0),
      0.95,
    ),
  );
}

function correlationOf(values: readonly SettingValue[], scores: readonly number[]): number | undefined {
  if (!values.every((value) => typeof value === 'number')) return undefined;
  const isConstant = (list: readonly unknown[]) => new Set(list).size < 2;
  if (isConstant(values) || isConstant(scores)) return undefined;
  return sampleRankCorrelation([...values], [...scores]);
}
