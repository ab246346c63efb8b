import type { OptimizerSettings } from '../optimizer/settings.js';

/** How a built-in teacher is trained. */
export interface TeacherSettings {
  /** `cnn` for images, `mlp` for tables. */
  readonly architecture: 'cnn' | 'mlp';
  readonly epochs: number;
  readonly batchSize: number;
  /** Peak of the schedule. */
  readonly learningRate: number;
  readonly optimizer: OptimizerSettings;
  /** Random affine deformation of images while training. */
  readonly augment: boolean;
}
