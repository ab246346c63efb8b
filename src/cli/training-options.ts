import type { Command } from 'commander';
import type { ExperimentSettings } from '../settings/settings.js';
import { greatest, leastTemperature } from '../settings/settings-ranges.js';
import { mostMembers, teacherKinds, type TeacherKind } from '../settings/teacher-settings.js';
import { treeObjectives, type TreeObjective } from '../settings/tree-objectives.js';
import { maximumDepth, minimumDepth } from '../tree/complete-tree.js';
import type { SettingsData } from '../settings/tree-defaults.js';
import { withSize } from '../settings/tree-size.js';
import { choiceOption, integerOption, numberOption, orWord, positiveOption } from './option-values.js';

/** Options that change how a tree is trained; what is absent comes from the preset. */
export interface TreeOptions {
  readonly depth?: number | 'auto';
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly penalty?: number;
  readonly objective?: TreeObjective;
}

/** Options of distillation alone. */
export interface SoftTargetFlags {
  readonly temperature?: number;
  readonly hardWeight?: number;
}

/** What is changed of the built-in teacher's training; the preset has seen to its kind and members. */
export interface TeacherOptions {
  readonly epochs?: number | undefined;
  readonly batchSize?: number;
  readonly learningRate?: number;
}

/** Which built-in teacher is trained. */
export interface TeacherChoiceFlags {
  readonly teacherKind?: TeacherKind;
  readonly teacherMembers?: number;
}

const fromPreset = '(default: by preset)';

export function addTreeOptions(command: Command): Command {
  return command
    .option(
      '--depth <n|auto>',
      `decisions on each path, ${minimumDepth} to ${maximumDepth}; auto: the smallest that rows kept aside show to be enough ${fromPreset}`,
      orWord('auto', integerOption('--depth', minimumDepth, maximumDepth)),
    )
    .option(
      '--epochs <n>',
      `passes of a tree over the training rows ${fromPreset}`,
      integerOption('--epochs', 1),
    )
    .option(
      '--batch-size <n>',
      `rows in each training step of a tree ${fromPreset}`,
      integerOption('--batch-size', 1),
    )
    .option(
      '--learning-rate <x>',
      `peak learning rate of a tree ${fromPreset}`,
      positiveOption('--learning-rate', greatest.learningRate),
    )
    .option(
      '--penalty <x>',
      `lambda of the balance penalty at the root, 0 to ${greatest.penalty} ${fromPreset}`,
      numberOption('--penalty', 0, greatest.penalty),
    )
    .option(
      '--objective <name>',
      `${treeObjectives.join(' or ')} ${fromPreset}`,
      choiceOption('--objective', treeObjectives),
    );
}

export function addSoftTargetOptions(command: Command): Command {
  return command
    .option(
      '--temperature <x>',
      `softens the teacher's answers, ${leastTemperature} to ${greatest.temperature} ${fromPreset}`,
      numberOption('--temperature', leastTemperature, greatest.temperature),
    )
    .option(
      '--hard-weight <x>',
      `share of the true label in the targets, 0 to 1 ${fromPreset}`,
      numberOption('--hard-weight', 0, 1),
    );
}

export function addTeacherOptions(command: Command): Command {
  return command
    .option('--epochs <n>', `passes over the training rows ${fromPreset}`, integerOption('--epochs', 1))
    .option('--batch-size <n>', `rows in each training step ${fromPreset}`, integerOption('--batch-size', 1))
    .option(
      '--learning-rate <x>',
      `peak learning rate ${fromPreset}`,
      positiveOption('--learning-rate', greatest.learningRate),
    );
}

export function addTeacherChoiceOptions(command: Command): Command {
  return command
    .option(
      '--teacher-kind <name>',
      `built-in teacher: ${teacherKinds.join(', ')} (default: cnn for images, mlp for tables)`,
      choiceOption('--teacher-kind', teacherKinds),
    )
    .option(
      '--teacher-members <n>',
      'networks of the built-in teacher, whose mean is its answer (default: 4 or 8 by the rows for mlp, 1 for the others)',
      integerOption('--teacher-members', 1, mostMembers),
    );
}

/** The preset's settings with the options of a tree and of distillation put in their place. */
export function withTreeOptions(
  settings: ExperimentSettings,
  options: TreeOptions & SoftTargetFlags,
  data: SettingsData,
): ExperimentSettings {
  const { tree, distillation } = settings;
  const changed: ExperimentSettings = {
    ...settings,
    tree: {
      ...tree,
      batchSize: options.batchSize ?? tree.batchSize,
      learningRate: options.learningRate ?? tree.learningRate,
      penalty: options.penalty ?? tree.penalty,
      objective: options.objective ?? tree.objective,
    },
    distillation: {
      ...distillation,
      temperature: options.temperature ?? distillation.temperature,
      hardWeight: options.hardWeight ?? distillation.hardWeight,
    },
  };
  return withSize(changed, options, data);
}

/** The preset's settings with the options of a teacher put in their place. */
export function withTeacherOptions(
  settings: ExperimentSettings,
  options: TeacherOptions,
): ExperimentSettings {
  const { teacher } = settings;
  return {
    ...settings,
    teacher: {
      ...teacher,
      epochs: options.epochs ?? teacher.epochs,
      batchSize: options.batchSize ?? teacher.batchSize,
      learningRate: options.learningRate ?? teacher.learningRate,
    },
  };
}
