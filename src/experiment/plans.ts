import type { ClassWeight } from '../data/class-weights.js';
import { validationRows } from '../data/splits.js';
import { presetSettings } from '../settings/presets.js';
import { type PresetName } from '../settings/preset-names.js';
import type { ExperimentSettings, TreeTrainingSettings } from '../settings/settings.js';
import { ingredientsIn } from './ingredients.js';
import { sharedSeed, type DataFacts, type Trial } from './trial.js';

/** Groups of trials that answer one question each, the most important first. */
export const planNames = ['main', 'plain', 'ablation', 'labels', 'temperature', 'depth'] as const;
export type PlanName = (typeof planNames)[number];

/** One row of a plan's table: the same settings with several seeds. */
export interface Variant {
  /** What the row is called in its table. */
  readonly label: string;
  /** Place on the axis of the plan's plot. */
  readonly value?: number;
  /** The trial of a seed. */
  readonly trial: (seed: number) => Trial;
}

export interface PlanOptions {
  /** What the plans vary, except for `plain`, which is the paper's setting. */
  readonly preset: PresetName;
  /** Replaces the trees' epochs in every trial. */
  readonly epochs?: number | undefined;
  /** How much rows count in training by their class, in every trial. */
  readonly classWeight?: ClassWeight | undefined;
}

export const depths = [2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
export const temperatures = [1, 1.5, 2, 3, 4, 6, 10] as const;
export const labelCounts = [1000, 5000, 20_000, 60_000] as const;

/** The rows of a plan's table, in the table's order. */
export function planVariants(plan: PlanName, data: DataFacts, options: PlanOptions): Variant[] {
  const base = baseSettings(data, options);
  const { preset } = options;
  switch (plan) {
    case 'main':
      return [variant('recipe', preset, base)];
    case 'plain':
      return [variant("the paper's setting", 'paper', plainSettings(data, options))];
    case 'ablation':
      return [
        variant('the whole recipe', preset, base),
        ...ingredientsIn(base).map(({ without, off }) =>
          variant(without, `${preset}, ${without}`, off(base)),
        ),
      ];
    case 'depth':
      return withOwn(depths, base.tree.depth).map((depth) =>
        sweepPoint(depth, `${preset}, depth ${depth}`, base, withTree(base, { depth })),
      );
    case 'temperature':
      return withOwn(temperatures, base.distillation.temperature).map((temperature) =>
        sweepPoint(temperature, `${preset}, temperature ${temperature}`, base, {
          ...base,
          distillation: { ...base.distillation, temperature },
        }),
      );
    case 'labels':
      return labelVariants(data, options);
  }
}

/** Settings of the preset that the plans vary. */
export function baseSettings(
  data: DataFacts,
  { preset, epochs, classWeight }: PlanOptions,
): ExperimentSettings {
  const { labelledRows, classNames, inputShape } = data;
  const rowCount = labelledRows - validationRows(labelledRows, classNames.length);
  const facts = { rowCount, classNames, inputShape };
  const settings = {
    ...presetSettings(preset, facts),
    ...(classWeight === undefined ? {} : { classWeight }),
  };
  return epochs === undefined ? settings : withTree(settings, { epochs });
}

/** The paper's way of training, at the sizes of the preset, so that a smoke run stays one. */
function plainSettings(data: DataFacts, options: PlanOptions): ExperimentSettings {
  const base = baseSettings(data, options);
  const paper = baseSettings(data, { ...options, preset: 'paper' });
  const { depth, epochs, batchSize } = base.tree;
  return {
    ...base,
    preset: 'paper',
    tree: { ...paper.tree, depth, epochs, batchSize },
    distillation: paper.distillation,
  };
}

/** Fewer labels, and everything that the preset derives from the number of rows with them. */
function labelVariants(data: DataFacts, options: PlanOptions): Variant[] {
  const fewer = labelCounts.filter((labels) => labels < data.labelledRows);
  return [...fewer, data.labelledRows].map((labels) => {
    const settings = baseSettings({ ...data, labelledRows: labels }, options);
    const isAll = labels === data.labelledRows;
    const title = isAll ? options.preset : `${options.preset}, ${labels} labels`;
    return {
      label: labels.toLocaleString('en-US'),
      value: labels,
      trial: (seed) => ({
        title,
        settings: { ...settings, seed, sharedSeed },
        labels: isAll ? undefined : labels,
      }),
    };
  });
}

function variant(label: string, title: string, settings: ExperimentSettings): Variant {
  return { label, trial: (seed) => ({ title, settings: { ...settings, seed, sharedSeed } }) };
}

/** A point of a sweep; the one that is the preset itself keeps its plain name. */
function sweepPoint(
  value: number,
  title: string,
  base: ExperimentSettings,
  settings: ExperimentSettings,
): Variant {
  const isBase = JSON.stringify(settings) === JSON.stringify(base);
  return { ...variant(String(value), isBase ? base.preset : title, settings), value };
}

/** The sweep's values with the preset's own among them, in order. */
function withOwn(values: readonly number[], own: number): number[] {
  return [...new Set([...values, own])].sort((a, b) => a - b);
}

function withTree(settings: ExperimentSettings, change: Partial<TreeTrainingSettings>): ExperimentSettings {
  return { ...settings, tree: { ...settings.tree, ...change } };
}

/** All trials of some plans, those first that matter most: plan by plan, and in each the first seed of every row. */
export function plannedTrials(
  plans: readonly PlanName[],
  seeds: number,
  data: DataFacts,
  options: PlanOptions,
): Trial[] {
  return planNames
    .filter((name) => plans.includes(name))
    .flatMap((name) => {
      const variants = planVariants(name, data, options);
      return Array.from({ length: seeds }, (_, index) =>
        variants.map(({ trial }) => trial(index + 1)),
      ).flat();
    });
}
