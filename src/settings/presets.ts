import type { Dataset } from '../data/dataset.js';
import { InvalidInputError } from '../errors.js';
import { defaultAdam } from '../optimizer/settings.js';
import { imageShapeOf } from '../data/image/image-shape.js';
import { presetNames, type PresetName } from './preset-names.js';
import type { DistillationSettings, ExperimentSettings, TreeTrainingSettings } from './settings.js';

/** What the settings are derived from. */
export type PresetData = Pick<Dataset, 'rowCount' | 'inputShape' | 'classNames'>;

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
/** Optimizer steps that a model needs, however few rows there are. */
const leastSteps = { teacher: 600, tree: 2000 };

/**
 * Settings for a data set, derived from its training rows, shape and classes. For MNIST: a tree of depth 8.
 *
 * @param seed default 1
 * @throws {InvalidInputError} when the preset is unknown.
 */
export function presetSettings(name: PresetName, data: PresetData, seed = 1): ExperimentSettings {
  if (!presetNames.includes(name)) {
    throw new InvalidInputError(`preset must be one of ${presetNames.join(', ')}, found "${name as string}"`);
  }
  const isSmoke = name === 'smoke';
  const rows = isSmoke ? Math.min(data.rowCount, smokeRows) : data.rowCount;
  const isImage = imageShapeOf({ inputShape: data.inputShape }) !== undefined;
  const teacherBatch = batchSizeFor(rows, 128);
  const treeBatch = batchSizeFor(rows, isSmoke ? 64 : 256);
  const deepest = depthFor(rows, data.classNames.length);
  return {
    preset: name,
    seed,
    ...(isSmoke && data.rowCount > smokeRows ? { trainRows: smokeRows } : {}),
    teacher: {
      architecture: isImage ? 'cnn' : 'mlp',
      epochs: isSmoke ? 2 : epochsFor(rows, teacherBatch, 8, leastSteps.teacher),
      batchSize: teacherBatch,
      learningRate: 0.004,
      optimizer: defaultAdam,
      augment: isImage && !isSmoke,
    },
    tree: {
      depth: isSmoke ? Math.min(deepest, 5) : deepest,
      epochs: isSmoke ? 6 : epochsFor(rows, treeBatch, 40, leastSteps.tree),
      batchSize: treeBatch,
      learningRate: 0.01,
      leafLearningRateFactor: 10,
      optimizer: defaultAdam,
      penalty: 0.02,
      penaltyFade: 0.7,
      objective: 'mixture-to-paths',
      finalPathShare: 0.5,
      augment: isImage && !isSmoke,
      weightDecay: 0.1,
      ...(name === 'paper' ? paperTree : {}),
    },
    distillation: {
      temperature: 4,
      hardWeight: 0.5,
      teacherDeformations: isImage && !isSmoke ? 8 : 1,
      ...(name === 'paper' ? paperDistillation : {}),
    },
  };
}

/** The greatest power of 2 of at most `largest` that leaves some 16 steps in an epoch, at least 8. */
function batchSizeFor(rows: number, largest: number): number {
  return Math.min(largest, Math.max(8, 2 ** Math.floor(Math.log2(Math.max(1, rows / 16)))));
}

/** Some 200 training rows for each leaf, at least two leaves for each class, at most depth 8, the paper's. */
function depthFor(rows: number, classCount: number): number {
  const byRows = Math.round(Math.log2(rows / 200));
  const byClasses = Math.ceil(Math.log2(classCount)) + 1;
  return Math.min(8, Math.max(byRows, byClasses));
}

function epochsFor(rows: number, batchSize: number, fewest: number, steps: number): number {
  return Math.max(fewest, Math.ceil(steps / Math.max(1, Math.floor(rows / batchSize))));
}
