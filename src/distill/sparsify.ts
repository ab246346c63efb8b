import type { DatasetSplits, UnlabelledDataset } from '../data/dataset.js';
import { MadeFeatures, rowWriterOf } from '../data/features.js';
import { InvalidInputError } from '../errors.js';
import { columnMeans } from '../train/centering.js';
import type { SoftDecisionTree } from '../tree/soft-decision-tree.js';
import type { Retraining } from './prune.js';
import { retrain } from './retrain.js';

/** A soft tree whose gates use few features. */
export interface SparseTree {
  /** Most features of a gate. */
  readonly features: number;
  readonly tree: SoftDecisionTree;
}

/**
 * Trees like one whose gates use fewer and fewer features. Each gate keeps those that move it most, by weight times deviation over the
 * training rows; then the tree is trained on (see `retrain`), and goes on from there to the next, smaller number.
 *
 * @param counts most features of a gate, in any order; the trees come from the greatest to the smallest
 * @param training how each is trained on
 * @throws {InvalidInputError} when a number of features is out of range, or as `retrain`
 */
export async function* sparseTrees(
  tree: SoftDecisionTree,
  splits: Pick<DatasetSplits, 'train' | 'validation'>,
  counts: readonly number[],
  training: Retraining,
): AsyncGenerator<SparseTree> {
  const bad = counts.find((count) => !Number.isInteger(count) || count < 1 || count > tree.featureCount);
  if (bad !== undefined)
    throw new InvalidInputError(
      `features of a gate must be an integer from 1 to ${tree.featureCount}, found ${bad}`,
    );
  const deviations = columnDeviations(splits.train);
  let before = tree;
  for (const features of [...new Set(counts)].sort((a, b) => b - a)) {
    const isUsed = strongestWeights(before, deviations, features);
    before = await retrain(before, tree, splits, { ...training, isUsed }, training);
    yield { features, tree: before };
  }
}

/** 1 for the `count` weights of each gate that move it most, `[gates, featureCount]`; the first of equals. */
function strongestWeights(
  { parameters: { filters }, innerNodeCount, featureCount }: SoftDecisionTree,
  deviations: Float64Array,
  count: number,
): Uint8Array {
  const isUsed = new Uint8Array(filters.length);
  for (let gate = 0; gate < innerNodeCount; gate++) {
    const start = gate * featureCount;
    const strength = (index: number) => Math.abs(filters[start + index] ?? 0) * (deviations[index] ?? 0);
    const features = Array.from({ length: featureCount }, (_, index) => index);
    const strongest = features.sort((a, b) => strength(b) - strength(a)).slice(0, count);
    for (const index of strongest) isUsed[start + index] = 1;
  }
  return isUsed;
}

/** Standard deviation of each feature over the rows, each counted by its weight. */
function columnDeviations(rows: UnlabelledDataset): Float64Array {
  const { rowCount, featureCount } = rows;
  const means = columnMeans(rows);
  const writeRow = rowWriterOf(rows.features, featureCount);
  const features = new MadeFeatures(rowCount, featureCount, (row, target, at) => {
    writeRow(row, target, at);
    for (let index = 0; index < featureCount; index++)
      target[at + index] = ((target[at + index] ?? 0) - (means[index] ?? 0)) ** 2;
  });
  return Float64Array.from(columnMeans({ ...rows, features }), Math.sqrt);
}
