import { InvalidInputError } from '../errors.js';
import { assertOptimizerSettings } from '../optimizer/settings.js';
import { maximumDepth, minimumDepth } from '../tree/complete-tree.js';
import { mostMembers, teacherKinds } from './teacher-settings.js';
import { treeObjectives } from './tree-objectives.js';
import type {
  DistillationSettings,
  ExperimentSettings,
  TeacherSettings,
  TreeTrainingSettings,
} from './settings.js';

/** Greatest values: what is beyond them makes numbers that are none, or an even answer to everything. */
export const greatest = { learningRate: 1000, penalty: 1000, temperature: 1e6 } as const;
/** Least temperature: the answer is one class as good as alone. */
export const leastTemperature = 1e-3;

/** @throws {InvalidInputError} naming the first setting that is out of its range. */
export function assertExperiment(settings: ExperimentSettings): void {
  const { seed, sharedSeed = seed, trainRows, teacher, tree, distillation, selfTraining } = settings;
  assertInteger('seed', seed, 0, 2 ** 32 - 1);
  assertInteger('sharedSeed', sharedSeed, 0, 2 ** 32 - 1);
  if (trainRows !== undefined) assertInteger('trainRows', trainRows, 1);
  assertTeacher(teacher);
  assertTreeTraining(tree);
  assertDistillation(distillation);
  if (selfTraining === undefined) return;
  assertInteger('self-training rounds', selfTraining.rounds, 1, 100);
  assertInteger('self-training epochs', selfTraining.epochs, 1);
  assertInteger('self-training batch size', selfTraining.batchSize, 1);
  assertInteger('self-training deformations', selfTraining.teacherDeformations ?? 1, 1);
}

/** @throws {InvalidInputError} naming the first setting that is out of its range. */
export function assertTreeTraining(settings: TreeTrainingSettings): void {
  const { depth, leafLearningRateFactor, penalty, penaltyFade, finalPathShare, weightDecay } = settings;
  assertTraining('tree', settings);
  if (!treeObjectives.includes(settings.objective)) {
    throw new InvalidInputError(
      `objective must be one of ${treeObjectives.join(', ')}, found "${settings.objective as string}"`,
    );
  }
  assertInteger('depth', depth, minimumDepth, maximumDepth);
  assertRange('leafLearningRateFactor', leafLearningRateFactor, leafLearningRateFactor > 0, 'greater than 0');
  assertRange(
    'penalty',
    penalty,
    penalty >= 0 && penalty <= greatest.penalty,
    `from 0 to ${greatest.penalty}`,
  );
  assertRange('penaltyFade', penaltyFade, penaltyFade >= 0 && penaltyFade <= 1, 'in [0, 1]');
  assertRange('finalPathShare', finalPathShare, finalPathShare >= 0 && finalPathShare <= 1, 'in [0, 1]');
  assertRange('weight decay', weightDecay, weightDecay >= 0, 'at least 0');
}

/** @throws {InvalidInputError} naming the first setting that is out of its range. */
export function assertDistillation(settings: DistillationSettings): void {
  assertSoftening(settings);
  assertInteger('teacherDeformations', settings.teacherDeformations, 1, 1000);
}

/** @throws {InvalidInputError} naming the first setting that is out of its range. */
export function assertSoftening({
  temperature,
  hardWeight,
}: Pick<DistillationSettings, 'temperature' | 'hardWeight'>): void {
  assertRange(
    'temperature',
    temperature,
    temperature >= leastTemperature && temperature <= greatest.temperature,
    `from ${leastTemperature} to ${greatest.temperature}`,
  );
  assertRange('hard weight', hardWeight, hardWeight >= 0 && hardWeight <= 1, 'in [0, 1]');
}

function assertTeacher(settings: TeacherSettings): void {
  const { architecture, members = 1, dense } = settings;
  if (!teacherKinds.includes(architecture)) {
    throw new InvalidInputError(
      `teacher kind must be one of ${teacherKinds.join(', ')}, found "${architecture as string}"`,
    );
  }
  assertTraining('teacher', settings);
  assertInteger('teacher members', members, 1, mostMembers);
  if (dense === undefined) return;
  const { hiddenLayers, units, labelSmoothing, noise } = dense;
  assertInteger('hidden layers', hiddenLayers, 0, 100);
  assertInteger('units', units, 1);
  assertRange('label smoothing', labelSmoothing, labelSmoothing >= 0 && labelSmoothing < 1, 'in [0, 1)');
  assertRange('noise', noise, noise >= 0, 'at least 0');
}

function assertTraining(
  model: 'teacher' | 'tree',
  { epochs, batchSize, learningRate, optimizer }: TeacherSettings | TreeTrainingSettings,
): void {
  assertInteger(`${model} epochs`, epochs, 1);
  assertInteger(`${model} batch size`, batchSize, 1);
  assertRange(
    `${model} learning rate`,
    learningRate,
    learningRate > 0 && learningRate <= greatest.learningRate,
    `greater than 0, at most ${greatest.learningRate}`,
  );
  assertOptimizerSettings(optimizer);
}

function assertInteger(name: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw new InvalidInputError(`${name} must be an integer ${range}, found ${value}`);
}

function assertRange(name: string, value: number, holds: boolean, allowed: string): void {
  if (holds && Number.isFinite(value)) return;
  throw new InvalidInputError(`${name} must be a finite number ${allowed}, found ${value}`);
}
