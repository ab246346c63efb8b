import type { PlanName } from './plans.js';
import type { PlanSummary } from './summary.js';
import type { TreeRecord, TrialRecord } from '../file/trial-record.js';

/** What `experiment.json` is made from. */
export interface ExperimentFacts {
  readonly dataset: string;
  readonly dataKey: string;
  readonly plans: readonly PlanSummary[];
  /** Command that makes the trials of each plan. */
  readonly commands: Readonly<Partial<Record<PlanName, string>>>;
  /** Of the toolkit. */
  readonly version: string;
}

/** The finished trials and what they say, as plain JSON; accuracies are fractions in [0, 1]. */
export type ExperimentDocument = ReturnType<typeof experimentDocument>;

export function experimentDocument({ dataset, dataKey, plans, commands, version }: ExperimentFacts) {
  const plansOf = new Map<TrialRecord, PlanName[]>();
  for (const { plan, variants } of plans) {
    for (const record of variants.flatMap(({ records }) => records)) {
      plansOf.set(record, [...(plansOf.get(record) ?? []), plan]);
    }
  }
  return {
    command: [...new Set(Object.values(commands))].join(' && '),
    commands,
    version,
    dataset,
    dataKey,
    trials: [...plansOf].map(([record, names]) => ({
      preset: record.preset,
      seed: record.seed,
      plans: names,
      depth: record.settings.tree.depth,
      temperature: record.settings.distillation.temperature,
      labels: record.labels,
      rows: record.rows,
      engine: record.engine,
      teacher: record.teacher,
      baseline: withoutBits(record.baseline),
      distilled: withoutBits(record.distilled),
      settings: record.settings,
    })),
    plans: plans.map(({ plan, seeds, variants }) => ({
      plan,
      seeds,
      variants: variants.map(
        ({ label, value, unlabelled, olderRecipe, depth, teacher, baseline, distilled, gain, records }) => ({
          label,
          value,
          unlabelled,
          olderRecipe,
          depth,
          labels: records[0]?.labels,
          teacher,
          baseline,
          distilled,
          gain,
        }),
      ),
    })),
  };
}

/** Correctness row by row stays in `experiment.jsonl`. */
function withoutBits({ correct, ...record }: TreeRecord) {
  return record;
}
