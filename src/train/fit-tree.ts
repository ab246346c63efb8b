import { rowIdentity, type Dataset, type UnlabelledDataset } from '../data/dataset.js';
import { assertFits, bytesPerParameter } from '../data/memory-limit.js';
import { SeededRandom } from '../data/random.js';
import { runTraining } from './training-loop.js';
import type { EpochMetrics } from '../file/epoch-metrics.js';
import { oneCycleSchedule } from '../optimizer/schedule.js';
import { initializeTree } from '../tree/initialization.js';
import { parameterSizes, SoftDecisionTree, type TreeParameters } from '../tree/soft-decision-tree.js';
import type { CompleteTreeShape } from '../tree/complete-tree.js';
import { AugmentedBatches } from './augmented-batches.js';
import { BatchesAhead } from './batches-ahead.js';
import { columnMeans, uncenter } from './centering.js';
import { compileTreeStep } from './compile-tree-step.js';
import { scaleLeafLogits } from './leaf-scale.js';
import { pathShareAt, pathShares, penaltyAt } from './loss-schedule.js';
import { assertTreeTraining } from '../settings/settings-ranges.js';
import type { TreeTrainingSettings } from '../settings/settings.js';
import { treeSettings } from '../settings/tree-defaults.js';
import { weighTargets, type TargetSource } from './targets.js';
import type { TrainingContext } from './training-context.js';
import { createTreeValidator } from './validate-tree.js';

/** A tree that was fitted, and how that went. */
export interface FittedTree {
  readonly tree: SoftDecisionTree;
  /** What it was fitted with: the settings that were given, and the defaults of the others. */
  readonly settings: TreeTrainingSettings;
  readonly epochs: readonly EpochMetrics[];
  /** The epoch whose weights were kept, chosen on the validation rows. */
  readonly bestEpoch: number;
}

/** Where a training begins that does not begin at random numbers. */
export interface TreeStart {
  readonly parameters: TreeParameters;
  /** Changes parameters, before each step and when they are measured, so that they stay what they are allowed to be. */
  readonly constrain: (parameters: TreeParameters) => void;
}

/**
 * Fits a tree to targets, hard or soft. Two calls with the same seed and settings have the same start weights, rows and
 * deformations at each step, so that only the targets tell their trees apart. Rows count by the weights of their data set, where it
 * has any: in the loss, and in the accuracy that chooses the epoch.
 *
 * @param given settings; those left out are the default preset's for these rows (`treeSettings`)
 * @param from default: random numbers that are decided by the seed
 * @throws {InterruptedError} soon after `context.signal` is aborted.
 * @throws {InvalidInputError} when settings and data do not fit, or the loss stops being finite.
 */
export async function fitTree(
  train: UnlabelledDataset,
  validation: Dataset,
  targets: TargetSource,
  given: Partial<TreeTrainingSettings>,
  context: TrainingContext,
  from?: TreeStart,
): Promise<FittedTree> {
  const settings = treeSettings(train, given);
  assertTreeTraining(settings);
  const { engine } = context;
  const random = new SeededRandom(context.seed).fork('tree');
  const topology: CompleteTreeShape = {
    depth: settings.depth,
    featureCount: train.featureCount,
    classCount: train.classNames.length,
  };
  const { filters } = parameterSizes(topology);
  assertFits(
    bytesPerParameter * filters,
    `a tree of depth ${topology.depth} over ${topology.featureCount} features`,
  );
  const means = columnMeans(train);
  const leafScale = settings.leafLearningRateFactor;
  const start =
    from === undefined
      ? initializeTree(topology, random.fork('weights'))
      : uncenter(
          from.parameters,
          means.map((mean) => -mean),
        );
  const batchSize = Math.min(settings.batchSize, train.rowCount);
  const { augment } = settings;
  const ofBatches = random.fork('batches');
  const batches = new AugmentedBatches(train, { batchSize, augment }, ofBatches);
  const totalSteps = settings.epochs * batches.batchesPerEpoch;
  const hasThreads = engine.sharesMemory && (engine.threads ?? 1) > 1;
  const ahead =
    augment && hasThreads ? BatchesAhead.of(batches, train, batchSize, ofBatches, totalSteps) : undefined;
  const schedule = oneCycleSchedule({ peak: settings.learningRate, risingFraction: 0.2 });

  const pathShare = pathShares[settings.objective];
  const { weightDecay } = settings;
  const { weights } = train;
  const step = await compileTreeStep(
    engine,
    topology,
    {
      batchSize,
      pathShare,
      leafScale,
      featureMeans: means,
      weightDecay,
      weighted: weights !== undefined,
    },
    scaleLeafLogits(start, 1 / leafScale),
    settings.optimizer,
  );
  const validator = await createTreeValidator(topology, validation, start, engine);
  try {
    context.onStart?.(totalSteps);
    const outcome = await runTraining(step, {
      ...context,
      part:
        targets.digest === undefined
          ? undefined
          : context.checkpoint?.part('tree', { settings, seed: context.seed, targets: targets.digest }, [
              rowIdentity(train),
              weights,
              rowIdentity(validation),
              validation.labels,
            ]),
      epochs: settings.epochs,
      stepsPerEpoch: batches.batchesPerEpoch,
      learningRate: (index) => schedule(index, totalSteps),
      async prepareStep(index) {
        from?.constrain(step.parameters);
        const batch = await (ahead ?? batches).batchOf(index, step.inputs.features);
        await targets.writeTargets(batch, step.inputs.targets);
        if (weights !== undefined) weighTargets(step.inputs.targets, batch.rows, weights);
        step.inputs.penalty[0] = penaltyAt(index / totalSteps, settings);
        step.inputs.pathShare[0] = pathShareAt(index / totalSteps, settings);
      },
      validate(parameters) {
        from?.constrain(parameters);
        return validator.validate(uncenter(scaleLeafLogits(parameters, leafScale), means));
      },
    });
    const parameters = uncenter(scaleLeafLogits(outcome.parameters, leafScale), means);
    return {
      tree: new SoftDecisionTree(topology, parameters),
      settings,
      epochs: outcome.epochs,
      bestEpoch: outcome.bestEpoch,
    };
  } finally {
    await ahead?.dispose();
    await step.dispose();
    await validator.dispose();
  }
}
