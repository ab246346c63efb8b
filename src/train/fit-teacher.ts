import { layersModelTrainingProgram } from '../compile/layers-model-program.js';
import { deformImage, mildAffineRange } from '../data/image/augmentation.js';
import { imageShapeOf } from '../data/image/image-shape.js';
import { BatchSequence, gatherRows } from '../data/batches.js';
import type { Dataset, UnlabelledDataset } from '../data/dataset.js';
import { SeededRandom } from '../data/random.js';
import { weighTargets, type TargetSource } from './targets.js';
import type { TrainingContext } from './training-context.js';
import { runTraining } from './training-loop.js';
import type { EpochMetrics } from '../file/epoch-metrics.js';
import { oneCycleSchedule } from '../optimizer/schedule.js';
import { buildCnn, buildMlp } from '../teacher/built-in/architectures.js';
import { datasetLogits, logitClasses, type LogitSource } from '../teacher/logit-source.js';
import type { TeacherSettings } from '../settings/teacher-settings.js';
import { Teacher } from '../teacher/teacher.js';
import { shareOfEqual } from '../tree/evaluate-tree.js';

/** A teacher that was fitted, and how that went. */
export interface FittedTeacher {
  readonly teacher: Teacher;
  readonly epochs: readonly EpochMetrics[];
  /** The epoch whose weights were kept, chosen on the validation rows. */
  readonly bestEpoch: number;
}

/**
 * Fits a built-in teacher to targets, hard or soft (softmax cross entropy), with one learning-rate cycle, images deformed at
 * random, and the weights of the epoch that validated best. Rows count by the weights of their data set, where it has any.
 *
 * @throws {InterruptedError} soon after `context.signal` is aborted.
 * @throws {InvalidInputError} when settings and data do not fit, or the loss stops being finite.
 */
export async function fitTeacher(
  train: UnlabelledDataset,
  validation: Dataset,
  targets: TargetSource,
  settings: TeacherSettings,
  context: TrainingContext,
): Promise<FittedTeacher> {
  const { engine, seed } = context;
  const random = new SeededRandom(seed).fork('teacher');
  const classCount = train.classNames.length;
  const build = settings.architecture === 'cnn' ? buildCnn : buildMlp;
  const model = build({
    inputShape: train.inputShape,
    classCount,
    seed: random.fork('weights').integer(2 ** 30),
  });
  const batchSize = Math.min(settings.batchSize, train.rowCount);
  const batches = new BatchSequence(train.rowCount, batchSize, random.fork('order'));
  const totalSteps = settings.epochs * batches.batchesPerEpoch;
  const schedule = oneCycleSchedule({ peak: settings.learningRate, risingFraction: 0.2 });
  const writeImages = imageWriter(train, settings, random.fork('deformations'));

  const { weights } = train;
  const loss = weights === undefined ? 'softmax-cross-entropy' : 'weighted-softmax-cross-entropy';
  const program = layersModelTrainingProgram(model, { batchSize, loss });
  const step = await engine.compileTraining(program, settings.optimizer);
  const teacher = await Teacher.fromModel(model, engine, 'logits');
  try {
    context.onStart?.(totalSteps);
    const outcome = await runTraining(step, {
      ...context,
      epochs: settings.epochs,
      stepsPerEpoch: batches.batchesPerEpoch,
      learningRate: (index) => schedule(index, totalSteps),
      async prepareStep(index) {
        const rows = batches.rowsOf(index);
        writeImages(rows, step.inputs.features, index);
        await targets.writeTargets({ rows, features: step.inputs.features }, step.inputs.targets);
        if (weights !== undefined) weighTargets(step.inputs.targets, rows, weights);
      },
      async validate(parameters) {
        teacher.setWeights(parameters);
        return { validationAccuracy: await teacherAccuracy(teacher, validation) };
      },
    });
    teacher.setWeights(outcome.parameters);
    return { teacher, epochs: outcome.epochs, bestEpoch: outcome.bestEpoch };
  } catch (error) {
    await teacher.dispose();
    throw error;
  } finally {
    await step.dispose();
  }
}

/** Share of rows whose greatest logit is that of their label, each counted by its weight, in [0, 1]. */
export async function teacherAccuracy(teacher: LogitSource, dataset: Dataset): Promise<number> {
  const logits = await datasetLogits(teacher, dataset);
  const classes = logitClasses(logits, teacher.classCount);
  return shareOfEqual(classes, dataset.labels, dataset.weights);
}

function imageWriter(
  dataset: UnlabelledDataset,
  { augment }: TeacherSettings,
  random: SeededRandom,
): (rows: Int32Array, target: Float32Array, step: number) => void {
  const { features, featureCount } = dataset;
  const shape = imageShapeOf(dataset);
  if (!augment || shape === undefined) {
    return (rows, target) => gatherRows(features, featureCount, rows, target);
  }
  const range = mildAffineRange(shape);
  return (rows, target, step) => {
    const ofStep = random.fork(`step ${step}`);
    for (const [position, row] of rows.entries())
      deformImage(features, row, target, position, shape, range, ofStep);
  };
}
