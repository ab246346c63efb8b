import type { DistillationSettings, ExperimentSettings, TreeTrainingSettings } from '../settings/settings.js';

/** A part of the recipe that can be switched off by itself. */
export interface Ingredient {
  /** What is left when it is off, for the ablation table. */
  readonly without: string;
  /** The settings without it; the same values where the recipe does not use it. */
  readonly off: (settings: ExperimentSettings) => ExperimentSettings;
}

/** A setting's values when its ingredient is off; none for a setting that is a size rather than an ingredient. */
type OffValues<T> = {
  readonly [K in keyof T]-?: readonly { readonly without: string; readonly value: T[K] }[];
};

// Every setting is listed, so that the compiler asks about a new one.
const treeOff: OffValues<TreeTrainingSettings> = {
  objective: [
    { without: 'loss: mixture NLL throughout', value: 'mixture-nll' },
    { without: 'loss: expected cross entropy throughout', value: 'expected-cross-entropy' },
  ],
  finalPathShare: [{ without: 'loss: moves on to expected cross entropy alone', value: 1 }],
  augment: [{ without: 'images not deformed', value: false }],
  weightDecay: [{ without: 'no weight decay of the filters', value: 0 }],
  penalty: [{ without: 'no balance penalty', value: 0 }],
  penaltyFade: [{ without: 'balance penalty constant instead of fading', value: 0 }],
  leafLearningRateFactor: [{ without: 'leaves learn as slowly as gates', value: 1 }],
  depth: [],
  epochs: [],
  batchSize: [],
  learningRate: [],
  optimizer: [],
};

const distillationOff: OffValues<DistillationSettings> = {
  temperature: [{ without: "teacher's answers not softened (temperature 1)", value: 1 }],
  hardWeight: [{ without: 'no true labels in the soft targets', value: 0 }],
  teacherDeformations: [{ without: 'teacher asked about the images alone', value: 1 }],
};

export const ingredients: readonly Ingredient[] = [
  ...ingredientsOf(treeOff, (settings, name, value) => ({
    ...settings,
    tree: { ...settings.tree, [name]: value },
  })),
  ...ingredientsOf(distillationOff, (settings, name, value) => ({
    ...settings,
    distillation: { ...settings.distillation, [name]: value },
  })),
];

/** The ingredients that the settings use. */
export function ingredientsIn(settings: ExperimentSettings): Ingredient[] {
  return ingredients.filter(({ off }) => JSON.stringify(off(settings)) !== JSON.stringify(settings));
}

function ingredientsOf<T>(
  offValues: OffValues<T>,
  replace: (settings: ExperimentSettings, name: string, value: unknown) => ExperimentSettings,
): Ingredient[] {
  const entries = Object.entries<readonly { readonly without: string; readonly value: unknown }[]>(offValues);
  return entries.flatMap(([name, values]) =>
    values.map(({ without, value }) => ({ without, off: (settings) => replace(settings, name, value) })),
  );
}
