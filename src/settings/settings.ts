import type { ClassWeight } from '../data/class-weights.js';
import type { OptimizerSettings } from '../optimizer/settings.js';
import type { TeacherSettings } from './teacher-settings.js';
import type { TreeObjective } from './tree-objectives.js';

export type { TeacherSettings } from './teacher-settings.js';

/** Everything that decides the three-way experiment, besides the data: one settings object and one seed give one result. */
export interface ExperimentSettings {
  /** Name of the preset that these settings started from. */
  readonly preset: string;
  readonly seed: number;
  /** Decides which rows go where, and the teacher, for trials that share them; absent: `seed` does. */
  readonly sharedSeed?: number | undefined;
  /** At most this many training rows, drawn at random, the same share of each class; absent: all. */
  readonly trainRows?: number | undefined;
  /** How much rows count in training by their class; absent: all classes alike. */
  readonly classWeight?: ClassWeight | undefined;
  readonly teacher: TeacherSettings;
  readonly tree: TreeTrainingSettings;
  readonly distillation: DistillationSettings;
  /** Further trainings of the built-in teacher, on its own answers to rows without a label; absent: none. */
  readonly selfTraining?: SelfTrainingSettings | undefined;
  /** Sizes that are tried before the tree has one; absent: depth and epochs of `tree` stand. */
  readonly search?: SearchRange | undefined;
}

/** How a teacher learns from its own answers; what is not said here is as in its first training. */
export interface SelfTrainingSettings {
  /** At least 1. */
  readonly rounds: number;
  /** Passes over all rows in each round. */
  readonly epochs: number;
  readonly batchSize: number;
  /** Deformations of an image, itself among them, over which the last round's teacher answers; default 1. */
  readonly teacherDeformations?: number | undefined;
  /**
   * `best`: a round that answers fewer validation rows than the one before ends them. Absent: only one that answers clearly fewer, since
   * a few validation rows tell rounds apart by noise alone.
   */
  readonly keptRound?: 'best' | undefined;
}

/** Sizes of a tree that are tried before one is chosen by rows that it is not fitted to. */
export interface SearchRange {
  readonly leastDepth: number;
  readonly greatestDepth: number;
  /** Most passes over the rows; those of the tree's settings are the fewest. */
  readonly epochs: number;
}

/** Used alike for the baseline and the distilled tree. */
export interface TreeTrainingSettings {
  readonly depth: number;
  readonly epochs: number;
  readonly batchSize: number;
  /** Peak of the schedule. */
  readonly learningRate: number;
  /** Learning rate of the leaf logits, as a multiple of the other parameters'. */
  readonly leafLearningRateFactor: number;
  readonly optimizer: OptimizerSettings;
  /** Lambda of the balance penalty at the root, at the start; halved at each level below. */
  readonly penalty: number;
  /** Share of the training after which the penalty has fallen linearly to 0, in (0, 1]; 0 keeps it constant. */
  readonly penaltyFade: number;
  readonly objective: TreeObjective;
  /**
   * For `mixture-to-paths`: share of the expected cross entropy in the objective at the end of training, in [0, 1]; it rises
   * linearly from 0 at half of the training.
   */
  readonly finalPathShare: number;
  /** Whether every image is gently deformed anew each time it comes; rows of tables never are. */
  readonly augment: boolean;
  /** Decoupled weight decay of the filters, per unit of learning rate, at least 0 (Loshchilov & Hutter 2019). */
  readonly weightDecay: number;
}

/** How the teacher is asked, and what targets are made of its answers. */
export interface DistillationSettings {
  /** Softens the teacher's logits, > 0. */
  readonly temperature: number;
  /** Share of the hard label in the targets, in [0, 1]. */
  readonly hardWeight: number;
  /**
   * Gently deformed versions of each image about which the teacher is asked, the image itself included, at least 1; the mean of
   * its logits is its answer. Tables are asked about once.
   */
  readonly teacherDeformations: number;
}
