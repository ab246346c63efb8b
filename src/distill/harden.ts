import { joinedDatasets, type DatasetSplits } from '../data/dataset.js';
import { hardenTree, refitLeaves } from '../tree/harden-tree.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import { calibratedLike } from './calibrate-like.js';

/** How a tree becomes hard. */
export interface HardeningOptions {
  /** Whether its leaves are fitted anew to the training rows (see `refitLeaves`); default: they stay. */
  readonly refit?: boolean | undefined;
}

/**
 * The hard tree of a soft one (see `hardenTree`), as sure of its answers as the soft one lets it be.
 *
 * @param splits the parts that the tree was trained on (`OpenData.trainedSplits`); the test part is not looked at
 * @throws {InvalidInputError} when the tree is hard already
 */
export function harden(
  tree: SoftDecisionTree,
  { train, validation }: Pick<DatasetSplits, 'train' | 'validation'>,
  { refit = false }: HardeningOptions = {},
): SoftDecisionTree {
  const hard = hardenTree(tree);
  const fitted = refit ? refitLeaves(hard, train) : hard;
  return calibratedLike(tree, fitted, joinedDatasets(train, validation));
}
