import type { Dataset } from '../data/dataset.js';
import { SeededRandom } from '../data/random.js';
import type { Engine } from '../engine/engine.js';
import { runTraining } from './training-loop.js';
import { type EpochMetrics } from '../file/epoch-metrics.js';
import { oneCycleSchedule } from '../optimizer/schedule.js';
import { initializeTree } from '../tree/initialization.js';
import { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import type { CompleteTreeShape } from '../tree/complete-tree.js';
import { AugmentedBatches } from './augmented-batches.js';
import { columnMeans, uncenter } from './centering.js';
import { compileTreeStep } from './compile-tree-step.js';
import { scaleLeafLogits } from './leaf-scale.js';
import { assertTreeTraining } from '../settings/settings-ranges.js';
import type { TreeTrainingSettings } from '../settings/settings.js';
import type { TargetSource } from './targets.js';
import { createTreeValidator } from './validate-tree.js';

export interface TreeFittingContext {
  readonly engine: Engine;
  /** Decides start weights, order of rows and deformations, independently of the targets. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onStart?: (totalSteps: number) => void;
  readonly onProgress?: (doneSteps: number, loss: number) => void;
  readonly onEpoch?: (metrics: EpochMetrics) => void;
}

export interface FittedTree {
  readonly tree: SoftDecisionTree;
  readonly epochs: readonly EpochMetrics[];
  /** The epoch whose weights were kept, chosen on the validation rows. */
  readonly bestEpoch: number;
}

/**
 * Fits a tree to targets, hard or soft. Two calls with the same seed and settings have the same start weights, rows and
 * deformations at each step, so that only the targets tell their trees apart.
 *
 * @throws {InterruptedError} soon after `context.signal` is aborted.
 * @throws {InvalidInputError} when settings and data do not fit, or the loss stops being finite.
 */
export async function fitTree(
  train: Dataset,
  validation: Dataset,
  targets: TargetSource,
  settings: TreeTrainingSettings,
  context: TreeFittingContext,
): Promise<FittedTree> {
  assertTreeTraining(settings);
  const { engine } = context;
  const random = new SeededRandom(context.seed).fork('tree');
  const topology: CompleteTreeShape = {
    depth: settings.depth,
    featureCount: train.featureCount,
    classCount: train.classNames.length,
  };
  const means = columnMeans(train);
  const leafScale = settings.leafLearningRateFactor;
  const start = initializeTree(topology, random.fork('weights'));
  const batchSize = Math.min(settings.batchSize, train.rowCount);
  const { augment } = settings;
  const batches = new AugmentedBatches(train, { batchSize, augment }, random.fork('batches'));
  const totalSteps = settings.epochs * batches.batchesPerEpoch;
  const schedule = oneCycleSchedule({ peak: settings.learningRate, risingFraction: 0.2 });

  const { objective, weightDecay } = settings;
  const step = await compileTreeStep(
    engine,
    topology,
    { batchSize, objective, leafScale, featureMeans: means, weightDecay },
    scaleLeafLogits(start, 1 / leafScale),
    settings.optimizer,
  );
  const validator = await createTreeValidator(topology, validation, start, engine);
  try {
    context.onStart?.(totalSteps);
    const outcome = await runTraining(step, {
      ...context,
      epochs: settings.epochs,
      stepsPerEpoch: batches.batchesPerEpoch,
      learningRate: (index) => schedule(index, totalSteps),
      async prepareStep(index) {
        const batch = batches.batchOf(index);
        await targets.writeTargets(batch, step.inputs.targets);
        step.inputs.features.set(batch.features);
        step.inputs.penalty[0] = penaltyAt(index / totalSteps, settings);
        step.inputs.pathShare[0] = pathShareAt(index / totalSteps, settings);
      },
      validate: (parameters) => validator.validate(uncenter(scaleLeafLogits(parameters, leafScale), means)),
    });
    const parameters = uncenter(scaleLeafLogits(outcome.parameters, leafScale), means);
    return {
      tree: new SoftDecisionTree(topology, parameters),
      epochs: outcome.epochs,
      bestEpoch: outcome.bestEpoch,
    };
  } finally {
    await step.dispose();
    await validator.dispose();
  }
}

/** Share of the expected cross entropy in the objective `mixture-to-paths`, at a share of the training, in [0, 1). */
export function pathShareAt(
  share: number,
  { finalPathShare }: Pick<TreeTrainingSettings, 'finalPathShare'>,
): number {
  return finalPathShare * Math.max(0, 2 * share - 1);
}

/** Lambda at a share of the training, in [0, 1). */
export function penaltyAt(
  share: number,
  { penalty, penaltyFade }: Pick<TreeTrainingSettings, 'penalty' | 'penaltyFade'>,
): number {
  return penaltyFade === 0 ? penalty : penalty * Math.max(0, 1 - share / penaltyFade);
}
