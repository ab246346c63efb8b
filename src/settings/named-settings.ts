import { imageShapeOf } from '../data/image/image-shape.js';
import { InvalidInputError } from '../errors.js';
import type { PresetName } from './preset-names.js';
import { presetSettings } from './presets.js';
import { nearNames } from './near-names.js';
import { assertExperiment } from './settings-ranges.js';
import type { DistillationSettings, ExperimentSettings, TreeTrainingSettings } from './settings.js';
import {
  mostMembers,
  teacherKinds,
  type DenseSettings,
  type TeacherKind,
  type TeacherSettings,
} from './teacher-settings.js';
import type { SettingsData } from './tree-defaults.js';
import { treeObjectives } from './tree-objectives.js';
import { withSize } from './tree-size.js';

/** A value that a single setting may have. */
export type SettingValue = number | boolean | string;

/** Single settings by their names as reports write them: `tree.depth`, `distillation.temperature`. */
export type NamedSettings = Readonly<Record<string, SettingValue>>;

/** What values a setting has: numbers, true and false, or one of some words. */
export type SettingKind = 'integer' | 'number' | 'truth' | readonly string[];

type Kinds<T, Omitted extends keyof T = never> = Readonly<Record<Exclude<keyof T, Omitted>, SettingKind>>;

// Every setting is listed, so that the compiler asks about a new one.
const tree: Kinds<TreeTrainingSettings, 'optimizer'> = {
  depth: 'integer',
  epochs: 'integer',
  batchSize: 'integer',
  learningRate: 'number',
  leafLearningRateFactor: 'number',
  penalty: 'number',
  penaltyFade: 'number',
  objective: treeObjectives,
  finalPathShare: 'number',
  augment: 'truth',
  weightDecay: 'number',
};
const distillation: Kinds<DistillationSettings> = {
  temperature: 'number',
  hardWeight: 'number',
  teacherDeformations: 'integer',
};
const teacher: Kinds<TeacherSettings, 'optimizer' | 'dense' | 'deformation' | 'keptEpoch'> = {
  architecture: teacherKinds,
  members: 'integer',
  epochs: 'integer',
  batchSize: 'integer',
  learningRate: 'number',
  augment: 'truth',
};
const dense: Kinds<DenseSettings> = {
  hiddenLayers: 'integer',
  units: 'integer',
  labelSmoothing: 'number',
  noise: 'number',
};

/** The settings that can be named one by one, with what values they have. */
export const settingKinds: ReadonlyMap<string, SettingKind> = new Map(
  Object.entries({ tree, distillation, teacher, 'teacher.dense': dense }).flatMap(([group, kinds]) =>
    Object.entries<SettingKind>(kinds).map(([name, kind]) => [`${group}.${name}`, kind] as const),
  ),
);

/** What does nothing to the rows of a table. */
const ofImages: readonly string[] = ['tree.augment', 'teacher.augment', 'distillation.teacherDeformations'];

/** @throws {InvalidInputError} naming a setting that is not there, with those that have a name like it */
export function kindOf(name: string): SettingKind {
  const kind = settingKinds.get(name);
  if (kind !== undefined) return kind;
  const names = [...settingKinds.keys()];
  const near = nearNames(name, names);
  const hint = near.length > 0 ? `near names: ${near.join(', ')}` : `settings are ${names.join(', ')}`;
  throw new InvalidInputError(`unknown setting ${JSON.stringify(name)}; ${hint}`);
}

/**
 * The settings of a preset with others in the place of some. A teacher of another kind, or of other members, has what suits the data
 * for all that is not named; what is left open of a tree's size is searched for as it would be without the rest.
 *
 * @param settings of a preset
 * @throws {InvalidInputError} naming the setting that is not there, or has a value that it cannot have
 */
export function withNamedSettings(
  settings: ExperimentSettings,
  named: NamedSettings,
  data: SettingsData,
): ExperimentSettings {
  for (const [name, value] of Object.entries(named)) assertKind(name, value);
  const group = <T>(name: string): Partial<T> => groupOf(named, name) as Partial<T>;
  const { depth, epochs, ...ofTree } = group<TreeTrainingSettings>('tree');
  const { architecture, members, ...ofTeacher } = group<TeacherSettings>('teacher');
  const taught = withTeacher(settings, { architecture, members }, data);
  const ofDense = group<DenseSettings>('teacher.dense');
  assertDense(taught.teacher, Object.keys(ofDense));
  if (imageShapeOf(data) === undefined) {
    const useless = Object.keys(named).find((name) => ofImages.includes(name));
    if (useless !== undefined)
      throw new InvalidInputError(`${useless} deforms images, but the data is a table`);
  }
  const changed: ExperimentSettings = {
    ...taught,
    teacher: {
      ...taught.teacher,
      ...ofTeacher,
      ...(taught.teacher.dense && { dense: { ...taught.teacher.dense, ...ofDense } }),
    },
    tree: { ...taught.tree, ...ofTree },
    distillation: { ...taught.distillation, ...group<DistillationSettings>('distillation') },
  };
  const sized =
    depth === undefined && epochs === undefined ? changed : sizedAs(changed, { depth, epochs }, data);
  for (const [name, value] of Object.entries(named)) {
    try {
      assertExperiment(withOne(settings, sized, name, value));
    } catch (error) {
      throw error instanceof InvalidInputError ? new InvalidInputError(`${name}: ${error.message}`) : error;
    }
  }
  return sized;
}

/** @throws {InvalidInputError} when the value is of another kind than the setting */
function assertKind(name: string, value: unknown): void {
  const kind = kindOf(name);
  const isRight =
    kind === 'integer'
      ? Number.isSafeInteger(value)
      : kind === 'number'
        ? Number.isFinite(value)
        : kind === 'truth'
          ? typeof value === 'boolean'
          : typeof value === 'string' && kind.includes(value);
  if (!isRight)
    throw new InvalidInputError(`${name} must be ${kindText(kind)}, found ${JSON.stringify(value)}`);
}

/** What values a setting has, for messages. */
export function kindText(kind: SettingKind): string {
  if (typeof kind !== 'string') return kind.map((word) => JSON.stringify(word)).join(' or ');
  return { integer: 'an integer', number: 'a number', truth: 'true or false' }[kind];
}

/** The entries of one group, by their names in it. */
function groupOf(named: NamedSettings, group: string): NamedSettings {
  return Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) => {
      const dot = name.lastIndexOf('.');
      return name.slice(0, dot) === group ? [[name.slice(dot + 1), value] as const] : [];
    }),
  );
}

/** The settings with the teacher that a preset would have, were it of this kind. */
function withTeacher(
  settings: ExperimentSettings,
  {
    architecture,
    members,
  }: { readonly architecture: TeacherKind | undefined; readonly members: number | undefined },
  data: SettingsData,
): ExperimentSettings {
  if (architecture === undefined && members === undefined) return settings;
  if (members !== undefined && (members < 1 || members > mostMembers))
    throw new InvalidInputError(`teacher.members must be from 1 to ${mostMembers}, found ${members}`);
  const kind: TeacherKind = architecture ?? settings.teacher.architecture;
  const { teacher: suitable } = presetSettings(settings.preset as PresetName, data, settings.seed, {
    kind,
    members,
  });
  return { ...settings, teacher: suitable };
}

/** @throws {InvalidInputError} when the teacher is of a kind that does not have these settings */
function assertDense({ architecture }: TeacherSettings, names: readonly string[]): void {
  for (const name of names) {
    const isForm = name === 'hiddenLayers' || name === 'units';
    if (architecture === 'mlp' || (architecture === 'linear' && !isForm)) continue;
    throw new InvalidInputError(
      `teacher.dense.${name} is for a teacher of kind ${isForm ? 'mlp' : 'mlp or linear'}, found ${architecture}`,
    );
  }
}

function sizedAs(
  { search, ...settings }: ExperimentSettings,
  size: { readonly depth?: number | undefined; readonly epochs?: number | undefined },
  data: SettingsData,
): ExperimentSettings {
  return withSize(settings, size, data);
}

/** The settings as they were but for one, so that a range that is left names it. */
function withOne(
  before: ExperimentSettings,
  after: ExperimentSettings,
  name: string,
  value: SettingValue,
): ExperimentSettings {
  const key = name.slice(name.lastIndexOf('.') + 1);
  if (name.startsWith('tree.')) return { ...before, tree: { ...before.tree, [key]: value } };
  if (name.startsWith('distillation.'))
    return { ...before, distillation: { ...before.distillation, [key]: value } };
  return { ...before, teacher: after.teacher };
}
