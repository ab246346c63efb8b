import { mode } from 'simple-statistics';
import { spreadOf, type Spread } from '../data/spread.js';
import { currentRecipe, olderRecipes, recipeText, type RecipeVersion } from './recipe-version.js';
import { planVariants, trialOf, type PlanName, type PlanOptions, type Variant } from './plans.js';
import { differenceOf, type Inference } from './paired-trials.js';
import { rowSamplesByCount, type Interval, type RowSamples } from './statistics.js';
import type { TreeRecord, TrialRecord } from '../file/trial-record.js';
import { trialKeys, type DataFacts } from './trial.js';

/** Scores of one kind of tree over the seeds. */
export interface TreeSummary {
  readonly maxPath: Spread;
  readonly mixture: Spread;
  readonly fidelity: Spread;
  readonly topPathProbability: Spread;
  readonly seconds: Spread;
  readonly leavesUsed: Spread;
  readonly parameterCount: number;
}

/** One row of a plan's table, as far as its trials are finished. */
export interface VariantSummary extends ScoreSummary, Pick<Variant, 'label' | 'value' | 'unlabelled'> {
  /** Version of the recipe that its trials are of, where that is an older one. */
  readonly olderRecipe?: string | undefined;
}

export interface ScoreSummary {
  /** At least one, by seed. */
  readonly records: readonly TrialRecord[];
  readonly depth: number;
  /** Of one teacher, without a deviation, where all trials share it. */
  readonly teacher: Spread;
  readonly baseline: TreeSummary;
  readonly distilled: TreeSummary;
  /** Accuracy of the distilled tree minus that of the baseline. */
  readonly gain: { readonly maxPath: Interval; readonly mixture: Interval };
}

export interface PlanSummary {
  readonly plan: PlanName;
  /** Number of seeds that most rows have. */
  readonly seeds: number;
  readonly variants: readonly VariantSummary[];
}

/**
 * What the finished trials say about some plans; rows without a finished trial are left out, and so are plans that have nothing to
 * compare yet. A row of which no trial is finished with today's recipe has those of the latest older one.
 */
export function summarizePlans(
  plans: readonly PlanName[],
  records: ReadonlyMap<string, TrialRecord>,
  data: DataFacts & { readonly dataKey: string },
  options: PlanOptions,
): PlanSummary[] {
  const seeds = [...new Set([...records.values()].map(({ seed }) => seed))].sort((a, b) => a - b);
  const summaries = new Map<string, ScoreSummary>();
  const samplesOf = rowSamplesByCount();
  return plans.flatMap((plan) => {
    const variants = planVariants(plan, data, options).flatMap((variant) => {
      const trials = seeds.map((seed) => trialOf(variant, seed, options));
      const hasFewLabels = trials.some(({ labels }) => labels !== undefined);
      const of = (version: RecipeVersion) =>
        trials.flatMap((trial) => records.get(trialKeys(trial, data.dataKey, version).trial) ?? []);
      const version = [currentRecipe, ...olderRecipes(hasFewLabels)].find((each) => of(each).length > 0);
      if (version === undefined) return [];
      const found = of(version);
      // The same trials stand in several plans; their bootstrap takes a moment.
      const key = found.map((record) => record.key).join();
      const summary = summaries.get(key) ?? summarizeScores(found, samplesOf);
      summaries.set(key, summary);
      const { label, value, unlabelled } = variant;
      const olderRecipe = version === currentRecipe ? undefined : recipeText(version);
      return [{ ...summary, label, value, unlabelled, olderRecipe }];
    });
    // The recipe's own row comes from the main plan, and alone it compares nothing.
    const isComparison = plan !== 'main' && plan !== 'plain';
    if (variants.length < (isComparison ? 2 : 1)) return [];
    return [{ plan, variants, seeds: mode(variants.map((variant) => variant.records.length)) }];
  });
}

function summarizeScores(
  records: readonly TrialRecord[],
  samplesOf: (rows: number) => RowSamples,
): ScoreSummary {
  const gain = (inference: Inference): Interval =>
    differenceOf(
      records.map(({ fold, baseline, distilled, rows }) => ({
        fold,
        rows: rows.test,
        first: baseline.correct[inference],
        second: distilled.correct[inference],
      })),
      samplesOf,
    );
  return {
    records,
    depth: records[0]?.distilled.depth ?? records[0]?.settings.tree.depth ?? 0,
    teacher: teacherSpread(records),
    baseline: summarizeTrees(records.map(({ baseline }) => baseline)),
    distilled: summarizeTrees(records.map(({ distilled }) => distilled)),
    gain: { maxPath: gain('maxPath'), mixture: gain('mixture') },
  };
}

/** Accuracy over the teachers: seeds that share one teacher say nothing of how teachers differ. */
function teacherSpread(records: readonly TrialRecord[]): Spread {
  const isShared = new Set(records.map(({ teacher }) => teacher.fingerprint)).size === 1;
  return spreadOf((isShared ? records.slice(0, 1) : records).map(({ teacher }) => teacher.accuracy));
}

function summarizeTrees(trees: readonly TreeRecord[]): TreeSummary {
  const spread = (value: (tree: TreeRecord) => number): Spread => spreadOf(trees.map(value));
  return {
    maxPath: spread((tree) => tree.maxPath),
    mixture: spread((tree) => tree.mixture),
    fidelity: spread((tree) => tree.fidelity),
    topPathProbability: spread((tree) => tree.topPathProbability),
    seconds: spread((tree) => tree.seconds),
    leavesUsed: spread((tree) => tree.leavesUsed),
    parameterCount: trees[0]?.parameterCount ?? 0,
  };
}
