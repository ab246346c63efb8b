import { createHash } from 'node:crypto';
import { labelBytes } from '../data/class-names.js';
import type { Dataset, DatasetSplits } from '../data/dataset.js';
import { hashFeatures } from '../data/fingerprint.js';
import type { Fold, RowChoice } from '../data/row-choice.js';
import type { ExperimentSettings } from '../settings/settings.js';
import { currentRecipe, lastChange, type RecipeVersion } from './recipe-version.js';

/** One baseline and one distilled tree with the same start, compared on the test rows. */
export interface Trial {
  /** The preset, and what differs from it: `default`, `default, depth 4`. */
  readonly title: string;
  /** In an experiment, `settings.sharedSeed` decides rows and teacher for all trials, so that only the trees differ between seeds. */
  readonly settings: ExperimentSettings;
  /** Labelled rows there are, the validation rows among them; absent: all. The teacher has no others either. */
  readonly labels?: number | undefined;
  /** Whether the other rows are there without their labels, for the distilled tree and for self-training. */
  readonly unlabelled?: true | undefined;
  /** Labelled rows that stand in for the test rows. */
  readonly fold?: Fold | undefined;
  /** Share of the training and validation labels that are wrong. */
  readonly labelNoise?: number | undefined;
}

/** Which of the training rows a trial uses, and how much they count. */
export type RowSelection = Omit<RowChoice, 'seed'>;

/** What an experiment's trials share is decided by this seed. */
export const sharedSeed = 1;

/** Decides which rows go where, and the teacher. */
export function seedOfShared({ seed, sharedSeed: shared = seed }: ExperimentSettings): number {
  return shared;
}

export function rowSelection({
  labels,
  unlabelled,
  labelNoise,
  fold,
  settings: { trainRows, classWeight },
}: Trial): RowSelection {
  return { labels, unlabelled, labelNoise, fold, trainRows, classWeight };
}

/** Names by which finished work is found again: equal where data, settings and seed are, whatever the trial is called. */
export interface TrialKeys {
  readonly trial: string;
  readonly teacher: string;
  readonly baseline: string;
  readonly distilled: string;
}

/**
 * @param dataKey from {@link dataKeyOf}
 * @param version of the code that the trial is of; default: today's
 */
export function trialKeys(
  trial: Trial,
  dataKey: string,
  { recipe, labelDraw }: RecipeVersion = currentRecipe,
): TrialKeys {
  const { tree, search, distillation, seed, teacher: teacherSettings, selfTraining } = trial.settings;
  const teacher = keyOf({
    dataKey,
    // Trials from before there were versions have none.
    recipe: sinceVersions(lastChange(recipe, teacherSettings.architecture === 'cnn')),
    labelDraw: trial.labels === undefined ? undefined : sinceVersions(labelDraw),
    rows: rowSelection(trial),
    teacherSettings,
    selfTraining,
    seed: seedOfShared(trial.settings),
  });
  // The teacher is part of the baseline's key as well: its fidelity depends on it.
  const baseline = keyOf({
    teacher,
    tree,
    search,
    // The size that suits the distilled tree is that of both.
    sizedFor: search && distillation,
    seed,
    targets: 'hard',
  });
  const distilled = keyOf({ teacher, tree, search, seed, targets: distillation });
  return { trial: keyOf({ baseline, distilled }), teacher, baseline, distilled };
}

function sinceVersions(version: number): number | undefined {
  return version === 1 ? undefined : version;
}

/** Fingerprint of a data set: rows, or weights of rows, that change make finished trials count no more. */
export function dataKeyOf({ train, validation, test }: DatasetSplits): string {
  const hash = createHash('sha256');
  for (const { features, labels, classNames, weights } of [train, validation, test]) {
    hashFeatures(hash, features);
    hash.update(labelBytes(labels, classNames.length));
    if (weights !== undefined) hash.update(bytesOf(weights));
  }
  return hash.digest('hex').slice(0, keyLength);
}

/** What presets are derived from, for a data set of which only some rows are labelled. */
export type DataFacts = Pick<Dataset, 'inputShape' | 'classNames'> & {
  readonly name?: string | undefined;
  /** Rows that are not test rows. */
  readonly labelledRows: number;
};

const keyLength = 16;

function keyOf(value: unknown): string {
  return createHash('sha256').update(sortedJson(value)).digest('hex').slice(0, keyLength);
}

/** JSON with the keys of every object in order, so that the order in which settings are written does not matter. */
function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
