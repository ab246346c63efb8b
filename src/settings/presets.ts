import { InvalidInputError } from '../errors.js';
import { imageShapeOf } from '../data/image/image-shape.js';
import { presetNames, type PresetName } from './preset-names.js';
import type { DistillationSettings, ExperimentSettings, TreeTrainingSettings } from './settings.js';
import { enoughToChoose, teacherSettings } from './teacher-defaults.js';
import type { TeacherKind } from './teacher-settings.js';
import { treeSettings, type SettingsData } from './tree-defaults.js';

/**
 * Frosst & Hinton 2017 as far as they say: their loss, a constant balance penalty of 0.1, images as they are. What they do
 * not say (optimizer, epochs, batch size) is as in the default preset, and so is the teacher.
 */
const paperTree = {
  leafLearningRateFactor: 1,
  penalty: 0.1,
  penaltyFade: 0,
  objective: 'expected-cross-entropy',
  finalPathShare: 1,
  augment: false,
  weightDecay: 0,
} as const satisfies Partial<TreeTrainingSettings>;

/** Soft targets alone, at the temperature that suits them best on validation rows of MNIST. */
const paperDistillation: DistillationSettings = { temperature: 3, hardWeight: 0, teacherDeformations: 1 };

/**
 * Where most rows have no label: chosen on 10,000 held-out training images of MNIST, one seed of 1,000 labels (temperature 4 gave a
 * tree 0.6 points less by max path). True labels of so few rows say little.
 */
const unlabelledDistillation: Partial<DistillationSettings> = { temperature: 2, hardWeight: 0 };

/** Few enough rows for the smoke preset's models to train in seconds. */
const smokeRows = 3000;

/** What a user may choose of the built-in teacher; the rest follows. */
export interface TeacherChoice {
  readonly kind?: TeacherKind | undefined;
  readonly members?: number | undefined;
}

/**
 * Settings for a data set, derived from its training rows, shape and classes. For MNIST: a tree of depth 8.
 *
 * @param seed default 1
 * @param chosen kind and members of the built-in teacher; default: what suits the data
 * @throws {InvalidInputError} when the preset is unknown.
 */
export function presetSettings(
  name: PresetName,
  data: SettingsData,
  seed = 1,
  { kind, members }: TeacherChoice = {},
): ExperimentSettings {
  if (!presetNames.includes(name)) {
    throw new InvalidInputError(`preset must be one of ${presetNames.join(', ')}, found "${name as string}"`);
  }
  const isSmoke = name === 'smoke';
  const all = data.rowCount + (data.unlabelledRows ?? 0);
  const rows = isSmoke ? Math.min(data.rowCount, smokeRows) : data.rowCount;
  const isImage = imageShapeOf(data) !== undefined;
  const isMostlyUnlabelled = all > 2 * data.rowCount;
  // One network is enough for trying things out; several would be most of the time that large data take.
  const teacher = teacherSettings({ ...data, rowCount: rows }, kind, members ?? (isSmoke ? 1 : undefined));
  return {
    preset: name,
    seed,
    ...(isSmoke && all > smokeRows ? { trainRows: smokeRows } : {}),
    teacher: { ...teacher, ...(isSmoke ? { epochs: 2, augment: false } : {}) },
    tree: treeOf(name, treeSettings({ ...data, rowCount: isSmoke ? Math.min(all, smokeRows) : all })),
    distillation: {
      temperature: 4,
      hardWeight: 0.5,
      // Twice as many change nothing on held-out images of MNIST: +0.02 (−0.08 to +0.11), on three folds.
      teacherDeformations: isImage && !isSmoke && !isMostlyUnlabelled ? 4 : 1,
      ...(isMostlyUnlabelled ? unlabelledDistillation : {}),
      ...(name === 'paper' ? paperDistillation : {}),
    },
  };
}

/** A CNN learns in so much of its epochs what an earlier one knows: there are several rounds, and answers that are not all right. */
const cnnRoundShare = 0.25;

/**
 * Means over so many deformations are better answers of a teacher of few labels: with 100 of MNIST 93.9 % of a round's rows are right in
 * place of 93.2 %, then 96.0 in place of 95.5; with 1,000 they gain nothing (held-out training images, one seed).
 */
const teacherDeformations = 4;

/**
 * The settings with some rounds of self-training, the last of them on all rows that there are.
 *
 * @param rounds 0: none
 * @param epochs of each round; default: what suits the rows
 */
export function withSelfTraining(
  settings: ExperimentSettings,
  rounds: number,
  data: SettingsData,
  epochs?: number,
): ExperimentSettings {
  const { rowCount, unlabelledRows = 0 } = data;
  if (rounds === 0) return settings;
  const { trainRows = Infinity, teacher, preset } = settings;
  const rows = Math.min(rowCount, trainRows) + Math.min(unlabelledRows, trainRows);
  const { architecture, members } = teacher;
  const length = teacherSettings({ ...data, rowCount: rows }, architecture, members ?? 1);
  const usual = architecture === 'cnn' ? Math.ceil(cnnRoundShare * length.epochs) : length.epochs;
  return {
    ...settings,
    selfTraining: {
      rounds,
      epochs: epochs ?? (preset === 'smoke' ? 2 : usual),
      batchSize: length.batchSize,
      ...(teacher.deformation === 'wide' && preset !== 'smoke' ? { teacherDeformations } : {}),
      ...(rowCount < enoughToChoose ? {} : { keptRound: 'best' }),
    },
  };
}

/** A preset's tree, from the default one. */
function treeOf(name: PresetName, tree: TreeTrainingSettings): TreeTrainingSettings {
  switch (name) {
    case 'default':
      return tree;
    case 'paper':
      return { ...tree, ...paperTree };
    case 'smoke': {
      const { depth, batchSize } = tree;
      return {
        ...tree,
        depth: Math.min(depth, 5),
        epochs: 6,
        batchSize: Math.min(batchSize, 64),
        augment: false,
      };
    }
  }
}
