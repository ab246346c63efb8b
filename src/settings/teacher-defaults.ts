import { imageShapeOf } from '../data/image/image-shape.js';
import { InvalidInputError } from '../errors.js';
import { defaultAdam } from '../optimizer/settings.js';
import type { DenseSettings, TeacherKind, TeacherSettings } from './teacher-settings.js';
import { batchSizeFor, epochsFor, type SettingsData } from './tree-defaults.js';

/**
 * Images that a CNN sees, however few rows there are: of 300 labels of MNIST that gives 96.6 % of held-out images, a sixteenth of it 94.8 %
 * (one seed), and batches of 32 cost it no accuracy.
 */
const leastCnnImages = 76_800;
const leastCnnBatch = 32;
/** With fewer labelled images of a class, on average, wider deformations pay: +1.5 points with 10 of MNIST, +0.2 with 30, −0.3 with 100. */
const fewImagesOfClass = 50;
/** The validation rows that go with fewer training rows choose an epoch of a CNN, or a round of self-training, by their noise alone. */
export const enoughToChoose = 2000;
/** From here on a deeper, wider network pays; chosen on held-out rows, see reports/tables. */
const manyRows = 3000;
/** Fewer members are enough where there are rows to tell them what is noise. */
const plentyOfRows = 10_000;
/** What bounds a dense teacher's training: some half a minute on two cores, and no more steps than ever paid. */
const mostMultiplications = 8e11;
const mostSteps = 6000;
const leastSteps = 600;
/** Rows of one epoch of a dense teacher are so many that looking at the held-out rows after each costs little. */
const stepsOfEpoch = { least: 50, most: 500 } as const;

/**
 * Settings of a built-in teacher that suit data of this size and kind. For MNIST: a CNN, 8 epochs of batches of 128.
 *
 * @throws {InvalidInputError} when a CNN is wanted for a table
 */
export function teacherSettings(
  data: SettingsData,
  kind: TeacherKind = imageShapeOf(data) === undefined ? 'mlp' : 'cnn',
  members = kind === 'mlp' ? (data.rowCount < plentyOfRows ? 8 : 4) : 1,
): TeacherSettings {
  if (kind === 'cnn' && imageShapeOf(data) === undefined) {
    throw new InvalidInputError(
      'teacher kind cnn needs images, but the data is a table; mlp and linear take tables',
    );
  }
  const { rowCount } = data;
  const batchSize = Math.max(batchSizeFor(rowCount, 128), kind === 'cnn' ? leastCnnBatch : 0);
  const dense = kind === 'cnn' ? undefined : denseSettings(rowCount, kind);
  return {
    architecture: kind,
    epochs:
      dense === undefined
        ? epochsFor(rowCount, batchSize, 8, leastCnnImages / batchSize)
        : Math.ceil(mostStepsOf(data, dense, batchSize * members) / stepsPerEpoch(rowCount, batchSize)),
    batchSize,
    learningRate: 0.004,
    optimizer: defaultAdam,
    augment: imageShapeOf(data) !== undefined,
    ...(imageShapeOf(data) !== undefined && rowCount < fewImagesOfClass * data.classNames.length
      ? { deformation: 'wide' }
      : {}),
    ...(kind === 'cnn' && rowCount < enoughToChoose ? { keptEpoch: 'last' } : {}),
    ...(members === 1 ? {} : { members }),
    ...(dense && { dense }),
  };
}

/** The form of a dense teacher for so many training rows. */
export function denseSettings(rowCount: number, kind: TeacherKind): DenseSettings {
  if (kind === 'linear') return { hiddenLayers: 0, units: 1, labelSmoothing: 0, noise: 0 };
  const [hiddenLayers, units] = rowCount < manyRows ? [2, 128] : [3, 256];
  // Noise helps as long as rows are scarce; where they are many it hides what is fine in them.
  return { hiddenLayers, units, labelSmoothing: 0.1, noise: Math.min(0.2, 200 / rowCount) };
}

/** Steps after which a dense teacher is looked at: a pass over the rows, where that is neither short nor long. */
export function stepsPerEpoch(rowCount: number, batchSize: number): number {
  const pass = Math.floor(rowCount / batchSize);
  return Math.min(stepsOfEpoch.most, Math.max(stepsOfEpoch.least, pass));
}

/** @param rows that pass through a network in each step */
function mostStepsOf(
  { inputShape, classNames }: SettingsData,
  { hiddenLayers, units }: DenseSettings,
  rows: number,
): number {
  const inputs = inputShape.reduce((product, size) => product * size, 1);
  const classes = classNames.length;
  const weights =
    hiddenLayers === 0 ? inputs * classes : (inputs + (hiddenLayers - 1) * units + classes) * units;
  // Forward, and backward to the inputs and to the weights.
  return Math.min(mostSteps, Math.max(leastSteps, mostMultiplications / (3 * rows * weights)));
}
