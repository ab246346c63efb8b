import { joinedDatasets, type DatasetSplits } from '../data/dataset.js';
import {
  pruneTree,
  type PrunedTree,
  type PruningContext,
  type PruningLimits,
} from '../tree/pruning/prune-tree.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import type { TrainingContext } from '../train/training-context.js';
import { retrain, type RetrainingOptions } from './retrain.js';
import { calibratedLike } from './calibrate-like.js';

/** How long, and by which engine, a smaller tree is trained on. */
export type Retraining = Pick<RetrainingOptions, 'epochs'> & TrainingContext;

/** The gates that are left are nearly right; at the rate of a new tree they would first unlearn (chosen on the validation rows of MNIST). */
const rateShare = 0.1;

/** Whom a pruning tells about its progress, and what comes after it. */
export interface PruningAndTraining extends PruningContext {
  /** How the smaller tree is trained on; default: it is not. */
  readonly training?: Retraining | undefined;
}

/**
 * Prunes a tree by its training and validation rows (see `pruneTree`), and makes it as sure of its answers as it was. A tree that loses no
 * leaf stays as it is: it is not trained on, either.
 *
 * @param splits the parts that the tree was trained on (`OpenData.trainedSplits`); the test part is not looked at
 * @throws as `pruneTree` and `retrain`
 */
export async function prune(
  tree: SoftDecisionTree,
  { train, validation }: Pick<DatasetSplits, 'train' | 'validation'>,
  limits?: PruningLimits,
  context: PruningAndTraining = {},
): Promise<PrunedTree> {
  const choosing = joinedDatasets(train, validation);
  const pruned = await pruneTree(tree, choosing, limits, context);
  if (pruned.tree === tree) return pruned;
  const { training } = context;
  const trained =
    training === undefined
      ? pruned.tree
      : await retrain(pruned.tree, tree, { train, validation }, { ...training, rateShare }, training);
  return { ...pruned, tree: calibratedLike(tree, trained, choosing) };
}
