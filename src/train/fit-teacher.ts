import { layersModelTrainingProgram } from '../compile/layers-model-program.js';
import { deformImage, mildAffineRange, wideAffineRange } from '../data/image/augmentation.js';
import { imageShapeOf } from '../data/image/image-shape.js';
import { BatchSequence } from '../data/batches.js';
import { joinedRows, rowIdentity, type Dataset, type UnlabelledDataset } from '../data/dataset.js';
import { gatherRows, rowWriterOf } from '../data/features.js';
import { SeededRandom } from '../data/random.js';
import { memberTargets } from './member-targets.js';
import type { TrainingContext } from './training-context.js';
import { runTraining } from './training-loop.js';
import { oneCycle, untilPlateau } from './teacher-course.js';
import { heldOutMembers, UnseenAnswers } from './unseen-answers.js';
import type { EpochMetrics } from '../file/epoch-metrics.js';
import { denseSettings, stepsPerEpoch } from '../settings/teacher-defaults.js';
import { buildCnn, buildMlp, buildNetwork, type TeacherNetwork } from '../teacher/built-in/architectures.js';
import { datasetLogits, logitClasses, type LogitSource } from '../teacher/logit-source.js';
import type { DenseSettings, TeacherSettings } from '../settings/teacher-settings.js';
import { Teacher } from '../teacher/teacher.js';
import { shareOfEqual } from '../tree/evaluate-tree.js';

/** A dense teacher goes on for at least so long without gain. */
const leastPatience = { epochs: 5, steps: 300 } as const;

/** What an earlier teacher answers to rows without a label, for another to learn from. */
export interface EarlierAnswers {
  readonly rows: UnlabelledDataset;
  /** Distribution of each row, row-major `[rows, classCount]`. */
  readonly probabilities: Float32Array;
}

/** A teacher that was fitted, and how that went. */
export interface FittedTeacher {
  readonly teacher: Teacher;
  readonly epochs: readonly EpochMetrics[];
  /** The epoch whose weights were kept, chosen on the validation rows. */
  readonly bestEpoch: number;
}

/**
 * Fits a built-in teacher to hard labels (softmax cross entropy). A CNN: with one learning-rate cycle, images deformed at random, and
 * the weights of the epoch that validated best or of the last one. A dense network: until rows that its members do not learn from tell no gain in how well
 * classes are told apart, whose answers then also make it as sure as it may be. Rows count by the weights of their data set, where it
 * has any.
 *
 * @param answers taught beside the labels: no member is without them
 * @throws {InterruptedError} soon after `context.signal` is aborted.
 * @throws {InvalidInputError} when settings and data do not fit, or the loss stops being finite.
 */
export async function fitTeacher(
  train: Dataset,
  validation: Dataset,
  settings: TeacherSettings,
  context: TrainingContext,
  answers?: EarlierAnswers,
): Promise<FittedTeacher> {
  const { engine, seed } = context;
  const { members = 1, learningRate, epochs } = settings;
  const random = new SeededRandom(seed).fork('teacher');
  const dense = denseOf(settings, train);
  const network = networkOf(train, dense, members, random.fork('weights').integer(2 ** 30));
  const rows = joinedRows(train, answers?.rows);
  const batchSize = Math.min(settings.batchSize, rows.rowCount);
  const batches = new BatchSequence(rows.rowCount, batchSize, random.fork('order'));
  const epochSteps = dense ? stepsPerEpoch(rows.rowCount, batchSize) : batches.batchesPerEpoch;
  const heldOut = heldOutMembers(train, validation, dense ? members : 1, random.fork('held out'));
  const writeFeatures = featureWriter(rows, settings, dense, random.fork('deformations'));
  const writeTargets = memberTargets(
    train,
    members,
    heldOut,
    dense?.labelSmoothing ?? 0,
    answers?.probabilities,
  );

  const isPlain = train.weights === undefined && !heldOut.some((member) => member >= 0);
  const loss = isPlain ? 'softmax-cross-entropy' : 'weighted-softmax-cross-entropy';
  const program = layersModelTrainingProgram(network.members, { batchSize, loss });
  const step = await engine.compileTraining(program, settings.optimizer);
  const teacher = await Teacher.fromModel(network.answer, engine, 'logits');
  const course = dense
    ? untilPlateau(await UnseenAnswers.of(network.members, members, train, heldOut, validation, engine), {
        learningRate,
        epochs,
        patience: Math.max(leastPatience.epochs, Math.ceil(leastPatience.steps / epochSteps)),
        warmUpSteps: 50,
      })
    : oneCycle(learningRate, epochs * epochSteps, settings.keptEpoch !== 'last');
  try {
    context.onStart?.(epochs * epochSteps);
    const outcome = await runTraining(step, {
      ...context,
      part: context.checkpoint?.part('teacher', { settings, seed }, [
        rowIdentity(rows),
        train.weights,
        rowIdentity(validation),
        answers?.probabilities,
      ]),
      recall: course.recall,
      epochs,
      stepsPerEpoch: epochSteps,
      learningRate: course.rateAt,
      prepareStep(index) {
        const ofStep = batches.rowsOf(index);
        writeFeatures(ofStep, step.inputs.features, index);
        writeTargets(ofStep, step.inputs.targets);
      },
      async validate(parameters) {
        teacher.setWeights(parameters);
        return {
          validationAccuracy: await teacherAccuracy(teacher, validation),
          ...(await course.judge(parameters)),
        };
      },
    });
    teacher.setWeights(await course.finished(outcome.parameters));
    return { teacher, epochs: outcome.epochs, bestEpoch: outcome.bestEpoch };
  } catch (error) {
    await teacher.dispose();
    throw error;
  } finally {
    await step.dispose();
    await course.dispose();
  }
}

/** The form of a dense teacher; `undefined` for a CNN. */
function denseOf({ architecture, dense }: TeacherSettings, train: Dataset): DenseSettings | undefined {
  return architecture === 'cnn' ? undefined : (dense ?? denseSettings(train.rowCount, architecture));
}

function networkOf(
  { inputShape, classNames }: Dataset,
  dense: DenseSettings | undefined,
  members: number,
  seed: number,
): TeacherNetwork {
  const options = { inputShape, classCount: classNames.length, seed };
  return dense === undefined
    ? buildNetwork(buildCnn, options, members)
    : buildNetwork(buildMlp, { ...options, ...dense }, members);
}

/** Share of rows whose greatest logit is that of their label, each counted by its weight, in [0, 1]. */
export async function teacherAccuracy(teacher: LogitSource, dataset: Dataset): Promise<number> {
  const logits = await datasetLogits(teacher, dataset);
  const classes = logitClasses(logits, teacher.classCount);
  return shareOfEqual(classes, dataset.labels, dataset.weights);
}

/** Writes the features of a step's rows: images deformed and numbers blurred, where the settings say so. */
function featureWriter(
  dataset: UnlabelledDataset,
  { augment, deformation }: TeacherSettings,
  dense: DenseSettings | undefined,
  random: SeededRandom,
): (rows: Int32Array, target: Float32Array, step: number) => void {
  const { features, featureCount } = dataset;
  const shape = imageShapeOf(dataset);
  if (augment && shape !== undefined) {
    const writeRow = rowWriterOf(features, featureCount);
    const range = deformation === 'wide' ? wideAffineRange(shape) : mildAffineRange(shape);
    return (rows, target, step) => {
      const ofStep = random.fork(`step ${step}`);
      for (const [position, row] of rows.entries())
        deformImage(writeRow, row, target, position, shape, range, ofStep);
    };
  }
  const noise = dense?.noise ?? 0;
  return (rows, target, step) => {
    gatherRows(features, featureCount, rows, target);
    if (noise === 0) return;
    const ofStep = random.fork(`step ${step}`);
    for (let index = 0; index < target.length; index++)
      target[index] = (target[index] ?? 0) + noise * ofStep.normal();
  };
}
