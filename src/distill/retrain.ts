import type { DatasetSplits } from '../data/dataset.js';
import { InvalidInputError } from '../errors.js';
import { treeSettings } from '../settings/tree-defaults.js';
import { fitTree } from '../train/fit-tree.js';
import type { TrainingContext } from '../train/training-context.js';
import { CompleteEmbedding } from '../tree/complete-embedding.js';
import { predict } from '../tree/prediction.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { softTargets } from './soft-targets.js';

/** How a simpler tree is trained on. */
export interface RetrainingOptions {
  /** Passes over the training rows. */
  readonly epochs: number;
  /** Of each weight, 1 or 0, whether it is used, as `filters`; default: all are. */
  readonly isUsed?: Uint8Array | undefined;
  /** Peak of the learning rate, as a share of that of a new tree, in (0, 1]; default 1. */
  readonly rateShare?: number | undefined;
}

/** Share of the label in the targets; the rest is the whole tree's answer. */
const hardWeight = 0.5;
const leastProbability = 2 ** -30;

/**
 * Trains a simpler tree on, from the numbers that it has, to answer as the whole tree and the labels say, each for one half. Its form
 * stays. Settings are the default ones, without a balance penalty; the validation rows choose the epoch.
 *
 * @returns not calibrated
 * @throws {InvalidInputError} when the tree has one leaf alone or is hard, or the loss stops being finite
 * @throws {InterruptedError} soon after `context.signal` is aborted
 */
export async function retrain(
  tree: SoftDecisionTree,
  whole: SoftDecisionTree,
  { train, validation }: Pick<DatasetSplits, 'train' | 'validation'>,
  { epochs, isUsed, rateShare = 1 }: RetrainingOptions,
  context: TrainingContext,
): Promise<SoftDecisionTree> {
  if (tree.routing === 'hard') throw new InvalidInputError('a hard tree cannot be trained');
  if (tree.leafCount === 1) throw new InvalidInputError('a tree of one leaf has nothing to train');
  const embedding = new CompleteEmbedding(tree);
  const { mixtureProbabilities } = predict(whole, train.features, train.rowCount);
  const logits = mixtureProbabilities.map((probability) => Math.log(Math.max(probability, leastProbability)));
  const given = { depth: tree.depth, epochs, penalty: 0 };
  const settings = treeSettings(train, given);
  const { tree: learnt } = await fitTree(
    train,
    validation,
    softTargets(logits, train, { temperature: 1, hardWeight }),
    { ...settings, learningRate: rateShare * settings.learningRate },
    { ...context, checkpoint: undefined },
    { parameters: embedding.parameters(), constrain: embedding.constraint(isUsed) },
  );
  return embedding.extract(learnt.parameters);
}
