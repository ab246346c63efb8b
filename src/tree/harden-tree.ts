import type { Dataset } from '../data/dataset.js';
import { InvalidInputError } from '../errors.js';
import { routeRows } from './block-router.js';
import { uncalibrated } from './calibration.js';
import { leafDistributions } from './leaf-distributions.js';
import { SoftDecisionTree } from './soft-decision-tree.js';

/**
 * The hard tree of a soft one, with the same numbers: every gate sends all to the right where its pre-activation is above 0, else to the
 * left. One leaf answers each row, with probability 1.
 *
 * @throws {InvalidInputError} when the tree is hard already
 */
export function hardenTree(tree: SoftDecisionTree): SoftDecisionTree {
  if (tree.routing === 'hard') throw new InvalidInputError('the tree is hard already');
  return new SoftDecisionTree(tree, tree.parameters, tree.calibration, 'hard');
}

/**
 * A hard tree whose leaves answer with the classes of the rows that end in them, counted by their weights. What a leaf answered before
 * counts as one row more, so that a leaf of no row keeps its answer and one of few is not too sure.
 *
 * @param rows labelled rows that the tree is fitted to
 */
export function refitLeaves(
  tree: SoftDecisionTree,
  { features, labels, rowCount, weights }: Pick<Dataset, 'features' | 'labels' | 'rowCount' | 'weights'>,
): SoftDecisionTree {
  const { classCount, parameters, calibration, routing } = tree;
  const counts = leafDistributions(tree, uncalibrated);
  routeRows(tree, features, rowCount, (row, _, leaf) => {
    const place = leaf * classCount + (labels[row] ?? 0);
    counts[place] = (counts[place] ?? 0) + (weights?.[row] ?? 1);
  });
  // Logits need not sum to anything; no count is 0, but float32 may make one so.
  const leafLogits = Float32Array.from(counts, (count) => Math.log(Math.max(count, Number.MIN_VALUE)));
  return new SoftDecisionTree(tree, { ...parameters, leafLogits }, calibration, routing);
}
