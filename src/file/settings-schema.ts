import { Type } from 'typebox';
import type { ExperimentSettings } from '../settings/settings.js';
import { teacherKinds } from '../settings/teacher-settings.js';
import { treeObjectives } from '../settings/tree-objectives.js';
import { count, seed } from './fields.js';

const number = Type.Number();
const truth = Type.Boolean();
const training = {
  epochs: count,
  batchSize: count,
  learningRate: number,
  optimizer: Type.Object({ kind: Type.String() }),
  augment: truth,
};

/** The settings of a trial: that they are there. Their ranges are those of `assertExperiment`. */
export const experimentSettings = Type.Unsafe<ExperimentSettings>(
  Type.Object({
    preset: Type.String(),
    seed: seed(),
    teacher: Type.Object({ architecture: Type.Enum([...teacherKinds]), ...training }),
    tree: Type.Object({
      depth: count,
      leafLearningRateFactor: number,
      penalty: number,
      penaltyFade: number,
      objective: Type.Enum([...treeObjectives]),
      finalPathShare: number,
      weightDecay: number,
      ...training,
    }),
    distillation: Type.Object({ temperature: number, hardWeight: number, teacherDeformations: count }),
  }),
);
