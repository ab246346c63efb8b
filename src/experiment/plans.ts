import type { ClassWeight } from '../data/class-weights.js';
import { validationRows, validationRowsOfFew } from '../data/splits.js';
import { presetSettings, withSelfTraining } from '../settings/presets.js';
import { type PresetName } from '../settings/preset-names.js';
import type { DistillationSettings, ExperimentSettings, TreeTrainingSettings } from '../settings/settings.js';
import type { TeacherSettings } from '../settings/teacher-settings.js';
import type { SettingsData } from '../settings/tree-defaults.js';
import { withSize } from '../settings/tree-size.js';
import { ingredientsIn } from './ingredients.js';
import { sharedSeed, type DataFacts, type Trial } from './trial.js';

/** Groups of trials that answer one question each, the most important first. */
export const planNames = [
  'main',
  'plain',
  'ablation',
  'recipe',
  'labels',
  'noise',
  'temperature',
  'depth',
] as const;
export type PlanName = (typeof planNames)[number];

/** One row of a plan's table: the same settings with several seeds. */
export interface Variant {
  /** What the row is called in its table. */
  readonly label: string;
  /** Place on the axis of the plan's plot. */
  readonly value?: number | undefined;
  /** Whether the distilled tree learns from rows without a label as well; absent where there are none. */
  readonly unlabelled?: boolean | undefined;
  /** The trial of a seed. */
  readonly trial: (seed: number) => Trial;
}

export interface PlanOptions {
  /** What the plans vary, except for `plain`, which is the paper's setting. */
  readonly preset: PresetName;
  /** Depth of the trees in every plan but `depth`; default: the preset's, or found as by `sdt run`. */
  readonly depth?: number | undefined;
  /** Replaces the trees' epochs in every trial. */
  readonly epochs?: number | undefined;
  /** How much rows count in training by their class, in every trial. */
  readonly classWeight?: ClassWeight | undefined;
  /** So many folds of the labelled rows are held out in turn, one for each seed, in place of the test rows. */
  readonly folds?: number | undefined;
  /** Numbers of labels for `labels`; default: those of `labelCounts` that give each class ten. */
  readonly labelCounts?: readonly number[] | undefined;
}

export const depths = [2, 3, 4, 5, 6, 7, 8, 9, 10] as const;
export const temperatures = [1, 1.5, 2, 3, 4, 6, 10] as const;
export const labelCounts = [100, 300, 1000, 5000, 20_000, 60_000] as const;
/** Shares of wrong labels. */
export const noiseShares = [0, 0.2, 0.4] as const;
/**
 * Rounds of self-training where there are rows without a label. A CNN of 1,000 labels of MNIST answers 97.7, 98.3, 98.5 % of held-out
 * training images, one of 100 labels 93.2, 95.5, 96.3, 96.6 % (one seed).
 */
const selfTrainingRounds = 3;
const cnnRounds = 2;
/** With fewer labels of a class there is hardly one to choose by. */
const leastLabelsOfClass = 10;

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
    case 'recipe':
      return recipeVariants(base);
    case 'depth':
      return withOwn(depths, base.search === undefined ? [base.tree.depth] : []).map((depth) =>
        sweepPoint(depth, `${preset}, depth ${depth}`, base, withTree(base, { depth })),
      );
    case 'temperature':
      return withOwn(temperatures, [base.distillation.temperature]).map((temperature) =>
        sweepPoint(temperature, `${preset}, temperature ${temperature}`, base, {
          ...base,
          distillation: { ...base.distillation, temperature },
        }),
      );
    case 'labels':
      return labelVariants(data, options);
    case 'noise':
      return noiseShares.map((share) => ({
        label: `${100 * share} %`,
        value: share,
        trial: (seed) => ({
          title: share === 0 ? preset : `${preset}, ${100 * share} % of the labels wrong`,
          settings: { ...base, seed, sharedSeed },
          labelNoise: share === 0 ? undefined : share,
        }),
      }));
  }
}

/** Settings of the preset that the plans vary. */
export function baseSettings(data: DataFacts, options: PlanOptions): ExperimentSettings {
  return settingsFor(data, baseFacts(data).rowCount, 0, options);
}

/** What {@link baseSettings} are derived from. */
export function baseFacts({ name, labelledRows, classNames, inputShape }: DataFacts): SettingsData {
  const rowCount = labelledRows - validationRows(labelledRows, classNames.length);
  return { name, rowCount, classNames, inputShape };
}

function settingsFor(
  { name, classNames, inputShape }: DataFacts,
  rowCount: number,
  unlabelledRows: number,
  { preset, depth, epochs, classWeight }: PlanOptions,
): ExperimentSettings {
  const facts = { name, rowCount, unlabelledRows, classNames, inputShape };
  const settings = {
    ...presetSettings(preset, facts),
    ...(classWeight === undefined ? {} : { classWeight }),
  };
  const { architecture, deformation } = settings.teacher;
  const rounds = architecture === 'cnn' && deformation !== 'wide' ? cnnRounds : selfTrainingRounds;
  return withSelfTraining(
    withSize(settings, { depth, epochs }, facts),
    unlabelledRows === 0 ? 0 : rounds,
    facts,
  );
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
    search: undefined,
    distillation: paper.distillation,
  };
}

/** Other recipes that might be better, one difference in each row. */
function recipeVariants(base: ExperimentSettings): Variant[] {
  const { tree, distillation, search, teacher } = base;
  const { teacherDeformations } = distillation;
  const taught = (change: Partial<DistillationSettings>) => ({
    ...base,
    distillation: { ...distillation, ...change },
  });
  const schooled = (change: Partial<TeacherSettings>) => ({ ...base, teacher: { ...teacher, ...change } });
  const grown = (change: Partial<TreeTrainingSettings>) => ({ ...base, tree: { ...tree, ...change } });
  const ofEpochs = (factor: number) => ({
    ...grown({ epochs: Math.ceil(factor * tree.epochs) }),
    search: search && { ...search, epochs: Math.ceil(factor * search.epochs) },
  });
  const others: Record<string, ExperimentSettings> = {
    'temperature 6': taught({ temperature: 6 }),
    'teacher asked about the images alone': taught({ teacherDeformations: 1 }),
    'path loss: a quarter at the end': grown({ finalPathShare: 0.25 }),
    'path loss: three quarters at the end': grown({ finalPathShare: 0.75 }),
    'teacher asked half as often': taught({ teacherDeformations: Math.ceil(teacherDeformations / 2) }),
    // A teacher that is asked once is asked about the images alone.
    ...(teacherDeformations === 1
      ? {}
      : { 'teacher asked twice as often': taught({ teacherDeformations: 2 * teacherDeformations }) }),
    'half the epochs of the teacher': schooled({ epochs: Math.ceil(teacher.epochs / 2) }),
    'three quarters of the epochs of the teacher': schooled({ epochs: Math.ceil(0.75 * teacher.epochs) }),
    'half the epochs': ofEpochs(0.5),
    'three quarters of the epochs': ofEpochs(0.75),
    'twice the epochs': ofEpochs(2),
  };
  const differ = Object.entries(others).filter(
    ([, settings]) => JSON.stringify(settings) !== JSON.stringify(base),
  );
  return [
    variant('the recipe', base.preset, base),
    ...differ.map(([label, settings]) => variant(label, `${base.preset}, ${label}`, settings)),
  ];
}

/**
 * Fewer labels, without the other rows and with them as rows without a label, and everything that the preset derives from the numbers
 * of both; then all labels. Each seed has rows and a teacher of its own, but where all labels are there.
 */
function labelVariants(data: DataFacts, options: PlanOptions): Variant[] {
  const { labelledRows, classNames } = data;
  const { preset, labelCounts: wanted } = options;
  const usual = labelCounts.filter((labels) => labels >= leastLabelsOfClass * classNames.length);
  const fewer = [...(wanted ?? usual)].filter((labels) => labels < labelledRows).sort((a, b) => a - b);
  const variants = fewer.flatMap((labels) => {
    const rowCount = labels - validationRowsOfFew(labels, classNames.length);
    const count = labels.toLocaleString('en-US');
    return [false, true].map((unlabelled): Variant => {
      const others = unlabelled ? labelledRows - labels : 0;
      const settings = settingsFor(data, rowCount, others, options);
      return {
        label: unlabelled ? `${count}, and ${others.toLocaleString('en-US')} rows without` : count,
        value: labels,
        unlabelled,
        trial: (seed) => ({
          title: `${preset}, ${labels} labels${unlabelled ? ' and the other rows' : ''}`,
          settings: { ...settings, seed },
          labels,
          unlabelled: unlabelled || undefined,
        }),
      };
    });
  });
  const all = variant(labelledRows.toLocaleString('en-US'), preset, baseSettings(data, options));
  return [...variants, { ...all, value: labelledRows }];
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

/** The values of a sweep with the own one of the preset among them, in order. */
function withOwn(values: readonly number[], own: readonly number[]): number[] {
  return [...new Set([...values, ...own])].sort((a, b) => a - b);
}

/** Settings of a tree of a given size. */
function withTree(
  { search, ...settings }: ExperimentSettings,
  change: Partial<TreeTrainingSettings>,
): ExperimentSettings {
  return { ...settings, tree: { ...settings.tree, ...change } };
}

/** Of one seed of a row; with folds of the labelled rows, that fold is held out. */
export function trialOf({ trial }: Variant, seed: number, { folds }: PlanOptions): Trial {
  return folds === undefined ? trial(seed) : { ...trial(seed), fold: { number: seed, count: folds } };
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
        variants.map((variant) => trialOf(variant, index + 1, options)),
      ).flat();
    });
}
