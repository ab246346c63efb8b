import type { OptimizerSettings } from '../optimizer/settings.js';
import type { TeacherSettings } from '../teacher/settings.js';

export type { TeacherSettings } from '../teacher/settings.js';

/** Everything that decides the three-way experiment, besides the data: one settings object and one seed give one result. */
export interface ExperimentSettings {
  /** Name of the preset that these settings started from. */
  readonly preset: string;
  readonly seed: number;
  readonly teacher: TeacherSettings;
  readonly tree: TreeTrainingSettings;
  readonly distillation: DistillationSettings;
}

/** Used alike for the baseline and the distilled tree. */
export interface TreeTrainingSettings {
  readonly depth: number;
  readonly epochs: number;
  readonly batchSize: number;
  /** Peak of the schedule. */
  readonly learningRate: number;
  readonly optimizer: OptimizerSettings;
  /** Lambda of the balance penalty at the root; halved at each level below. */
  readonly penalty: number;
  readonly objective: 'expected-cross-entropy' | 'mixture-nll';
  /** Largest random shift of an image in pixels, 0 for none; ignored for tables. */
  readonly shift: number;
}

export interface DistillationSettings {
  /** Softens the teacher's logits, > 0. */
  readonly temperature: number;
  /** Share of the hard label in the targets, in [0, 1]. */
  readonly hardWeight: number;
}
