import { InvalidInputError } from '../errors.js';
import { defaultAdam } from '../optimizer/settings.js';
import { imageShapeOf } from '../data/image/image-shape.js';
import { presetNames, type PresetName } from './preset-names.js';
import type { DistillationSettings, ExperimentSettings, TreeTrainingSettings } from './settings.js';
import { batchSizeFor, epochsFor, treeSettings, type SettingsData } from './tree-defaults.js';

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

/** Few enough rows for the smoke preset's models to train in seconds. */
const smokeRows = 3000;
/** Optimizer steps that a teacher needs, however few rows there are. */
const leastSteps = 600;

/**
 * Settings for a data set, derived from its training rows, shape and classes. For MNIST: a tree of depth 8.
 *
 * @param seed default 1
 * @throws {InvalidInputError} when the preset is unknown.
 */
export function presetSettings(name: PresetName, data: SettingsData, seed = 1): ExperimentSettings {
  if (!presetNames.includes(name)) {
    throw new InvalidInputError(`preset must be one of ${presetNames.join(', ')}, found "${name as string}"`);
  }
  const isSmoke = name === 'smoke';
  const all = data.rowCount + (data.unlabelledRows ?? 0);
  const rows = isSmoke ? Math.min(data.rowCount, smokeRows) : data.rowCount;
  const isImage = imageShapeOf(data) !== undefined;
  return {
    preset: name,
    seed,
    ...(isSmoke && all > smokeRows ? { trainRows: smokeRows } : {}),
    teacher: {
      architecture: isImage ? 'cnn' : 'mlp',
      ...teacherLength(rows, isSmoke),
      learningRate: 0.004,
      optimizer: defaultAdam,
      augment: isImage && !isSmoke,
    },
    tree: treeOf(name, treeSettings({ ...data, rowCount: isSmoke ? Math.min(all, smokeRows) : all })),
    distillation: {
      temperature: 4,
      hardWeight: 0.5,
      teacherDeformations: isImage && !isSmoke ? 8 : 1,
      ...(name === 'paper' ? paperDistillation : {}),
    },
  };
}

/**
 * The settings with some rounds of self-training, each on all rows that there are.
 *
 * @param rounds 0: none
 * @param epochs of each round; default: what suits the rows
 */
export function withSelfTraining(
  settings: ExperimentSettings,
  rounds: number,
  { rowCount, unlabelledRows = 0 }: SettingsData,
  epochs?: number,
): ExperimentSettings {
  if (rounds === 0) return settings;
  const { trainRows = Infinity } = settings;
  const rows = Math.min(rowCount, trainRows) + Math.min(unlabelledRows, trainRows);
  const length = teacherLength(rows, settings.preset === 'smoke');
  return { ...settings, selfTraining: { rounds, ...length, epochs: epochs ?? length.epochs } };
}

function teacherLength(
  rows: number,
  isSmoke: boolean,
): { readonly epochs: number; readonly batchSize: number } {
  const batchSize = batchSizeFor(rows, 128);
  return { epochs: isSmoke ? 2 : epochsFor(rows, batchSize, 8, leastSteps), batchSize };
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
