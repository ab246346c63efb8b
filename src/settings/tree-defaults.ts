import type { Dataset } from '../data/dataset.js';
import { imageShapeOf } from '../data/image/image-shape.js';
import { defaultAdam } from '../optimizer/settings.js';
import type { TreeTrainingSettings } from './settings.js';

/** What settings are derived from: the training rows. */
export interface SettingsData extends Pick<Dataset, 'rowCount' | 'inputShape' | 'classNames'> {
  readonly name?: string | undefined;
  /** Rows without a label, which distilled trees learn from as well; default 0. */
  readonly unlabelledRows?: number | undefined;
}

/** Optimizer steps that a tree needs, however few rows there are. */
const leastSteps = 2000;

/**
 * Settings of a tree: those given, and for the others what suits data of this size and kind. Some 200 training rows for each leaf
 * decide the depth, the rows the batch size, and the batch size the epochs. For MNIST: depth 8, batches of 256, 40 epochs.
 */
export function treeSettings(
  data: SettingsData,
  given: Partial<TreeTrainingSettings> = {},
): TreeTrainingSettings {
  const { rowCount, classNames } = data;
  const { batchSize = batchSizeFor(rowCount, 256) } = given;
  return {
    depth: depthFor(rowCount, classNames.length),
    epochs: epochsFor(rowCount, batchSize, 40, leastSteps),
    batchSize,
    learningRate: 0.01,
    leafLearningRateFactor: 10,
    optimizer: defaultAdam,
    penalty: 0.02,
    penaltyFade: 0.7,
    objective: 'mixture-to-paths',
    finalPathShare: 0.5,
    augment: imageShapeOf(data) !== undefined,
    weightDecay: 0.1,
    ...given,
  };
}

/** The same settings for fewer rows: batches that suit them, and steps enough. */
export function forFewerRows(settings: TreeTrainingSettings, rows: number): TreeTrainingSettings {
  const batchSize = Math.min(settings.batchSize, batchSizeFor(rows, 256));
  return { ...settings, batchSize, epochs: epochsFor(rows, batchSize, settings.epochs, leastSteps) };
}

/** The greatest power of 2 of at most `largest` that leaves some 16 steps in an epoch, at least 8. */
export function batchSizeFor(rows: number, largest: number): number {
  return Math.min(largest, Math.max(8, 2 ** Math.floor(Math.log2(Math.max(1, rows / 16)))));
}

/** Some 200 training rows for each leaf, at least two leaves for each class, at most depth 8, the paper's. */
function depthFor(rows: number, classCount: number): number {
  const byRows = Math.round(Math.log2(rows / 200));
  const byClasses = Math.ceil(Math.log2(classCount)) + 1;
  return Math.min(8, Math.max(byRows, byClasses));
}

/** At least `fewest` passes over the rows, and at least `steps` steps. */
export function epochsFor(rows: number, batchSize: number, fewest: number, steps: number): number {
  return Math.max(fewest, Math.ceil(steps / Math.max(1, Math.floor(rows / batchSize))));
}
