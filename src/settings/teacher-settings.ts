import type { OptimizerSettings } from '../optimizer/settings.js';

/** Built-in teachers: convolutional for images, dense, and one dense layer of logits alone. */
export const teacherKinds = ['cnn', 'mlp', 'linear'] as const;
export type TeacherKind = (typeof teacherKinds)[number];

/** Networks in one teacher, at most. */
export const mostMembers = 64;

/** How a built-in teacher is trained. */
export interface TeacherSettings {
  /** A `cnn` is trained for all its epochs, `mlp` and `linear` until the rows that they do not learn from tell no gain. */
  readonly architecture: TeacherKind;
  /** The most passes over the training rows. For `mlp` and `linear` a pass counts as 50 to 500 steps. */
  readonly epochs: number;
  readonly batchSize: number;
  /** Peak of the schedule, or where it starts. */
  readonly learningRate: number;
  readonly optimizer: OptimizerSettings;
  /** Random affine deformation of images while training. */
  readonly augment: boolean;
  /** How far images are deformed; absent: mildly. */
  readonly deformation?: 'wide' | undefined;
  /** The epoch of a `cnn` whose weights are kept; absent: the one that validated best. */
  readonly keptEpoch?: 'last' | undefined;
  /** Networks that are trained side by side, at least 1; the mean of their logits is the answer. Default 1. */
  readonly members?: number | undefined;
  /** For `mlp` and `linear`; default: derived from the training rows. */
  readonly dense?: DenseSettings | undefined;
}

/** Form and regularization of a dense teacher. */
export interface DenseSettings {
  /** Hidden layers of `units` each, at least 0. */
  readonly hiddenLayers: number;
  /** At least 1. */
  readonly units: number;
  /** Share of the target that is spread over all classes while training, in [0, 1). */
  readonly labelSmoothing: number;
  /** Standard deviation of the normal noise that is added to the features while training, at least 0. */
  readonly noise: number;
}
