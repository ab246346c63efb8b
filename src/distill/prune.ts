import { joinedDatasets, type DatasetSplits } from '../data/dataset.js';
import {
  pruneTree,
  type PrunedTree,
  type PruningContext,
  type PruningLimits,
} from '../tree/pruning/prune-tree.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { calibratedLike } from './calibrate-like.js';

/**
 * Prunes a tree by its training and validation rows (see `pruneTree`), and makes it as sure of its answers as it was.
 *
 * @param splits the parts that the tree was trained on (`OpenData.trainedSplits`); the test part is not looked at
 * @throws as `pruneTree`
 */
export async function prune(
  tree: SoftDecisionTree,
  { train, validation }: Pick<DatasetSplits, 'train' | 'validation'>,
  limits?: PruningLimits,
  context?: PruningContext,
): Promise<PrunedTree> {
  const choosing = joinedDatasets(train, validation);
  const pruned = await pruneTree(tree, choosing, limits, context);
  return { ...pruned, tree: calibratedLike(tree, pruned.tree, choosing) };
}
